extension Texts {
    static let french = Texts(
        layout: Layout(
            fault: { "Erreur\u{A0}: \($0)" }, namelessApp: "Une application sans nom",
            month: [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ],
            day: { "\($0 == 1 ? "1er" : "\($0)") \($1) \($2)" }),
        login: Login(
            title: "Se connecter", lead: { "pour continuer vers \($0)" }, email: "Adresse e-mail",
            password: "Mot de passe", code: "Code",
            codeHint: "Six chiffres de votre application d’authentification, ou un de vos codes de secours.",
            button: "Se connecter",
            wrong: "L’adresse e-mail ou le mot de passe est incorrect.",
            wrongCode:
                "Le code est incorrect ou a déjà servi. Saisissez à nouveau votre mot de passe, et un nouveau code.",
            codeNeeded:
                "Votre compte est protégé par un second facteur. Saisissez à nouveau votre mot de passe, et un code.",
            wait: { "Trop de tentatives. Réessayez dans \(own: duration($0))." }),
        consent: Consent(
            title: { "\($0) demande un accès" }, lead: { "aux données de \($0)." },
            leadOfSeveral: "aux données de votre entreprise.",
            leadOfMore:
                "Vous en avez déjà autorisé une partie. Ce qui est marqué «\u{A0}Nouveau\u{A0}» est demandé en plus.",
            unverified: "Cette application n’est pas vérifiée",
            unverifiedText: {
                "N’importe qui peut donner n’importe quel nom à une application. Ne continuez que si vous êtes à l’origine de cette demande et faites confiance à \($0)."
            },
            app: "Application", host: "Site web", redirect: "Vous ramène à", tenant: "Entreprise",
            person: "Votre compte", notYou: "Ce n’est pas vous\u{A0}?",
            scopes: { "Ce que \($0) pourra faire" },
            scopesHint: "Décochez ce que vous ne voulez pas autoriser.", new: "Nouveau", writes: "Modifie des données",
            reach: "Étendue de l’accès", reachHint: "Vous pouvez le limiter à certains clients ou projets.",
            everything: "Tout ce que vous pouvez voir vous-même", chosen: "Seulement ce que je choisis ici",
            customers: "Clients", projects: "Projets", allow: "Autoriser", deny: "Annuler",
            later: "Votre choix est mémorisé. Vous pouvez retirer l’accès à tout moment.",
            noScope: "Laissez au moins une case cochée, ou annulez.",
            nothingChosen: "Choisissez au moins un client ou un projet, ou donnez accès à tout."),
        apps: Apps(
            title: "Applications autorisées",
            lead: "Ces applications peuvent utiliser votre compte. Retirez l’accès dont vous n’avez plus besoin.",
            none: "Aucune application n’a accès à votre compte.", person: "Votre compte",
            redirect: "Vous ramène à", tenant: "Entreprise", since: "Autorisée le", lastUsed: "Dernière utilisation le",
            never: "Pas encore utilisée", may: "Elle peut", limited: "Limitée à certains clients ou projets",
            withdraw: "Retirer l’accès", withdrawFrom: { "Retirer l’accès de \($0)" }),
        account: Account(
            choosePassword: "Choisissez un mot de passe", newPassword: "Nouveau mot de passe",
            passwordRule: "Au moins 8 caractères.", setPassword: "Enregistrer le mot de passe",
            passwordIsSet: Notice(
                title: "Le mot de passe est enregistré", text: "Vous pouvez vous en servir pour vous connecter."),
            confirmEmail: "Confirmez votre adresse",
            confirmEmailText: "Confirmez que cette adresse e-mail est la vôtre.",
            confirm: "Confirmer",
            emailIsConfirmed: Notice(title: "L’adresse est confirmée", text: "Il n’y a rien d’autre à faire."),
            lookBelow: "Corrigez ce qui est signalé ci-dessous.",
            passwordLength: "Utilisez au moins 8 caractères, 1024 au plus, et pas seulement des espaces.",
            notThis: "Ce choix n’est pas possible. Choisissez-en un autre."),
        notices: Notices(
            unknownApp: Notice(
                title: "Cette application nous est inconnue",
                text:
                    "L’application qui vous envoie ici n’est pas enregistrée, ou ne l’est plus. Connectez-la à nouveau depuis l’application."
            ),
            unknownRedirect: Notice(
                title: "Cette application ne peut pas vous envoyer là",
                text:
                    "L’adresse vers laquelle elle veut vous ramener n’est pas enregistrée. Signalez-le à son éditeur."),
            badRequest: Notice(
                title: "La demande de l’application est incorrecte",
                text:
                    "Ce qu’elle a envoyé n’est pas compris ici. Réessayez depuis l’application, ou signalez-le à son éditeur."
            ),
            deadLink: Notice(
                title: "Ce lien ne fonctionne pas",
                text: "Il ne fonctionne pas, ou plus. Demandez-en un nouveau."),
            notFound: Notice(title: "Cette page n’existe pas", text: "Vérifiez l’adresse."),
            malformed: Notice(
                title: "Cela ne fonctionne pas",
                text: "Le formulaire n’est pas arrivé tel qu’il a été envoyé. Réessayez."),
            wrongMethod: Notice(
                title: "Cela ne fonctionne pas", text: "Cette adresse n’accepte pas ce type de requête."),
            failed: Notice(title: "Une erreur est survenue", text: "Réessayez."),
            later: { Notice(title: "Pas maintenant", text: "Réessayez dans \(own: duration($0)).") }),
        scopes: .french)

    private static func duration(_ seconds: Int) -> String {
        let minutes = seconds / 60 + (seconds % 60 > 0 ? 1 : 0)
        return seconds == 1 ? "une seconde" : seconds <= 90 ? "\(seconds) secondes" : "\(minutes) minutes"
    }
}

extension ScopeTexts {
    static let french = ScopeTexts(
        sentences: Sentences(
            read: { "Voir \($0.all)" }, create: { "Ajouter \($0.some)" }, update: { "Modifier \($0.all)" },
            delete: { "Supprimer \($0.some)" }, write: { "Ajouter et modifier \($0.some)" },
            everything: { "Voir, ajouter, modifier et supprimer \($0.some)" }),
        anything: Words(title: "Tout", all: "tout ce que vous pouvez", some: "tout ce que vous pouvez"),
        customers: Words(title: "Clients", all: "les clients", some: "des clients"),
        projects: Words(title: "Projets", all: "les projets", some: "des projets"),
        invoices: Words(title: "Factures", all: "les factures et les avoirs", some: "des factures et des avoirs"),
        estimates: Words(title: "Devis", all: "les devis", some: "des devis"),
        activityReports: Words(
            title: "Comptes rendus d’activité", all: "les comptes rendus d’activité",
            some: "des comptes rendus d’activité"),
        documents: Words(title: "Documents", all: "les documents", some: "des documents"),
        context: Words(
            title: "Vue d’ensemble de l’entreprise",
            all: "les chiffres de toute l’entreprise, comme le chiffre d’affaires",
            some: "des chiffres de toute l’entreprise, comme le chiffre d’affaires"),
        workItems: Words(title: "Interventions", all: "les interventions", some: "des interventions"),
        tasks: Words(title: "Tâches", all: "les tâches", some: "des tâches"),
        devices: Words(title: "Appareils", all: "les appareils", some: "des appareils"),
        tenants: Words(
            title: "Entreprises", all: "les entreprises et leurs réglages", some: "des entreprises et leurs réglages"),
        users: Words(title: "Personnes", all: "les personnes qui ont un accès", some: "des personnes qui ont un accès"),
        roles: Words(
            title: "Rôles", all: "les rôles et ce qu’ils permettent", some: "des rôles et ce qu’ils permettent"),
        keys: Words(title: "Clés d’API", all: "les clés d’API", some: "des clés d’API"),
        apps: Words(
            title: "Applications connectées", all: "les applications connectées", some: "des applications connectées"),
        webhooks: Words(title: "Webhooks", all: "les webhooks", some: "des webhooks"),
        integrations: Words(
            title: "Intégrations", all: "les intégrations avec d’autres services",
            some: "des intégrations avec d’autres services"),
        usage: Words(title: "Utilisation", all: "les relevés d’utilisation", some: "des relevés d’utilisation"),
        audit: Words(
            title: "Audit", all: "le journal de qui a fait quoi", some: "des entrées du journal de qui a fait quoi"),
        importDocuments: "Créer des clients à partir de documents", other: "Autre chose", identity: "Qui vous êtes",
        openID: "Savoir que c’est vous qui vous connectez", profile: "Voir votre nom",
        email: "Voir votre adresse e-mail",
        offlineAccess: "Garder l’accès en votre absence, jusqu’à ce que vous le retiriez")
}
