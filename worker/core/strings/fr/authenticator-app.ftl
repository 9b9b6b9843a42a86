# Setting up an authenticator app, while creating an account or later.
app-step-install = Ouvrez une application d’authentification sur votre téléphone ou votre tablette. Vous n’en avez pas ? Installez-en une depuis votre magasin d’applications. Toutes les applications qui créent des codes « basés sur le temps » conviennent.
app-step-scan = Avec l’application, scannez cette image carrée (code QR).
app-step-code = L’application affiche alors un code. Tapez-le ci-dessous pour montrer que l’application marche.
app-qr-code = Code QR pour votre application d’authentification. Le texte sous l’image dit la même chose.
app-secret-lead = Vous ne pouvez pas scanner l’image ? Tapez plutôt cette clé dans l’application :
app-secret-copy = Copier la clé
app-secret-private = Ne montrez l’image et la clé à personne. Toute personne qui les a peut créer vos codes.
app-open = Ouvrir une application sur cet appareil
app-submit = Valider le code
app-code-missing = Entrez le code affiché par votre application.
app-code-not-a-code = Entrez les { $security_code_digits } chiffres affichés par votre application.

# While creating an account.
step-app = Application d’authentification
sign-up-app-instead = Pas de téléphone avec vous, ou pas de réseau ? Une application d’authentification crée les codes sur votre appareil.
sign-up-app-use = Utiliser plutôt une application d’authentification
sign-up-app-title = Configurez votre application d’authentification
sign-up-app-phone = Utiliser plutôt un téléphone

# On the account.
account-app-title = Application d’authentification
account-app-lead = Une application d’authentification crée des codes de sécurité sur votre téléphone ou votre tablette, même sans réseau. Vous pouvez l’utiliser en plus de votre téléphone, ou à sa place.
account-app-start = Configurer une application
account-app-since = Configurée le
account-app-replace-lead = Vous avez un nouvel appareil ? Configurez-y une application. Ensuite, seuls les codes de la nouvelle application marchent.
account-app-replace = Configurer une autre application à la place
account-app-remove-lead = Si vous retirez l’application, ses codes ne marchent plus. Vous vous connectez alors avec votre téléphone.
account-app-remove = Retirer l’application
account-app-last = L’application est votre seul moyen de recevoir un code. Pour pouvoir la retirer, ajoutez d’abord un téléphone.
account-app-add-phone = Ajouter un téléphone
account-app-added = Votre application d’authentification est configurée. Vous pouvez maintenant vous connecter avec ses codes.
account-app-removed = Votre application d’authentification est retirée de votre compte. Ses codes ne marchent plus. Dans l’application, vous pouvez aussi supprimer l’entrée qui ne sert plus.
account-app-code-title = Reliez votre application d’authentification
account-app-replaces = Tant que vous n’avez pas validé un code de la nouvelle application, l’ancienne continue de marcher.
account-app-cancel = Revenir sans la configurer
