# What every page has.
page-error-title = Erreur :
page-error-summary = Vérifiez ce qui suit
page-step = Étape { $step } sur { $of } : { $name }
page-help = Aide pour cette page
continue = Continuer
password-show = Afficher le mot de passe
password-hide = Masquer le mot de passe
wait-left = { $minutes ->
    [0] Encore { $seconds } { $seconds ->
        [one] seconde
       *[other] secondes
    }
    [one] Encore 1 minute et { $seconds } { $seconds ->
        [one] seconde
       *[other] secondes
    }
   *[other] Encore { $minutes } minutes et { $seconds } { $seconds ->
        [one] seconde
       *[other] secondes
    }
}
wait-over = L’attente est finie. Vous pouvez essayer de nouveau.

# Creating an account: the email address.
step-email = Adresse e-mail
step-password = Mot de passe
step-phone = Téléphone
step-personal-key = Clé personnelle
sign-up-title = Créer un compte
sign-up-description = Créez un seul compte { -service } pour les services en ligne de nombreux organismes publics. Il vous faut une adresse e-mail, et un téléphone ou une application d’authentification.
sign-up-lead = Nous allons vous envoyer un e-mail avec un lien, pour vérifier que cette adresse est bien la vôtre.
sign-up-submit = Envoyer le lien
sign-up-have-account = J’ai déjà un compte : me connecter
email-label = Adresse e-mail
check-email-title = Consultez vos e-mails
check-email-sent = Nous avons envoyé un e-mail à { $email }.
check-email-what = Ouvrez le lien de cet e-mail pour continuer. Il marche une seule fois, pendant { $confirmation_link_hours } heures.
check-email-not-there = Toujours rien après quelques minutes ? Regardez dans votre courrier indésirable (spam), et vérifiez l’adresse ci-dessus.
check-email-again = Envoyer de nouveau
check-email-other = Utiliser une autre adresse e-mail
confirm-title = Confirmez votre adresse e-mail
confirm-lead = Appuyez sur le bouton pour confirmer que cette adresse e-mail est bien la vôtre et pour continuer la création de votre compte.
confirm-submit = Confirmer mon adresse e-mail
link-used-title = Ce lien a déjà servi
link-used = Votre compte existe. Vous pouvez vous connecter.
link-expired-title = Ce lien ne marche plus
link-expired = Un lien marche pendant { $confirmation_link_hours } heures. Celui-ci est plus ancien.
link-unknown-title = Nous ne connaissons pas ce lien
link-unknown = Vérifiez que vous avez ouvert le lien en entier, et qu’il vient de notre dernier e-mail.
link-new = Ou demandez un nouveau lien :
link-new-submit = Envoyer un nouveau lien
sign-up-gone-title = Commençons par votre adresse e-mail
sign-up-gone = Nous ne trouvons pas de création de compte commencée dans ce navigateur. Vous aviez déjà commencé ? Ouvrez de nouveau le lien de notre e-mail, ou demandez un nouveau lien.
report-gone-title = Ce lien ne marche plus
report-gone = Ce lien est trop ancien ou incomplet. Si vous voulez encore signaler que ce n’était pas vous, écrivez-nous.

# Creating an account: the password.
password-title = Choisissez un mot de passe
password-confirmed = Vous avez confirmé l’adresse { $email }.
new-password-label = Mot de passe
new-password-hint = { $password_minimum } caractères ou plus. Plusieurs mots avec des espaces font un bon mot de passe.
meter-0 = Très faible
meter-1 = Faible
meter-2 = Moyen
meter-3 = Bon
meter-4 = Fort
meter-too-short = Trop court : au moins { $password_minimum } caractères
meter-refused = Trop courant pour être accepté
advice-email = Votre adresse e-mail est la première chose que les autres essaient.
advice-common = C’est l’un des mots de passe les plus utilisés.
advice-similar-to-common = Il ressemble beaucoup à l’un des mots de passe les plus utilisés.
advice-keyboard = Des touches voisines sur le clavier sont faciles à deviner.
advice-repeats = Des lettres ou des mots répétés sont faciles à deviner.
advice-sequence = Des suites comme abc ou 6543 sont faciles à deviner.
advice-date = Les années et les dates sont faciles à deviner.
advice-name = Les noms et les prénoms sont faciles à deviner.
advice-single-word = Un mot seul est facile à deviner.
advice-more-words = Ajoutez un ou deux mots auxquels personne ne s’attend.
advice-substitutions = Écrire @ à la place de a, ou un mot à l’envers, n’aide pas beaucoup.
advice-capitals = Les majuscules n’aident pas beaucoup.

# Creating an account: the phone.
phone-title = Ajoutez votre téléphone
phone-lead = À chaque connexion, nous enverrons un code de sécurité à ce téléphone. Un téléphone mobile ou fixe convient.
phone-label = Numéro de téléphone
method-label = Comment devons-nous envoyer le code ?
method-sms = SMS
method-sms-hint = Sur un téléphone mobile
method-voice = Appel
method-voice-hint = Sur un téléphone mobile ou fixe
method-choose = Comment voulez-vous confirmer que c’est bien vous ?
method-which-phone = Quel téléphone ?
method-totp = Application d’authentification
method-totp-hint = Un code affiché par l’application
method-personal-key = Clé personnelle
method-personal-key-hint = Si vous n’avez pas votre téléphone
send-code = Envoyer le code
code-title = Entrez votre code de sécurité
code-sent-sms = Nous envoyons votre code au { $phone } par SMS.
code-sent-voice = Nous appelons le { $phone } pour vous donner le code.
code-label = Code de sécurité
code-hint = { $security_code_digits } chiffres. Il marche une seule fois, pendant { $security_code_minutes } minutes.
tries-left = { $left ->
    [one] Il vous reste { $left } essai. Ensuite, vous devrez attendre.
   *[other] Il vous reste { $left } essais. Ensuite, vous devrez attendre.
}
code-submit = Valider
code-not-there = Vous n’avez pas reçu le code ? Nous pouvons vous en envoyer un nouveau. L’ancien ne marchera plus.
code-again-sms = Envoyer un nouveau code par SMS
code-again-voice = M’appeler avec un nouveau code
code-other-number = Utiliser un autre numéro de téléphone

# The personal key.
key-title = Mettez votre clé personnelle en lieu sûr
key-lead = Si un jour vous n’avez pas votre téléphone, cette clé vous permet de vous connecter. Nous ne l’affichons que maintenant.
key-where = Notez-la, imprimez-la ou téléchargez-la. Puis gardez-la loin de votre téléphone.
key-copy = Copier
key-copied = Copiée
key-print = Imprimer
key-download = Télécharger
key-file =
    Votre clé personnelle { -service } : { $key }
    Gardez-la dans un endroit sûr, loin de votre téléphone. Elle vous permet de vous connecter une fois.
key-type-label = Tapez votre clé personnelle
key-type-hint = Nous vérifions ainsi que vous avez bien la clé. Les majuscules et les tirets n’ont pas d’importance.
key-saved = J’ai mis la clé en lieu sûr et je ne peux pas la taper maintenant
key-replaced = Vous avez une nouvelle clé personnelle. L’ancienne ne marche plus.

# Signing in.
sign-in-title = Se connecter
sign-in-description = Connectez-vous à votre compte { -service } avec votre adresse e-mail, votre mot de passe et un code de sécurité.
sign-in-submit = Se connecter
sign-in-forgot = Je ne connais pas mon mot de passe
sign-in-forgot-email = Je ne connais pas mon adresse e-mail
sign-in-no-account = Créer un compte
sign-in-idle = Nous avons fermé votre session, car ce navigateur n’a pas été utilisé pendant { $session_idle_minutes } minutes. Cela vous protège si vous vous éloignez.
sign-in-too-old = Nous avons fermé votre session, car une session dure au maximum { $session_hours } heures.
sign-in-again = Recommencez avec votre mot de passe. Votre dernière connexion est déjà terminée, ou a duré trop longtemps.
sign-in-first = Connectez-vous d’abord.
password-label = Mot de passe
method-title = Confirmez que c’est bien vous
method-lead = Les codes sont envoyés au { $phone }.
other-way-link = Confirmer d’une autre façon
app-link = Utiliser mon application d’authentification
app-title = Entrez le code de votre application
app-lead = Ouvrez votre application d’authentification. Elle affiche un nouveau code toutes les { $authenticator_step_seconds } secondes.
app-code-hint = Les { $security_code_digits } chiffres que l’application affiche pour { -service }
personal-key-link = Utiliser ma clé personnelle
no-phone-link = Je n’ai ni mon téléphone ni ma clé personnelle
personal-key-title = Entrez votre clé personnelle
personal-key-lead = Elle marche une seule fois. Vous en recevrez une nouvelle juste après.
personal-key-label = Clé personnelle
personal-key-hint = { $personal_key_length } lettres et chiffres. Les majuscules et les tirets n’ont pas d’importance.
no-phone-title = Sans votre téléphone et sans votre clé personnelle
no-phone-later = Le plus simple : revenez quand vous aurez votre téléphone avec vous.
no-phone-key = Ou cherchez votre dernière clé personnelle : { $personal_key_length } lettres et chiffres. Vous en avez reçu une à la création de votre compte, puis une nouvelle chaque fois que vous avez utilisé une clé ou changé de mot de passe.
no-phone-new = Si vous avez perdu les deux, créez un nouveau compte avec une autre adresse e-mail. Vous devrez peut-être prouver de nouveau votre identité.
no-phone-urgent = C’est urgent, par exemple pour une demande en cours ? Contactez directement l’organisme public concerné.

no-phone-sign-up = Créer un nouveau compte

# Signed in.
sign-out = Se déconnecter
time-out-title = Vous êtes toujours là ?
time-out-why = Votre session va bientôt se fermer, car ce navigateur n’a pas été utilisé depuis un moment.
time-out-stay = Garder ma session ouverte
signed-out-title = Votre session est fermée
signed-out = Votre session a pris fin.
signed-out-shared = Si d’autres personnes utilisent cet ordinateur, fermez aussi le navigateur.
signed-out-sign-in = Se connecter de nouveau

# Reporting a sign-up with one’s address.
report-title = Signaler que ce n’était pas vous
report-lead = Une personne a essayé d’utiliser votre adresse e-mail pour un autre compte. Votre compte n’a pas changé. Appuyez sur le bouton pour nous dire que ce n’était pas vous.
report-submit = Ce n’était pas moi
report-done-title = Merci pour votre signalement
report-done = Nous l’avons noté. Votre compte n’a pas changé.
report-advice = Pensez-vous qu’une personne connaît votre mot de passe, ou lit vos e-mails ? Changez les deux mots de passe.
