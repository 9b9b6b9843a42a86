# Un numéro de téléphone et son pays.
phone-country-label = Pays du téléphone
phone-hint = Comme on l’écrit dans ce pays, ou avec + et l’indicatif du pays.
phone-wrong = Aucun téléphone n’a ce numéro. Vérifiez les chiffres après l’indicatif du pays.
phone-not-of = Ce numéro n’est pas un numéro du pays choisi ({ $country }). Vérifiez les chiffres, ou choisissez un autre pays ci-dessus.
phone-contradiction = Le pays de ce numéro est : { $number }. Vous avez choisi : { $country }. Corrigez ce qui est faux.
phone-extension = Nous ne pouvons pas composer de numéro de poste. Entrez le numéro d’un téléphone auquel vous pouvez répondre.
phone-costs-extra = Ce numéro est surtaxé. Nous n’y envoyons donc pas de code. Entrez le numéro d’un téléphone mobile ou fixe.
phone-toll-free = C’est un numéro gratuit, qui ne reçoit pas nos codes. Entrez le numéro d’un téléphone mobile ou fixe.
phone-company = Ce numéro est celui d’une entreprise et non d’un seul téléphone. Entrez le numéro d’un téléphone auquel vous pouvez répondre.
phone-forwarded = Ce numéro transfère les appels à un tarif plus élevé. Nous n’y envoyons donc pas de code. Entrez le numéro du téléphone lui-même.
phone-pager = C’est le numéro d’un récepteur de radiomessagerie, qui ne peut pas recevoir de code. Entrez le numéro d’un téléphone mobile ou fixe.
phone-voicemail = Ce numéro mène à une messagerie vocale. Entrez le numéro du téléphone lui-même.
phone-no-country = C’est un téléphone par satellite, ou un numéro sans pays. On ne peut pas l’appeler de partout, et chaque appel coûte très cher. Entrez le numéro d’un autre téléphone. Si vous n’en avez pas, utilisez une application d’authentification.

# Attentes à cause d’un numéro de téléphone.
number-codes-why = Pour le moment, nous ne pouvons plus envoyer de code à ce numéro de téléphone. La limite est de { $number_codes_in_hour } en une heure et de { $number_codes_in_day } en 24 heures. Elle protège chacun contre les appels répétés.
number-codes-what = Vous pouvez continuer tout de suite avec un autre numéro de téléphone ou avec une application d’authentification.
own-number-codes-why = Pour le moment, nous ne pouvons plus envoyer de code à ce numéro de téléphone. La limite est de { $own_number_codes_in_hour } en une heure et de { $own_number_codes_in_day } en 24 heures. Le dernier code marche pendant { $security_code_minutes } minutes après son envoi.
own-number-codes-what = Vous pouvez continuer tout de suite avec votre autre téléphone ou votre application d’authentification, si vous en avez. Sinon, votre clé personnelle marche dès maintenant.
country-codes-why = Nous envoyons en ce moment un nombre inhabituel de codes à des téléphones du pays de ce téléphone. Nous devons donc y faire une pause. Cela n’a rien à voir avec vous ni avec votre compte.
country-codes-what = Votre application d’authentification marche comme toujours, si vous en avez une. Votre clé personnelle aussi. Si vous créez un compte, vous pouvez utiliser une application à la place du téléphone.
letters-why = Quelqu’un, vous ou une autre personne, a demandé beaucoup d’e-mails pour cette adresse. Nous en envoyons au maximum { $letters_in_hour } en une heure et { $letters_in_day } en 24 heures. Cherchez le dernier dans votre boîte de réception et dans votre courrier indésirable (spam) : il marche peut-être encore.
wait-left-hours = { $hours ->
    [one] Encore 1 heure
   *[other] Encore { $hours } heures
} et { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
