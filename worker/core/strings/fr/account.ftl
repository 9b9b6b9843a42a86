# The pages of a signed-in person.

# The current password, before a setting changes.
confirm-password-title = Entrez votre mot de passe
confirm-password-lead = Avant ce changement, nous vérifions que c’est bien vous.
current-password-label = Mot de passe actuel
current-password-wrong = Ce mot de passe est incorrect. { $left ->
    [one] Il vous reste { $left } essai avant la fermeture de votre session.
   *[other] Il vous reste { $left } essais avant la fermeture de votre session.
}
account-back = Revenir à votre compte
sign-in-wrong-passwords = Nous avons fermé votre session : un mot de passe incorrect a été entré { $wrong_current_passwords } fois.
