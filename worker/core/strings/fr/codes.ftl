# Codes de sécurité : ce que disent les messages, et ce que la page en dit. Les SMS n’ont pas de lettres qui feraient deux messages
# d’un seul (ê, ç, ô, l’apostrophe courbe) : un test les compte. « Message 2 » commence le deuxième, et la page le dit.
code-message = Message { $number }
code-from-again = { $label } de { -service }
code-sms-sign-in = { $from } : { $code } est votre code pour vous connecter.
code-sms-confirm-number = { $from } : { $code } est votre code pour confirmer ce numéro.
code-sms-reset-password = { $from } : { $code } est votre code pour changer de mot de passe.
code-sms-delete-account = { $from } : { $code } est votre code pour supprimer votre compte.
code-sms-lifetime = Valable une fois, { $security_code_minutes } minutes.
code-sms-secret = Ne le dites à personne.

code-voice-sign-in = Bonjour. Ici { -service }. Votre code de sécurité pour vous connecter est :
code-voice-confirm-number = Bonjour. Ici { -service }. Votre code de sécurité pour confirmer ce numéro est :
code-voice-reset-password = Bonjour. Ici { -service }. Votre code de sécurité pour changer de mot de passe est :
code-voice-delete-account = Bonjour. Ici { -service }. Votre code de sécurité pour supprimer votre compte est :
code-voice-again = Je répète. Votre code est :
code-voice-lifetime = Il marche une seule fois, pendant { $security_code_minutes } minutes. Ne le dites à personne. Au revoir.

code-newest-sms = Utilisez le SMS qui commence par « { $label } ». Seul son code marche ici.
code-newest-voice = Seul le code donné par cet appel marche ici.
code-sent-ago = { $minutes ->
    [0] Envoyé il y a moins d’une minute.
    [one] Envoyé il y a { $minutes } minute.
   *[other] Envoyé il y a { $minutes } minutes.
}
code-sent-at = Envoyé à { $time }.
