# Personal information: name, birth date, address.
information-title = Vos informations personnelles
information-lead = Enregistrez ici ce que les organismes publics demandent souvent. Vous pouvez laisser des champs vides.
information-who = Ces informations sont verrouillées avec une clé. Seul votre mot de passe ou votre clé personnelle peut l’ouvrir. Personne d’autre ne peut lire ce que vous enregistrez ici, pas même notre personnel.
information-forgotten = Si vous oubliez votre mot de passe, votre clé personnelle ouvre de nouveau vos informations. Sans cette clé, vous devez les entrer de nouveau.
information-name = Nom complet
information-name-hint = Comme vous l’écrivez
information-birth-date = Date de naissance
information-birth-date-hint = En chiffres, par exemple : mois 4, jour 28, année 1986
information-month = Mois
information-day = Jour
information-year = Année
information-street = Adresse postale
information-street-hint = Numéro, rue et appartement, sur autant de lignes que nécessaire
information-city = Ville ou commune
information-region = État, province ou région
information-postal-code = Code postal
information-country = Pays
information-save = Enregistrer
information-saved = Vos informations sont enregistrées.
information-erase-lead = Vous pouvez effacer tout ce qui est enregistré ici. Ensuite, personne ne pourra le récupérer.
information-erase = Effacer mes informations
information-erased = Vos informations sont effacées.

# What is wrong with a field.
information-empty = Remplissez au moins un champ.
information-empty-saved = Remplissez au moins un champ. Si vous voulez tout effacer, utilisez le bouton ci-dessous.
information-too-long = Utilisez ici { $limit } caractères au maximum.
information-not-text = Nous ne pouvons pas enregistrer un caractère de ce texte. Tapez le texte de nouveau au lieu de le coller.
information-month-missing = Entrez aussi le mois de votre naissance.
information-day-missing = Entrez aussi le jour de votre naissance.
information-year-missing = Entrez aussi l’année de votre naissance.
information-month-wrong = Entrez le mois en chiffres, de 1 à 12.
information-day-wrong = Entrez le jour en chiffres, de 1 à 31.
information-year-wrong = Entrez l’année avec quatre chiffres.
information-no-such-day = Ce jour n’existe pas dans ce mois. Vérifiez la date.
information-future = Cette date de naissance est dans le futur. Vérifiez l’année.
information-too-early = Cette date de naissance est trop ancienne. Vérifiez l’année.

# What a reset without the personal key has locked.
information-former = Les informations d’avant la réinitialisation de votre mot de passe, le { $date }, sont verrouillées. Votre clé personnelle de cette époque les ouvre.
information-former-link = Ouvrir ou abandonner les informations d’avant le { $date }
information-opened = Vos informations sont de nouveau ouvertes. Elles sont protégées par votre nouveau mot de passe.
former-title = Ouvrir vos informations verrouillées
former-lead = Le { $date }, vous avez réinitialisé votre mot de passe sans votre clé personnelle. Les informations enregistrées avant sont donc encore verrouillées avec cette clé. Votre clé actuelle ne les ouvre pas.
former-replaces = Vous avez enregistré d’autres informations depuis. Les informations verrouillées prendront leur place.
former-key-label = Clé personnelle d’avant la réinitialisation
former-key-wrong = Ce n’est pas la clé personnelle que vous aviez avant la réinitialisation. { $left ->
    [one] Il vous reste { $left } essai.
   *[other] Il vous reste { $left } essais.
}
former-open = Ouvrir les informations
former-discard-lead = Si vous avez perdu cette clé, rien ne peut ouvrir ces informations. Vous pouvez les abandonner. Elles seront alors perdues pour toujours.
former-discard = Abandonner ces informations pour toujours
former-back = Revenir à vos informations personnelles
