# What stands around the articles, besides the words in content/es/site.toml: the same in the service's own pages.
search-box-label = Buscar en el centro de ayuda
search-box-submit = Buscar
reader-helpful = ¿Le ayudó esta página?
reader-helpful-yes = Sí
reader-helpful-no = No
reader-ask = Hacer una pregunta
reader-ask-title = Escríbanos
reader-ask-text = Envíenos su pregunta o sus comentarios con nuestro formulario. No necesita una cuenta para eso.
reader-ask-link = Escribir un mensaje
help-untranslated = Esta página todavía no está traducida. El texto está en inglés.
reader-updated = Última actualización:
reader-edit = Sugerir un cambio en esta página
reader-address = Dirección de esta página:
reader-more = Todo sobre “{ $name }”
reader-feed = Cambios en el centro de ayuda
