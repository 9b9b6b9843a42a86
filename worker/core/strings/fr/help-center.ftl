# What stands around the articles, besides the words in content/fr/site.toml: the same in the service's own pages.
search-box-label = Rechercher dans le centre d’aide
search-box-submit = Rechercher
reader-helpful = Cet article vous a-t-il été utile ?
reader-helpful-yes = Oui
reader-helpful-no = Non
reader-ask = Poser une question
reader-ask-title = Écrivez-nous
reader-ask-text = Envoyez votre question ou votre avis avec notre formulaire. Vous n’avez pas besoin d’un compte.
reader-ask-link = Écrire un message
help-untranslated = Cette page n’est pas encore traduite. Le texte est en anglais.
reader-updated = Dernière mise à jour :
reader-edit = Proposer une modification de cette page
reader-address = Adresse de cette page :
reader-more = Tout sur « { $name } »
reader-feed = Modifications du centre d’aide
