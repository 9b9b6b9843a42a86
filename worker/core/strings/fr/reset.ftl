# Forgotten password.
sign-in-reset = Votre nouveau mot de passe est enregistré. Utilisez-le pour vous connecter.
locked-by-owner-why = Votre compte est bloqué. Depuis votre boîte e-mail, une personne nous a signalé qu’un changement ou une connexion ne venait pas de vous. Le compte s’ouvrira quand vous aurez choisi un nouveau mot de passe.
reset-required-link = Choisir un nouveau mot de passe
reset-title = Choisir un nouveau mot de passe
reset-lead = Entrez votre adresse e-mail. Si nous la connaissons, nous vous enverrons un lien.
reset-need = Il vous faut aussi votre téléphone, votre application d’authentification ou votre clé personnelle.
reset-submit = Envoyer le lien
reset-sign-in = Je connais mon mot de passe : me connecter
reset-again = Demander un nouveau lien
reset-again-submit = Envoyer un nouveau lien
reset-check-email-title = Cherchez notre e-mail
reset-check-email-sent = Si nous connaissons l’adresse { $email }, nous venons d’y envoyer un e-mail.
reset-check-email-what = Ouvrez le lien de cet e-mail pour continuer. Il marche une seule fois, pendant { $reset_link_minutes } minutes. Seul le dernier lien marche.
reset-check-email-not-there = Toujours rien après quelques minutes ? Regardez dans votre courrier indésirable (spam), et vérifiez l’adresse ci-dessus. Vous en avez peut-être utilisé une autre. Si nos e-mails à cette adresse ont été signalés comme indésirables, nous n’y envoyons peut-être un lien que si vous le demandez dans un navigateur où vous vous êtes déjà connecté. S’ils nous sont revenus, nous n’y envoyons peut-être plus rien : écrivez-nous.
reset-gone-title = Cette réinitialisation est terminée
reset-gone = Nous ne trouvons pas de réinitialisation commencée dans ce navigateur. Le lien marche pendant { $reset_link_minutes } minutes, dans un seul navigateur, et seul le dernier lien marche. Ouvrez-le de nouveau, ou demandez un nouveau lien.

# The new password.
reset-password-title = Entrez un nouveau mot de passe
reset-password-lead = Ce mot de passe est pour le compte de { $email }. Ensuite, vous confirmerez que c’est bien vous. Le nouveau mot de passe ne sera valable qu’après.
reset-password-label = Nouveau mot de passe
reset-choices-title = Attendez avant de choisir de nouveau
reset-choices-why = Vous avez essayé trop de nouveaux mots de passe de suite.
reset-link-used-title = Ce lien a servi
reset-link-used = Votre nouveau mot de passe est déjà enregistré. Utilisez-le pour vous connecter, ou demandez un autre lien.
reset-link-expired-title = Ce lien n’est plus valable
reset-link-expired = Un lien marche pendant { $reset_link_minutes } minutes, et seul le dernier lien marche. Votre mot de passe n’a pas changé.
reset-link-unknown-title = Nous ne connaissons pas ce lien

# Confirming the reset.
reset-method-lead = Votre nouveau mot de passe est valable dès que vous avez confirmé que c’est bien vous. Vos sessions se ferment alors partout.
reset-method-warning = Avez-vous enregistré des informations personnelles, comme votre date de naissance ? Avec votre clé personnelle, elles restent ouvertes. Avec un code, elles restent verrouillées jusqu’à ce que vous entriez cette clé personnelle plus tard. Si la clé est perdue, personne ne peut les ouvrir, et vous devez les entrer de nouveau.
reset-locked-title = Codes incorrects : attendez un peu
reset-locked-why = Il y a eu { $wrong_codes } codes de sécurité ou clés personnelles incorrects. Pour protéger votre compte, aucune confirmation n’est possible pendant { $lockout_minutes } minutes.
reset-wait-what = Votre ancien mot de passe n’a pas changé. À la fin de l’attente, continuez ici. Si votre lien a alors plus de { $reset_link_minutes } minutes, demandez-en un nouveau.
reset-wait-back = Continuer
reset-no-phone = Sans eux, nous ne pouvons pas enregistrer un nouveau mot de passe. Nous n’avons pas d’autre moyen de savoir que c’est bien vous.
reset-key-why = Votre clé personnelle est correcte. Cette nouvelle clé la remplace. Votre nouveau mot de passe sera valable quand vous aurez mis la nouvelle clé en lieu sûr et continué. D’ici là, votre ancien mot de passe et votre ancienne clé personnelle marchent encore.

# Messages.
reset-letter-subject = Choisissez un nouveau mot de passe
reset-letter-why = Vous, ou une personne qui a tapé votre adresse, avez demandé un nouveau mot de passe pour votre compte { -service }. Pour le choisir, ouvrez ce lien :
reset-letter-lifetime = Le lien marche une seule fois, pendant { $reset_link_minutes } minutes. Seul le dernier lien marche.
reset-letter-not-you = Si ce n’était pas vous, ne faites rien. Votre mot de passe ne change pas.
locked-letter-subject = Votre compte est bloqué
locked-letter-why = Vous nous avez dit qu’une action dans votre compte { -service } ne venait pas de vous. Nous avons bloqué le compte et fermé toutes les sessions.
locked-letter-what = Pour l’ouvrir, choisissez ici un nouveau mot de passe :
locked-letter-later = Si le lien est trop ancien, demandez-en un nouveau sur la page de connexion. Le compte reste bloqué jusque-là.

# “This wasn’t me.”
not-me-title = Ce n’était pas vous ?
not-me-lead = Appuyez sur le bouton pour bloquer votre compte tout de suite. Toutes les sessions se ferment, et personne ne peut se connecter.
not-me-restores = Votre compte reprend cette adresse e-mail.
not-me-then = Nous vous enverrons un lien pour choisir un nouveau mot de passe. Votre compte s’ouvrira alors de nouveau.
not-me-submit = Ce n’était pas moi : bloquer mon compte
not-me-submit-restore = Ce n’était pas moi : rétablir mon adresse et bloquer mon compte
not-me-was-you = Si c’était vous, fermez cette page. Rien ne change.
not-me-done-title = Votre compte est bloqué
not-me-done = Votre compte est bloqué, et toutes les sessions sont fermées.
not-me-done-restored = Votre adresse e-mail est rétablie.
not-me-done-what = Nous vous avons envoyé un e-mail avec un lien pour choisir un nouveau mot de passe. Votre compte s’ouvrira de nouveau après ce choix.
not-me-done-taken = Nous n’avons pas pu rétablir votre adresse e-mail, car un autre compte l’utilise maintenant. Contactez-nous.
not-me-used-title = C’est déjà fait
not-me-used = Ce lien a servi, et votre compte a été bloqué. S’il est encore bloqué, choisissez un nouveau mot de passe pour l’ouvrir.
not-me-expired-title = Ce lien est trop ancien
not-me-expired = Le lien marchait pendant { $notice_link_days } jours. Pensez-vous qu’une autre personne utilise votre compte ? Choisissez un nouveau mot de passe : toutes les sessions se ferment.
not-me-unknown-title = Nous ne connaissons pas cette alerte
