# Help where it is needed.
why = Pourquoi ? { $title }
new-tab = (s’ouvre dans un nouvel onglet)
page-help-whole = Lire toute la réponse
