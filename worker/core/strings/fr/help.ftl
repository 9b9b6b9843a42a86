# L’aide, là où il la faut.
why = Pourquoi ? { $title }
new-tab = (s’ouvre dans un nouvel onglet)
page-help-whole = Lire toute la réponse
