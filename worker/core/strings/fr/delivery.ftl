# Pourquoi un message n’a pas pu arriver, et que faire.
delivery-late = Votre code met plus de temps que d’habitude : le message ne passe pas pour l’instant. Nous continuons d’essayer. Vous n’avez pas besoin d’attendre : demandez-le de l’autre manière, par SMS ou par appel, ou utilisez votre application d’authentification ou votre clé personnelle.
delivery-landline = Les SMS n’arrivent pas à ce numéro. Recevez le code par appel.
delivery-opted-out = Ce téléphone a demandé à son opérateur d’arrêter nos SMS. Recevez le code par appel. Ou envoyez START au numéro d’où viennent nos messages, puis demandez un nouveau code.
delivery-unreachable-sms = Notre dernier SMS n’est pas arrivé à ce téléphone. Il est peut-être éteint ou sans réseau. Réessayez, ou recevez le code par appel.
delivery-unreachable-voice = Notre dernier appel n’a pas abouti. Le téléphone est peut-être éteint, occupé ou sans réseau. Réessayez, ou recevez le code par SMS.
delivery-lost-sms = Notre dernier SMS s’est perdu avant d’arriver à ce téléphone. Le téléphone n’y est pour rien. Recevez le code par appel, ou demandez un autre SMS. Si votre compte a une application d’authentification ou une clé personnelle, vous pouvez l’utiliser à la place.
delivery-lost-voice = Notre dernier appel a échoué avant d’arriver à ce téléphone. Le téléphone n’y est pour rien. Recevez le code par SMS, ou demandez un autre appel. Si votre compte a une application d’authentification ou une clé personnelle, vous pouvez l’utiliser à la place.
delivery-not-a-number = Personne ne peut être joint à ce numéro. Cherchez une faute de frappe.
delivery-not-a-number-any-more = Personne ne peut plus être joint à ce numéro. Utilisez votre autre téléphone, votre application d’authentification ou votre clé personnelle. Une fois votre session ouverte, changez votre numéro de téléphone.
delivery-country-closed = Nous ne pouvons pas envoyer de codes vers ce pays pour le moment. Utilisez un téléphone d’un autre pays, ou une application d’authentification.
delivery-country-closed-now = Nous ne pouvons pas envoyer de codes vers ce pays pour le moment. Utilisez votre autre téléphone s’il est d’un autre pays, votre application d’authentification ou votre clé personnelle.
delivery-title = Nous ne pouvons pas écrire à cette adresse
delivery-not-carried = Nous ne pouvons pas envoyer d’e-mails à { $email } : cette adresse a des lettres que notre service de messagerie n’accepte pas. Utilisez une autre adresse.
delivery-lost-title = Notre e-mail s’est perdu
delivery-lost-email = Notre dernier e-mail à { $email } s’est perdu en route. L’adresse n’y est pour rien. Faites-le envoyer de nouveau. S’il se perd encore, écrivez-nous.
delivery-bounced = Notre courrier à { $email } nous est revenu, et nous n’y envoyons plus rien pour le moment. Cherchez une faute de frappe. Si l’adresse est juste, écrivez-nous.
delivery-complained = Quelqu’un a signalé notre courrier à { $email } comme indésirable, et nous n’y envoyons plus de liens. Si vous voulez en recevoir de nouveau, écrivez-nous.

# Ce qui est dit au titulaire d’un compte de sa propre adresse.
delivery-own-bounced = Le { $date }, notre courrier à { $email } nous est revenu. Nous n’y envoyons plus rien pour le moment : s’il arrive quelque chose à votre compte, nous ne pouvons pas vous prévenir. Si vous ne recevez pas d’e-mails à cette adresse, changez-la. Si elle marche, demandez-nous d’y écrire de nouveau.
delivery-own-complained = Le { $date }, notre courrier à { $email } a été signalé comme indésirable. Nous vous y prévenons toujours s’il arrive quelque chose à votre compte. Mais si vous oubliez votre mot de passe, nous n’y envoyons un lien que si vous le demandez dans un navigateur où vous vous êtes déjà connecté. Si c’était une erreur, ou si ce n’était pas vous, demandez-nous d’y écrire de nouveau.
delivery-own-resume = Envoyer de nouveau des e-mails à cette adresse
delivery-own-resumed = Nous envoyons de nouveau des e-mails à votre adresse. S’ils nous reviennent encore, cette page le dira.
too-many-resumptions-title = Attendez avant de réessayer
too-many-resumptions-why = Nos e-mails à votre adresse nous sont revenus plusieurs fois, ou ont été signalés comme indésirables. Vous pouvez nous demander { $mail_resumptions } fois en 24 heures d’y écrire de nouveau. Vérifiez que votre boîte marche, ou changez d’adresse.
