# Signed-in browsers (ST-7).
sessions-title = Vos navigateurs connectés
sessions-lead = Ces navigateurs sont connectés à votre compte en ce moment. Si vous en déconnectez un, l’effet est immédiat.
sessions-this = Ce navigateur
sessions-others = Autres navigateurs
sessions-no-others = Aucun autre navigateur n’est connecté.
sessions-browser = Navigateur
sessions-since = Connexion
sessions-last-seen = Dernière utilisation
sessions-place = Lieu
sessions-end-this = Me déconnecter ici
sessions-end = Déconnecter : { $browser }
sessions-all-others = Tous à la fois
sessions-end-others = Déconnecter tous les autres navigateurs
sessions-ended = Ce navigateur est déconnecté.
sessions-others-ended = Tous les autres navigateurs sont déconnectés.
sessions-gone = Ce navigateur était déjà déconnecté.
sessions-not-you = Vous ne reconnaissez pas l’un d’eux ? Déconnectez-le, puis changez votre mot de passe. Le nom d’un navigateur est celui qu’il se donne lui-même, et le lieu n’est qu’approximatif.

# Recent activity (ST-1).
activity-title = Activité récente
activity-lead = Voici ce qui s’est passé dans votre compte ces { $activity_days } derniers jours, en commençant par le plus récent. Ensuite, ces lignes sont effacées. Cette page en affiche { $shown } au maximum.
activity-with-browser = { $event } : { $browser }
activity-not-you = Une de ces actions ne vient pas de vous ? Déconnectez les autres navigateurs et changez votre mot de passe.
activity-change-password = Changer votre mot de passe
activity-created = Compte créé
activity-signed-in-code = Connexion avec un code de sécurité
activity-signed-in-app = Connexion avec l’application d’authentification
activity-signed-in-key = Connexion avec la clé personnelle
activity-locked-wrong-codes = Compte bloqué un moment après des codes incorrects
activity-signed-out-wrong-passwords = Session fermée après des mots de passe incorrects
activity-password-changed = Mot de passe changé
activity-password-reset = Mot de passe réinitialisé
activity-email-change-asked = Nouvelle adresse e-mail demandée
activity-email-changed = Adresse e-mail changée
activity-email-restored = Ancienne adresse e-mail rétablie
activity-phone-added = Téléphone ajouté
activity-phone-removed = Téléphone retiré
activity-app-added = Application d’authentification configurée
activity-app-removed = Application d’authentification retirée
activity-personal-key-renewed = Nouvelle clé personnelle créée
activity-information-saved = Informations personnelles enregistrées
activity-information-erased = Informations personnelles effacées
activity-information-opened = Anciennes informations personnelles ouvertes
activity-session-ended = Autre navigateur déconnecté
activity-other-sessions-ended = Tous les autres navigateurs déconnectés
activity-locked-by-owner = Compte bloqué par vous (« ce n’était pas moi »)
activity-deletion-asked = Suppression du compte demandée
activity-deletion-cancelled = Suppression du compte annulée
activity-data-copied = Copie de vos données téléchargée
activity-mail-resumed = Envoi d’e-mails à votre adresse repris

# The longest time of a session (SI-8).
time-out-absolute-why = Votre session va bientôt se fermer. Une session dure au maximum { $session_hours } heures, quoi que vous fassiez.
time-out-absolute-what = Terminez ce que vous faites en ce moment. Ensuite, connectez-vous de nouveau pour continuer.
time-out-longest = Votre session peut rester ouverte { $session_hours } heures au maximum.
