# The page with the results of a search.
search-title = Buscar en el centro de ayuda
search-count = { $found ->
    [one] 1 resultado para “{ $question }”
   *[other] { $found } resultados para “{ $question }”
}
search-none = No encontramos nada para “{ $question }”
search-try-title = Qué puede probar
search-try-fewer = Use menos palabras, por ejemplo “teléfono nuevo”.
search-try-other = Dígalo con otras palabras, por ejemplo “código” en lugar de “número que me enviaron”.
search-try-spelling = Revise la ortografía.
search-sections = Todos los temas
search-contact = Pregúntenos
