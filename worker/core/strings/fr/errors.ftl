# What is wrong with a field: what happened, and what to do now.
email-missing = Entrez votre adresse e-mail.
email-wrong = Entrez une adresse e-mail complète, comme nom@example.com.
password-missing = Entrez votre mot de passe.
new-password-missing = Entrez un mot de passe.
new-password-short = Utilisez au moins { $password_minimum } caractères. Les espaces comptent.
new-password-long = Utilisez { $password_maximum } caractères au maximum.
new-password-refused = Ce mot de passe est trop facile à deviner. Choisissez-en un autre.
phone-missing = Entrez votre numéro de téléphone.
phone-landline = C’est un numéro de téléphone fixe, qui ne reçoit pas de SMS. Choisissez l’appel.
method-missing = Choisissez comment recevoir votre code.
code-missing = Entrez le code de sécurité.
code-not-a-code = Entrez les { $security_code_digits } chiffres du code que nous vous avons envoyé.
code-wrong = Ce code est incorrect. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
code-expired = Ce code ne marche plus : il a déjà servi, ou il a plus de { $security_code_minutes } minutes. Demandez un nouveau code ci-dessous. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
app-code-wrong = Ce code est incorrect. Vérifiez que votre téléphone est à l’heure. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
app-code-used = Ce code a déjà servi. Attendez que l’application affiche le suivant. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
key-type-missing = Tapez votre clé personnelle, ou indiquez ci-dessous que vous l’avez mise en lieu sûr.
key-type-wrong = Ce n’est pas la clé affichée ci-dessus. Vérifiez ce que vous avez noté.
personal-key-missing = Entrez votre clé personnelle.
personal-key-not-a-key = Une clé personnelle a { $personal_key_length } lettres et chiffres. Vérifiez ce que vous avez tapé.
personal-key-wrong = Cette clé personnelle est incorrecte. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
sign-in-wrong = L’adresse e-mail ou le mot de passe est incorrect. Vérifiez les deux.

# Waits.
locked-title = Votre session est fermée
locked-why = Il y a eu { $wrong_codes } codes de sécurité ou clés personnelles incorrects. Pour protéger votre compte, nous bloquons la connexion pendant { $lockout_minutes } minutes.
locked-what = Rien d’autre n’a changé. Revenez à la fin de l’attente et demandez un nouveau code.
locked-sign-in = Se connecter de nouveau
locked-sign-up-title = Attendez avant de réessayer
locked-sign-up-why = Un code incorrect a été entré { $wrong_codes } fois. Vous pourrez continuer dans { $lockout_minutes } minutes. Demandez alors un nouveau code. Rien de ce que vous avez entré n’est perdu.
locked-sign-up-back = Continuer
too-many-passwords-title = Attendez avant d’essayer de nouveau
too-many-passwords-why = Un mot de passe incorrect a été entré trop souvent. Pour vous protéger, nous ne vérifions aucun mot de passe pour le moment.
too-many-passwords-what = Vous ne connaissez plus votre mot de passe ? Profitez de l’attente pour lire ce qu’il faut faire.
too-many-links-title = Attendez avant de demander un autre lien
too-many-links-why = Nous envoyons au maximum { $link_requests } liens à une même adresse en { $link_request_minutes } minutes. Cherchez notre dernier e-mail dans votre boîte de réception et dans votre courrier indésirable (spam).
too-many-links-again = Demander un nouveau lien
too-many-codes-title = Attendez avant de demander un autre code
too-many-codes-why = Nous envoyons au maximum { $security_code_requests } codes en { $security_code_request_minutes } minutes. Le dernier code marche pendant { $security_code_minutes } minutes après son envoi.
too-many-codes-what = Si vous vous connectez, revenez et utilisez votre application d’authentification ou votre clé personnelle : vous n’avez pas besoin d’attendre. Si vous créez un compte, vous pouvez utiliser une application à la place du téléphone.
network-why = De très nombreux codes ou liens ont été demandés depuis votre réseau, peut-être par d’autres personnes. Nous devons faire une pause. Vous pouvez continuer à la fin de l’attente, ou maintenant depuis un autre réseau.
too-many-codes-back = Revenir
reset-required-title = Il vous faut un nouveau mot de passe
reset-required-why = Une personne qui connaît votre mot de passe a entré beaucoup de codes de sécurité incorrects. Pour vous protéger, votre compte ne s’ouvre plus tant que vous n’avez pas choisi un nouveau mot de passe.
reset-required-what = Nous vous avons envoyé un e-mail à ce sujet.

# Problems.
problem-sign-in = Se connecter
problem-help = Aller au centre d’aide
problem-contact = Nous contacter
problem-bad-request-title = Nous n’avons pas pu lire votre demande
problem-bad-request = Nous n’avons pas pu lire ce que votre navigateur a envoyé. Rien n’a changé. Ouvrez de nouveau la page et remplissez encore une fois le formulaire.
problem-forbidden-title = Ce formulaire n’est plus valable
problem-forbidden = Le navigateur a été fermé après l’ouverture du formulaire, il refuse nos cookies, ou le formulaire vient d’un autre site. Rien n’a changé. Ouvrez de nouveau la page et remplissez encore une fois le formulaire.
problem-not-found-title = Nous ne trouvons pas cette page
problem-not-found = L’adresse contient peut-être une faute de frappe, ou la page a été déplacée.
problem-method-title = Cette page ne s’utilise pas de cette façon
problem-method = Recommencez depuis la première page.
problem-too-large-title = C’était trop long
problem-too-large = Votre navigateur a envoyé plus de texte que nos formulaires n’en acceptent. Revenez en arrière et raccourcissez votre texte.
problem-unavailable-title = Nous ne pouvons pas le faire pour le moment
problem-unavailable = Quelque chose ne marche pas chez nous. Rien n’a changé. Essayez de nouveau dans une minute.
