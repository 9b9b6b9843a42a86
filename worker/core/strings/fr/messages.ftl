# Emails, text messages and calls.
confirm-letter-subject = Confirmez votre adresse e-mail
confirm-letter-why = Vous, ou une personne qui a tapé votre adresse, avez commencé à créer un compte { -service }. Pour continuer, ouvrez le lien et appuyez sur le bouton de la page qui s’affiche :
confirm-letter-lifetime = Le lien marche une seule fois, pendant { $confirmation_link_hours } heures.
confirm-letter-not-you = Si ce n’était pas vous, ne faites rien. Aucun compte n’est créé sans ce lien.

new-address-letter-subject = Confirmez votre nouvelle adresse e-mail
new-address-letter-why = Vous, ou une personne qui a tapé votre adresse, voulez l’utiliser pour un compte { -service }. Pour continuer, ouvrez le lien et appuyez sur le bouton de la page qui s’affiche :
new-address-letter-not-you = Si ce n’était pas vous, ne faites rien. Rien ne change sans ce lien.

exists-letter-subject = Vous avez déjà un compte
exists-letter-why = Une personne a essayé d’utiliser votre adresse e-mail pour un autre compte { -service }. Vous avez déjà un compte, donc rien n’a changé.
exists-letter-sign-in = Si c’était vous, connectez-vous ici :
exists-letter-password = Si vous ne connaissez plus votre mot de passe, choisissez-en un nouveau ici :
exists-letter-not-you = Si ce n’était pas vous, vous pouvez nous le dire ici :

reset-required-letter-subject = Votre compte a besoin d’un nouveau mot de passe
reset-required-letter-why = Une personne qui connaît votre mot de passe a entré beaucoup de codes de sécurité incorrects. Pour vous protéger, votre compte { -service } ne s’ouvre plus tant que vous n’avez pas choisi un nouveau mot de passe.
reset-required-letter-what = Choisissez ici un nouveau mot de passe :

# Notices about the account. What happened is followed by the browser, and by the link that says “this wasn’t me”.
notice-browser = Navigateur : { $browser }
notice-you = Si c’était vous, vous n’avez rien à faire.
notice-not-you = Si ce n’était pas vous, ouvrez le lien et appuyez sur le bouton de la page qui s’affiche. Votre compte sera bloqué tout de suite. Nous vous enverrons un lien pour choisir un nouveau mot de passe :
notice-not-you-undo = Si ce n’était pas vous, ouvrez le lien et appuyez sur le bouton de la page qui s’affiche. Cette adresse sera rétablie, et votre compte sera bloqué tout de suite. Nous vous enverrons un lien pour choisir un nouveau mot de passe :
notice-lifetime = Le lien marche pendant { $notice_link_days } jours.
notice-new-browser-subject = Connexion depuis un nouveau navigateur
notice-new-browser-why = Une personne s’est connectée à votre compte { -service } depuis un navigateur que nous n’avions jamais vu.
notice-password-changed-subject = Votre mot de passe a été changé
notice-password-changed-why = Le mot de passe de votre compte { -service } a été changé.
notice-password-reset-subject = Votre mot de passe a été réinitialisé
notice-password-reset-why = Le mot de passe de votre compte { -service } a été réinitialisé. Toutes les sessions ont été fermées.
notice-email-changed-subject = Cette adresse e-mail est maintenant celle de votre compte
notice-email-changed-why = L’adresse e-mail de votre compte { -service } a été remplacée par celle-ci.
notice-email-replaced-subject = L’adresse e-mail de votre compte a été changée
notice-email-replaced-why = Votre compte { -service } a maintenant une autre adresse e-mail. Vous ne pouvez plus vous connecter avec celle-ci.
notice-phone-added-subject = Un téléphone a été ajouté à votre compte
notice-phone-added-why = Un téléphone a été ajouté à votre compte { -service }. Il reçoit maintenant des codes de sécurité.
notice-phone-replaced-subject = Le téléphone de votre compte a été remplacé
notice-phone-replaced-why = Un téléphone de votre compte { -service } a été remplacé par un autre. Les codes de sécurité sont maintenant envoyés au nouveau numéro.
notice-phone-removed-subject = Un téléphone a été retiré de votre compte
notice-phone-removed-why = Un téléphone a été retiré de votre compte { -service }. Il ne reçoit plus de codes de sécurité.
notice-app-added-subject = Une application d’authentification a été ajoutée à votre compte
notice-app-added-why = Une application d’authentification a été configurée pour votre compte { -service }.
notice-app-removed-subject = L’application d’authentification a été retirée de votre compte
notice-app-removed-why = L’application d’authentification a été retirée de votre compte { -service }. Ses codes ne marchent plus.
notice-personal-key-renewed-subject = Vous avez une nouvelle clé personnelle
notice-personal-key-renewed-why = Une nouvelle clé personnelle a été créée pour votre compte { -service }. L’ancienne ne marche plus.

# Ce que font les liens des e-mails, et les lignes au bas de chaque e-mail.
letter-confirm = Confirmer cette adresse e-mail
letter-sign-in = Se connecter
letter-password = Choisir un nouveau mot de passe
letter-report = Signaler que ce n’était pas vous
letter-not-me = Bloquer mon compte
letter-undo = Rétablir cette adresse et bloquer mon compte
letter-keep-account = Garder mon compte
letter-because-typed = Vous recevez cet e-mail parce qu’une personne a entré votre adresse dans { -service }.
letter-because-account = Vous recevez cet e-mail parce que cette adresse est celle d’un compte { -service }.
letter-because-former-account = Vous recevez cet e-mail parce que cette adresse était celle d’un compte { -service }.

# Browsers, in lists and notices.
browser-on-system = { $program } sur { $system }
browser-of-system = Un navigateur sur { $system }
browser-unknown = Un navigateur que nous ne connaissons pas
