# Pourquoi un message n’a pas pu arriver, et que faire.
delivery-landline = Les SMS n’arrivent pas à ce numéro. Recevez le code par appel.
delivery-opted-out = Ce téléphone a demandé à son opérateur d’arrêter nos SMS. Recevez le code par appel, ou envoyez START au numéro d’où viennent nos messages.
delivery-unreachable-sms = Notre dernier SMS n’est pas arrivé à ce téléphone. Il est peut-être éteint ou sans réseau. Réessayez, ou recevez le code par appel.
delivery-unreachable-voice = Notre dernier appel n’a pas abouti. Le téléphone est peut-être éteint, occupé ou sans réseau. Réessayez, ou recevez le code par SMS.
delivery-not-a-number = Personne ne peut être joint à ce numéro. Cherchez une faute de frappe.
delivery-country-closed = Nous ne pouvons pas envoyer de codes vers ce pays pour le moment. Utilisez une application d’authentification ou votre clé personnelle, si vous en avez une.
delivery-not-carried = Nous ne pouvons pas envoyer de courrier à une adresse de cette forme. Utilisez une autre adresse.
delivery-bounced = Notre courrier à cette adresse nous est revenu, et nous n’y envoyons plus rien pour le moment. Cherchez une faute de frappe. Si l’adresse est juste, écrivez-nous.
delivery-complained = Quelqu’un a signalé notre courrier à cette adresse comme indésirable, et nous n’y envoyons plus rien. Si vous voulez en recevoir de nouveau, écrivez-nous.
