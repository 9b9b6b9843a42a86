# The page with the results of a search.
search-title = Rechercher dans le centre d’aide
search-count = { $found ->
    [one] 1 résultat pour « { $question } »
   *[other] { $found } résultats pour « { $question } »
}
search-none = Aucun résultat pour « { $question } »
search-try-title = Ce que vous pouvez essayer
search-try-fewer = Utilisez moins de mots, par exemple « nouveau téléphone ».
search-try-other = Dites-le autrement, par exemple « code » au lieu de « numéro que vous avez envoyé ».
search-try-spelling = Vérifiez l’orthographe.
search-sections = Toutes les rubriques
search-contact = Posez-nous la question
