# Ce qui entoure les articles, en plus des mots de content/fr/site.toml : identique sur les pages du service.
search-box-label = Rechercher dans le centre d’aide
search-box-submit = Rechercher
reader-helpful = Cette page vous a-t-elle été utile ?
reader-helpful-yes = Oui
reader-helpful-no = Non
reader-ask = Poser une question
reader-ask-title = Écrivez-nous
reader-ask-text = Envoyez-nous votre question ou votre avis avec notre formulaire. Vous n’avez pas besoin de compte.
reader-ask-link = Écrire un message
help-untranslated = Cette page n’est pas encore traduite. Le texte est en anglais.
reader-updated = Dernière mise à jour :
reader-edit = Proposer une modification de cette page
reader-address = L’adresse de cette page :
reader-more = Tout sur « { $name } »
reader-feed = Modifications du centre d’aide
