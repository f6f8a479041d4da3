extension Sentences {
    /// What is wrong with something that was typed.
    static let faults: [String: String] = [
        // Texts.
        "This field is required.": "Ce champ est obligatoire.",
        "This field is required.{}": "Ce champ est obligatoire.{}",
        "Or give: {}.": "Ou donnez\u{A0}: {}.",
        "This field may not be blank.": "Ce champ ne peut pas rester vide.",
        "Ensure this field has at least {} characters.": "Il faut au moins {} caractères.",
        "Ensure this field has no more than {} characters.": "Il faut au plus {} caractères.",
        "Ensure this field has no more than 1024 bytes.": "Il faut au plus 1024 octets.",
        "Use at most 200 characters.": "Il faut au plus 200 caractères.",
        "Control characters and line breaks are not allowed here.":
            "Les caractères de contrôle et les retours à la ligne ne sont pas admis ici.",
        "Control characters are not allowed here.": "Les caractères de contrôle ne sont pas admis ici.",
        "This is the address that you have.": "C’est déjà votre adresse.",
        "Enter a valid email address.": "Saisissez une adresse e-mail valable.",
        // Numbers and amounts.
        "Expected a whole number.": "Saisissez un nombre entier.",
        "Expected a positive integer.": "Saisissez un nombre entier positif.",
        "Expected an integer between 1 and {}.": "Saisissez un nombre entier de 1 à {}.",
        "Expected an integer that fits 64 bits.": "Ce nombre est trop grand.",
        "Expected an id, a positive integer.": "Saisissez un numéro\u{A0}: un nombre entier positif.",
        "Expected 1 or 0.5.": "Choisissez 1 ou 0,5.",
        "Ensure this value is between {} and {}.": "La valeur doit être comprise entre {} et {}.",
        "Ensure this number is between {} and {}, with at most {} decimals.":
            "Le nombre doit être compris entre {} et {}, avec au plus {} décimales.",
        "Ensure this amount has no more than three decimals.": "Ce montant peut avoir au plus trois décimales.",
        "Ensure this amount has no more than {} decimals and fits the largest amount.":
            "Ce montant peut avoir au plus {} décimales, et ne peut pas dépasser le plus grand montant possible.",
        "Ensure this amount is between 0 and {}.": "Le montant doit être compris entre 0 et {}.",
        "Ensure this amount is not negative.": "Ce montant ne peut pas être négatif.",
        "Expected an amount like 550 or 550.50.": "Saisissez un montant, par exemple 550 ou 550,50.",
        "Expected an amount like 1500 or 99.95, with no more decimals than the currency has.":
            "Saisissez un montant, par exemple 1500 ou 99,95, sans plus de décimales que n’en a la devise.",
        "The total is larger than the largest amount.": "Le total dépasse le plus grand montant possible.",
        // Days.
        "Expected a date like 2026-01-31.": "Saisissez une date, par exemple 2026-01-31.",
        "Expected a date like 2026-01-31, or a moment like 2026-01-31T10:00:00Z.":
            "Saisissez une date, par exemple 2026-01-31, ou un instant, par exemple 2026-01-31T10:00:00Z.",
        "Expected a day and a time like 2026-01-31T10:00.":
            "Saisissez un jour et une heure, par exemple 2026-01-31T10:00.",
        "Expected a month like 2026-01.": "Saisissez un mois, par exemple 2026-01.",
        "The end is before the beginning.": "La fin est avant le début.",
        "A project cannot end before it starts.": "Un projet ne peut pas finir avant d’avoir commencé.",
        "This day is there twice.": "Ce jour y est deux fois.",
        "This day is not in the report's month.": "Ce jour n’est pas dans le mois du compte rendu.",
        "On one of these days more would be reported than a day has, all reports together.":
            "L’un de ces jours compterait plus d’une journée, tous comptes rendus réunis.",
        "Use seconds from {} to {}.": "Choisissez une durée de {} à {} secondes.",
        "Say from when on.": "Dites à partir de quand.",
        // Choices and rows.
        "This is not a valid choice. Choose one of: {}.": "Ce choix n’est pas possible. Choisissez parmi\u{A0}: {}.",
        "This is not a valid choice. Choose from: {}.": "Ce choix n’est pas possible. Choisissez parmi\u{A0}: {}.",
        "Choose one of: {}, with or without a leading minus.":
            "Choisissez parmi\u{A0}: {}, avec ou sans signe moins devant.",
        "Choose one of the list.": "Choisissez dans la liste.",
        "Choose one of the times.": "Choisissez une des durées.",
        "Choose one of these.": "Choisissez l’une de ces possibilités.",
        "Choose a role.": "Choisissez un rôle.",
        "Choose what to do.": "Choisissez ce qu’il faut faire.",
        "Choose who did it.": "Choisissez qui l’a fait.",
        "Choose the kind of row too.": "Choisissez aussi le type d’élément.",
        "The only choice is: exact.": "Le seul choix est\u{A0}: exact.",
        "Expected true or false.": "Choisissez oui ou non.",
        "There is no such row.": "Cet élément n’existe pas, ou n’existe plus.",
        "There is no such project.": "Ce projet n’existe pas.",
        "There is no row {}.": "Il n’y a pas d’élément n°\u{A0}{}.",
        "Another row has this value already.": "Cette valeur est déjà prise.",
        "Ensure there are {} to {} of these.": "Il en faut de {} à {}.",
        "Ensure there are at most {} of these.": "Il en faut au plus {}.",
        "Nobody here has this address.": "Personne ici n’a cette adresse.",
        "Name a key, an app or a person, such as key:12.":
            "Indiquez une clé, une application ou une personne, par exemple key:12.",
        "Give this or {}, not both.": "Donnez ceci ou «\u{A0}{}\u{A0}», mais pas les deux.",
        "Give this or totp, not both.": "Donnez ceci ou le code de l’application, mais pas les deux.",
        // Keys, roles, applications, settings.
        "There is no such family of keys.": "Ce type de clé n’existe pas.",
        "Name at least one scope, or a role.": "Cochez au moins une portée, ou choisissez un rôle.",
        "unknown scope: {}": "Cette portée n’existe pas\u{A0}: {}",
        "unknown scopes: {}": "Ces portées n’existent pas\u{A0}: {}",
        "unknown scopes: {} and {} more": "Ces portées n’existent pas\u{A0}: {} et {} autres",
        "There is no scope {}.": "La portée {} n’existe pas.",
        "Write a limit like 600/min, 10/s or 1000/h.":
            "Écrivez une limite comme 600/min, 10/s ou 1000/h.",
        "{} is not an address or a block like 10.0.0.0/8.":
            "{} n’est ni une adresse IP ni un bloc comme 10.0.0.0/8.",
        "Use no more than {} addresses and blocks.": "Indiquez au plus {} adresses et blocs.",
        "You would shut yourself out: add {}, or a block that contains it.":
            "Vous vous fermeriez la porte\u{A0}: ajoutez {}, ou un bloc qui la contient.",
        "The expiry lies in the past.": "Cette date d’expiration est passée.",
        "Name 1 to {} redirect URIs.": "Indiquez de 1 à {} URI de redirection.",
        "Only a tenant's own confidential app may act for itself.":
            "Seule une application confidentielle de votre entreprise peut agir pour elle-même.",
        "Use lower-case letters, digits and hyphens, at most 63, and no hyphen at the ends.":
            "Utilisez au plus 63 lettres minuscules, chiffres et traits d’union, sans trait d’union aux extrémités.",
        "Use a currency's ISO 4217 code, such as EUR or USD.":
            "Utilisez le code ISO 4217 d’une monnaie, par exemple EUR ou USD.",
        "Use an ISO 4217 code such as EUR.": "Utilisez un code ISO 4217, par exemple EUR.",
        "{} is not an IANA time zone such as Europe/Paris.":
            "{} n’est pas un fuseau horaire IANA, comme Europe/Paris.",
        // Passwords and codes.
        "This is the password that you have.": "C’est votre mot de passe actuel.",
        "This is not your password.": "Ce n’est pas votre mot de passe.",
        "This code is wrong, or was used before.": "Ce code est incorrect, ou a déjà servi.",
        "This link does not work, or not any more. Ask for a new one.":
            "Ce lien ne fonctionne pas, ou plus. Demandez-en un nouveau.",
        "This link does not work, or not any more. While nobody has an account, every start of kiikd prints a new one.":
            "Ce lien ne fonctionne pas, ou plus. Tant que personne n’a de compte, chaque démarrage de kiikd en affiche un nouveau.",
        // Documents and files.
        "No name was found in the document: give one.":
            "Aucun nom n’a été trouvé dans le document\u{A0}: donnez-en un.",
        "The file's name: {}": "Le nom du fichier\u{A0}: {}",
        "The file's name: characters that change its direction are not allowed.":
            "Le nom du fichier\u{A0}: les caractères qui changent le sens d’écriture ne sont pas admis.",
        "The submitted file is empty.": "Le fichier envoyé est vide.",
        "This is none of: {} (in UTF-8). Its content decides.":
            "Ce n’est aucun de ces types\u{A0}: {} (en UTF-8). C’est le contenu qui compte.",
        "No file was submitted.": "Aucun fichier n’a été envoyé.",
        "The submitted data was not a file: the part needs filename=\"…\".":
            "Ce qui a été envoyé n’est pas un fichier\u{A0}: il y manque filename=\"…\".",
        "Submit one file.": "Envoyez un seul fichier.",
        // Addresses of pages and lists.
        "Unknown field.": "Ce champ n’est pas connu.",
        "There are {} more unknown fields.": "Il y a encore {} champs inconnus.",
        "This field is read-only.": "Ce champ ne peut pas être modifié.",
        "Unknown parameter.": "Ce paramètre n’est pas connu.",
        "Unknown parameter. There are: {}.": "Ce paramètre n’est pas connu. Il y a\u{A0}: {}.",
        "This parameter was given more than once.": "Ce paramètre a été donné plus d’une fois.",
        "There are more than {} parameters.": "Il y a plus de {} paramètres.",
        "The query string is not valid percent-encoded UTF-8.": "L’adresse n’est pas correctement encodée.",
        "This cursor does not belong to this list.": "Cet endroit n’est pas dans cette liste.",
        "This cursor does not belong to a list with this ordering.":
            "Cet endroit n’est pas dans une liste qui a cet ordre.",
        "Expected an event's id.": "Un numéro d’entrée du journal est attendu.",
        "Expected a status like 404, or a class like 4xx.":
            "Saisissez une réponse comme 404, ou une classe comme 4xx.",
        // What a program writes and no form does.
        "Expected a string, but got {}.": "Un texte est attendu\u{A0}; ceci est {}.",
        "Expected a string or null, but got {}.": "Un texte ou rien est attendu\u{A0}; ceci est {}.",
        "Expected a number, but got {}.": "Un nombre est attendu\u{A0}; ceci est {}.",
        "Expected an integer, but got {}.": "Un nombre entier est attendu\u{A0}; ceci est {}.",
        "Expected true or false, but got {}.": "Oui ou non est attendu\u{A0}; ceci est {}.",
        "Expected an array, but got {}.": "Une liste est attendue\u{A0}; ceci est {}.",
        "Expected an object, but got {}.": "Un objet est attendu\u{A0}; ceci est {}.",
        "Expected the 64 hexadecimal digits of a dry run's approval.":
            "Les 64 chiffres hexadécimaux de l’approbation d’un essai sont attendus.",
        "Use 1 to 255 visible ASCII characters in this header.":
            "Utilisez de 1 à 255 caractères ASCII visibles dans cet en-tête.",
        "The answer holds a secret and is kept nowhere, so it cannot be repeated. Leave this header out.":
            "La réponse contient un secret qui n’est conservé nulle part\u{A0}: elle ne peut pas être répétée. N’envoyez pas cet en-tête.",
    ]
}
