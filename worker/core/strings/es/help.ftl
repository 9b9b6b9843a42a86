# Help where it is needed.
why = ¿Por qué? { $title }
new-tab = (se abre en una pestaña nueva)
page-help-whole = Leer la respuesta completa
