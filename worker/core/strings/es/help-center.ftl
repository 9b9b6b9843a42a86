# Lo que rodea los artículos, además de las palabras de content/es/site.toml: igual en las páginas del servicio.
search-box-label = Buscar en el centro de ayuda
search-box-submit = Buscar
reader-helpful = ¿Le fue útil esta página?
reader-helpful-yes = Sí
reader-helpful-no = No
reader-ask = Hacer una pregunta
reader-ask-title = Escríbanos
reader-ask-text = Envíenos su pregunta o sus comentarios con nuestro formulario. No necesita una cuenta.
reader-ask-link = Escribir un mensaje
help-untranslated = Esta página todavía no está traducida. El texto está en inglés.
reader-updated = Última actualización:
reader-edit = Proponer un cambio en esta página
reader-address = La dirección de esta página:
reader-more = Todo sobre «{ $name }»
reader-feed = Cambios en el centro de ayuda
