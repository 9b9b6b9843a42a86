# The service itself: its name, who runs it, and the frame around every page.
-service = Gatehouse
-operator = Agence des services publics

service-name = { -service }
service-operator = { -operator }
service-contact = help@gatehouse.example
frame-skip = Aller au contenu principal
frame-banner = Un site officiel du gouvernement
frame-banner-how = Comment le vérifier
frame-banner-address-title = Vérifiez l’adresse.
frame-banner-address = Connectez-vous seulement à l’adresse indiquée par le site de votre organisme public.
frame-banner-lock-title = Vérifiez que la connexion est sûre.
frame-banner-lock = Donnez des informations personnelles seulement si l’adresse commence par https:// et si votre navigateur n’affiche pas d’avertissement.
frame-languages = Langue
frame-navigation = Menu principal
frame-home = Accueil de { -service }
frame-help = Centre d’aide
frame-sign-in = Se connecter
frame-sign-up = Créer un compte
frame-account = Votre compte
frame-run-by = { -service } est géré par l’{ -operator }.
frame-contact = Nous contacter
frame-privacy = Comment nous protégeons vos données
