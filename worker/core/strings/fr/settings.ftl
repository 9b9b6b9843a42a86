# The profile page and the settings of a signed-in person.

# The profile page.
account-title = Votre compte
account-lead = Votre session est ouverte. Voici ce que vous pouvez voir et changer.
account-former = Vous avez réinitialisé votre mot de passe. Depuis, vos anciennes informations personnelles sont verrouillées. Votre ancienne clé personnelle les ouvre.
account-former-link = Les ouvrir ou les abandonner
account-signing-in = Connexion
account-email = Adresse e-mail
account-password = Mot de passe
account-phone = Téléphone
account-app = Application d’authentification
account-personal-key = Clé personnelle
account-personal-key-yours = Personne d’autre que vous ne l’a.
account-your-data = Vos informations
account-information = Informations personnelles
account-information-saved = Enregistrées et chiffrées : personne d’autre que vous ne peut les ouvrir
account-agencies = Organismes publics reliés
account-agencies-none = Aucun pour le moment
account-data = Copie de vos données
account-data-what = Tout ce que nous avons sur vous
account-watch = Suivi du compte
account-sessions = Vos navigateurs connectés
account-here-since = Ce navigateur, depuis le { $date }
account-activity = Activité récente
account-activity-what = Ce qui s’est passé ces { $activity_days } derniers jours
account-end = Quitter le service
account-delete = Supprimer votre compte
account-delete-what = Efface le compte et tout ce qu’il contient
account-none = Rien pour le moment
account-changed-on = Choisi le { $date }
account-set-up-on = Configurée le { $date }
account-made-on = Créée le { $date }
account-change = Changer
account-add = Ajouter
account-renew = Obtenir une nouvelle clé
account-see = Tout voir
account-get = Obtenir la copie
account-delete-link = Supprimer

# The email address.
change-email-title = Changer d’adresse e-mail
change-email-current = Vous vous connectez maintenant avec { $email }.
change-email-lead = Nous enverrons un lien à la nouvelle adresse. Tant que vous ne l’ouvrez pas, rien ne change. Nous prévenons aussi l’ancienne adresse : pendant { $notice_link_days } jours, vous pourrez y annuler le changement.
change-email-label = Nouvelle adresse e-mail
change-email-same = C’est déjà votre adresse e-mail. Entrez-en une autre.
check-new-email-title = Consultez votre nouvelle boîte e-mail
check-new-email-what = Ouvrez le lien de cet e-mail pour changer d’adresse. Il marche une seule fois, pendant { $confirmation_link_hours } heures. Jusque-là, vous vous connectez avec l’ancienne adresse.
new-email-title = Confirmez votre nouvelle adresse e-mail
new-email-lead = Appuyez sur le bouton pour confirmer l’adresse. Ensuite, vous vous connecterez à votre compte avec { $email }.
new-email-done-title = Votre adresse e-mail est changée
new-email-done = À partir de maintenant, vous vous connectez avec la nouvelle adresse. Nous avons écrit à l’ancienne adresse et à la nouvelle.
new-email-used-title = Ce lien vers une nouvelle adresse a déjà servi
new-email-used = Il a changé l’adresse e-mail de votre compte. Depuis, l’adresse a encore été changée.
new-email-taken-title = Cette adresse e-mail appartient déjà à un autre compte
new-email-taken = Après votre demande, un compte a été créé avec cette adresse. Votre propre compte garde son adresse actuelle.
new-email-unknown-title = Ce lien vers une nouvelle adresse ne marche pas
new-email-unknown = Il a plus de { $confirmation_link_hours } heures, ou vous en avez demandé un plus récent. Rien n’a changé.
new-email-account = Aller à votre compte
new-email-again = Entrer de nouveau une adresse e-mail

# The password.
change-password-title = Changer de mot de passe
change-password-lead = Vos sessions se fermeront partout ailleurs. Vous recevrez aussi une nouvelle clé personnelle, car l’ancienne ne marche pas avec un nouveau mot de passe.
change-password-label = Nouveau mot de passe
change-password-submit = Enregistrer le nouveau mot de passe
key-of-new-password = Votre nouveau mot de passe est enregistré. Une nouvelle clé personnelle va avec. L’ancienne ne marche plus.
too-many-renewals-title = Attendez avant de changer encore
too-many-renewals-why = Le mot de passe ou la clé personnelle de votre compte ont été changés trop souvent. Les derniers choisis restent valables.

# The personal key.
new-key-title = Obtenir une nouvelle clé personnelle
new-key-lead = Faites-le si vous avez perdu votre clé personnelle, ou si une autre personne l’a peut-être vue. L’ancienne clé cesse de marcher tout de suite.
new-key-sessions = Vos sessions se fermeront partout ailleurs, et nous vous préviendrons par e-mail.
new-key-submit = Créer une nouvelle clé personnelle

# Phones.
phones-title = Vos téléphones
phones-lead = À chaque connexion, les codes de sécurité sont envoyés à ces numéros.
phones-none = Votre compte n’a pas de téléphone. Vous confirmez avec votre application d’authentification.
phone-since = Confirmé le { $date }
phone-new-heading = Utiliser un autre téléphone
phone-new-lead = Ayez le nouveau téléphone avec vous. Nous y enverrons un code tout de suite. Rien ne change tant que vous n’avez pas entré le code.
phone-place-label = Que doit faire le nouveau téléphone ?
phone-replaces = Remplacer le { $phone }
phone-second = Servir de deuxième téléphone
phone-second-hint = Vous choisissez l’un des deux à chaque connexion.
phone-place-missing = Choisissez le téléphone que le nouveau remplace. Un compte a au maximum { $phones } téléphones.
phone-is-yours = Ce téléphone est déjà dans votre compte. Entrez un autre numéro.
phone-remove-heading = Retirer un téléphone
phone-remove-lead = Un téléphone que vous retirez ne reçoit plus de codes de sécurité. Nous vous préviendrons par e-mail.
phone-remove-submit = Retirer le { $phone }
phone-last = Ce téléphone est votre seul moyen de recevoir des codes de sécurité. Pour le retirer, ajoutez d’abord un autre téléphone ou une application d’authentification.
phone-code-title = Entrez le code de votre nouveau téléphone
phone-code-until = Tant que vous n’avez pas entré le code, votre compte ne change pas.
phone-added = Le nouveau téléphone est enregistré. Il reçoit maintenant les codes de sécurité.
phone-removed = Le téléphone est retiré. Il ne reçoit plus de codes de sécurité.
phone-changed-meanwhile = Entre-temps, vos téléphones ont été changés dans une autre fenêtre. Les voici maintenant.
