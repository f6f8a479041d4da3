import AuthCore
import Domain

extension Texts.Layout {
    static let french = Texts.Layout(
        fault: { "Erreur\u{A0}: \($0)" }, namelessApp: "Une application sans nom",
        month: [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre",
        ],
        day: { "\($0 == 1 ? "1er" : "\($0)") \($1) \($2)" })
}

extension Texts.Login {
    static let french = Texts.Login(
        title: "Se connecter", lead: { "pour continuer vers \($0)" }, email: "Adresse e-mail",
        password: "Mot de passe", code: "Code",
        codeHint: "Six chiffres de votre application d’authentification, ou un de vos codes de secours.",
        button: "Se connecter",
        wrong: "L’adresse e-mail ou le mot de passe est incorrect.",
        wrongCode: "Le code est incorrect ou a déjà servi. Saisissez-en un nouveau.",
        codeNeeded:
            "Le mot de passe est juste. Votre compte est aussi protégé par un second facteur\u{A0}: saisissez un code.",
        codeTooLate: "Cela a pris trop de temps. Connectez-vous à nouveau.",
        noMembership:
            "Ce que vous avez saisi est juste, mais votre compte n’est membre d’aucune entreprise. Demandez une invitation à un administrateur de la vôtre.",
        wait: { "Trop de tentatives. Réessayez dans \(own: duration($0))." })
}

extension Texts.Consent {
    static let french = Texts.Consent(
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
        nothingChosen: "Choisissez au moins un client ou un projet, ou donnez accès à tout.")
}

extension Texts.Apps {
    static let french = Texts.Apps(
        title: "Applications autorisées",
        lead: "Ces applications peuvent utiliser votre compte. Retirez l’accès dont vous n’avez plus besoin.",
        none: "Aucune application n’a accès à votre compte.", person: "Votre compte",
        redirect: "Vous ramène à", tenant: "Entreprise", since: "Autorisée le", lastUsed: "Dernière utilisation le",
        never: "Pas encore utilisée", may: "Elle peut", limited: "Limitée à certains clients ou projets",
        withdraw: "Retirer l’accès", withdrawFrom: { "Retirer l’accès de \($0)" })
}

extension Texts.Account {
    static let french = Texts.Account(
        choosePassword: "Choisissez un mot de passe", newPassword: "Nouveau mot de passe",
        passwordRule: "Au moins 8 caractères.", setPassword: "Enregistrer le mot de passe",
        passwordIsSet: Texts.Notice(
            title: "Le mot de passe est enregistré", text: "Vous pouvez vous en servir pour vous connecter."),
        confirmEmail: "Confirmez votre adresse",
        confirmEmailText: "Confirmez que cette adresse e-mail est la vôtre.",
        confirm: "Confirmer",
        emailIsConfirmed: Texts.Notice(title: "L’adresse est confirmée", text: "Il n’y a rien d’autre à faire."),
        lookBelow: "Corrigez ce qui est signalé ci-dessous.",
        passwordLength: "Utilisez au moins 8 caractères, 1024 au plus, et pas seulement des espaces.",
        notThis: "Ce choix n’est pas possible. Choisissez-en un autre.",
        invited: { "\($0) vous invite. Votre rôle est \($1), et vous vous connectez avec \($2)." })
}

extension Texts.Notices {
    static let french = Texts.Notices(
        unknownApp: Texts.Notice(
            title: "Cette application nous est inconnue",
            text:
                "L’application qui vous envoie ici n’est pas enregistrée, ou ne l’est plus. Connectez-la à nouveau depuis l’application."
        ),
        unknownRedirect: Texts.Notice(
            title: "Cette application ne peut pas vous envoyer là",
            text:
                "L’adresse vers laquelle elle veut vous ramener n’est pas enregistrée. Signalez-le à son éditeur."),
        badRequest: Texts.Notice(
            title: "La demande de l’application est incorrecte",
            text:
                "Ce qu’elle a envoyé n’est pas compris ici. Réessayez depuis l’application, ou signalez-le à son éditeur."
        ),
        deadLink: Texts.Notice(
            title: "Ce lien ne fonctionne pas",
            text: "Il ne fonctionne pas, ou plus. Demandez-en un nouveau."),
        notFound: Texts.Notice(title: "Cette page n’existe pas", text: "Vérifiez l’adresse."),
        malformed: Texts.Notice(
            title: "Cela ne fonctionne pas",
            text: "Le formulaire n’est pas arrivé tel qu’il a été envoyé. Réessayez."),
        tooLarge: {
            Texts.Notice(
                title: "C’est trop à la fois",
                text:
                    "Votre envoi dépasse \(own: ByteCount.text($0, mega: "Mo", kilo: "Ko")). Rien n’en a été conservé\u{A0}: revenez en arrière, et envoyez moins de fichiers, ou de plus petits."
            )
        },
        wrongMethod: Texts.Notice(
            title: "Cela ne fonctionne pas", text: "Cette adresse n’accepte pas ce type de requête."),
        failed: Texts.Notice(title: "Une erreur est survenue", text: "Réessayez."),
        later: { Texts.Notice(title: "Pas maintenant", text: "Réessayez dans \(own: duration($0)).") })
}

private func duration(_ seconds: Int) -> String {
    let minutes = seconds / 60 + (seconds % 60 > 0 ? 1 : 0)
    return seconds == 1 ? "une seconde" : seconds <= 90 ? "\(seconds) secondes" : "\(minutes) minutes"
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
        workItems: Words(title: "Demandes", all: "les demandes", some: "des demandes"),
        tasks: Words(title: "Tâches", all: "les tâches", some: "des tâches"),
        devices: Words(title: "Appareils", all: "les appareils", some: "des appareils"),
        tenants: Words(
            title: "Entreprises", all: "les entreprises et leurs réglages", some: "des entreprises et leurs réglages"),
        users: Words(title: "Personnes", all: "les personnes qui ont un accès", some: "des personnes qui ont un accès"),
        roles: Words(
            title: "Rôles", all: "les rôles et ce qu’ils permettent", some: "des rôles et ce qu’ils permettent"),
        keys: Words(title: "Clés API", all: "les clés API", some: "des clés API"),
        apps: Words(
            title: "Applications connectées", all: "les applications connectées", some: "des applications connectées"),
        webhooks: Words(title: "Webhooks", all: "les webhooks", some: "des webhooks"),
        integrations: Words(
            title: "Intégrations", all: "les intégrations avec d’autres services",
            some: "des intégrations avec d’autres services"),
        usage: Words(title: "Utilisation", all: "les relevés d’utilisation", some: "des relevés d’utilisation"),
        audit: Words(
            title: "Journal d’audit", all: "le journal de qui a fait quoi",
            some: "des entrées du journal de qui a fait quoi"),
        importDocuments: "Créer des clients à partir de documents", other: "Autre chose", identity: "Qui vous êtes",
        openID: "Savoir que c’est vous qui vous connectez", profile: "Voir votre nom",
        email: "Voir votre adresse e-mail",
        offlineAccess: "Garder l’accès en votre absence, jusqu’à ce que vous le retiriez")
}

extension Texts.SignIn {
    static let french = Texts.SignIn(
        loggedOut: "Votre session est fermée.",
        sessionEnded: "Votre session a pris fin. Connectez-vous à nouveau.",
        formKept: "Votre session a pris fin. Connectez-vous\u{A0}: ce que vous avez saisi est encore là.",
        tooMuchTyped:
            "Votre session a pris fin. Ce que vous avez saisi est trop long pour être gardé ici\u{A0}: revenez en arrière dans votre navigateur et copiez-le avant de vous connecter.",
        begunAnew:
            "Cette page est restée ouverte trop longtemps, ou votre navigateur n’accepte pas les cookies. Réessayez.",
        forgotten: "Mot de passe oublié\u{A0}?", asSomebodyElse: "Se connecter avec un autre compte",
        choosing: "Choisir un nouveau mot de passe",
        choosingLead: "Nous vous envoyons un e-mail avec un lien pour en choisir un.", send: "Envoyer l’e-mail",
        emailMissing: "Saisissez votre adresse e-mail.",
        linkIsSent: Texts.Notice(
            title: "Consultez votre messagerie",
            text:
                "Si un compte existe à cette adresse, un e-mail avec un lien est en route. Le lien fonctionne pendant une heure."
        ), backToLogin: "Retour à la connexion",
        mailKept:
            "Aucun serveur d’e-mail n’est configuré\u{A0}: l’e-mail est un fichier sur le serveur, dans son dossier d’e-mails. Qui gère le serveur peut en transmettre le lien, ou définir KIIK_SMTP_URL.",
        mailIsKept:
            "Aucun serveur d’e-mail n’est configuré\u{A0}: les e-mails n’arrivent à personne. Ce sont des fichiers sur le serveur, dans son dossier d’e-mails, jusqu’à ce que qui le gère définisse KIIK_SMTP_URL."
    )
}

extension FormatTexts {
    static let french = FormatTexts(
        decimal: ",", group: "\u{202F}", money: { "\($0)\u{A0}\($1)" }, percent: { "\($0)\u{202F}%" },
        moment: { "\($0) à \($1)" }, day: { "\($0 == 1 ? "1er" : "\($0)") \($1) \($2)" },
        months: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ], pair: { "\($0)\u{A0}: \($1)" }, never: "Jamais", yes: "Oui", no: "Non")
}

extension FaultTexts {
    static let french = FaultTexts(
        required: "Ce champ est obligatoire.", format: "Ce n’est pas écrit comme attendu.",
        range: "Cette valeur est hors limites.",
        order: "La fin est avant le début.", length: "C’est trop court ou trop long.",
        choice: "Ce choix n’est pas possible.", reference: "Cet élément n’existe pas.",
        duplicate: "Il y en a déjà un comme celui-ci.", rule: "Cette valeur n’est pas possible ici.")
}

extension Texts.Console {
    static let french = Texts.Console(
        skip: "Aller au contenu", menu: "Menu", navigation: "Pages", profile: "Votre profil", logout: "Se déconnecter",
        test: "Données de test", home: "Accueil", business: "Activité", customers: "Clients", projects: "Projets",
        invoices: "Factures", creditNotes: "Avoirs", estimates: "Devis", activityReports: "Comptes rendus d’activité",
        workItems: "Demandes", documents: "Documents", access: "Accès", settings: "Paramètres", usage: "Utilisation",
        audit: "Journal d’audit", admin: "Administration", search: "Rechercher", filter: "Afficher",
        save: "Enregistrer", cancel: "Annuler", edit: "Modifier", back: "Retour", next: "Page suivante",
        first: "Première page", copy: "Copier", copied: "Copié", all: "Tous", none: "Aucun", optional: "facultatif",
        name: "Nom", status: "État", created: "Création", actions: "Actions", figures: "Afficher sous forme de tableau",
        total: { number, isCapped in isCapped ? "Plus de \(number)" : "\(number) au total" },
        lookBelow: "Corrigez ce qui est signalé ci-dessous. Rien n’a été modifié.",
        done: { done in
            switch done {
            case .saved: "Vos modifications sont enregistrées."
            case .created: "C’est créé."
            case .removed: "C’est supprimé."
            case .revoked: "Révoquée\u{A0}: elle est refusée à partir de maintenant."
            case .activated: "Elle fonctionne à nouveau."
            case .sent: "L’e-mail est en route."
            case .withdrawn: "L’accès est retiré."
            case .ended: "C’est terminé."
            case .approved: "C’est approuvé."
            case .rejected: "C’est refusé."
            case .undone: "C’est annulé."
            case .switched: "Vous avez changé d’entreprise ou de données."
            case .uploaded: "C’est déposé, et attend la décision de quelqu’un."
            }
        },
        toStart: "Aller à l’accueil", notAllowed: "Vous ne pouvez pas voir cette page",
        notAllowedText:
            "Votre rôle ne le permet pas. Demandez à un propriétaire de l’entreprise de vous donner l’accès.",
        lacking: "Autorisations nécessaires", notFound: "Cette page n’existe pas",
        notFoundText: "Elle n’existe pas, ou vous n’y avez pas accès.", conflict: "Ce n’est pas possible maintenant",
        conflictText: "Cela ne correspond pas à l’état actuel.", invalid: "Quelque chose ne va pas",
        again: "Retour à la page", deadAddress: "Cette adresse n’est plus valable.",
        switchedMeanwhile:
            "Vous êtes passé entre-temps des données réelles aux données de test, ou l’inverse\u{A0}; rien n’a été fait.",
        changedMeanwhile:
            "Quelqu’un a modifié ceci pendant que vous écriviez. Rien n’est encore enregistré\u{A0}: comparez ci-dessous, puis enregistrez à nouveau si votre version doit l’emporter.",
        changedElsewhere:
            "Quelqu’un a modifié ceci pendant que vous écriviez, mais pas ce que vous avez modifié. Ses modifications sont signalées ci-dessous. Rien n’est encore enregistré\u{A0}: enregistrez à nouveau si tout est juste.",
        takenOver: { $0.map { "Modifié entre-temps, en dernier par \($0)." } ?? "Modifié entre-temps." },
        madeAlready: "C’est déjà créé", madeAlreadyText: "C’est déjà créé. Le secret n’est plus affiché.",
        showIt: "Afficher", choose: "Choisir…",
        keptAgain:
            "Ce que vous avez saisi est de nouveau ici, et rien n’en est encore enregistré ni fait.",
        keptNowhere:
            "Ce que vous aviez saisi n’a pas été enregistré, et aucun formulaire ne le reprend ici.",
        sessionEnded: "Vous avez été déconnecté. Cette page n’est plus à jour.")
}

// MARK: Home

extension Texts.Home {
    static let french = Texts.Home(
        title: { "\($0)" }, lead: "Par où commencer, et où vous en êtes.",
        leadLater: "Où vous en êtes, et ce qui vous attend.", isDone: "Fait", isOpen: "À faire",
        first: "Par où commencer", makeKey: "Créer une clé",
        makeKeyText:
            "Une clé laisse entrer un programme\u{A0}: un script, n8n, Zapier, ou un assistant qui accepte les clés.",
        connect: "Connecter ChatGPT",
        connectText:
            "ChatGPT, Claude et d’autres assistants se connectent en votre nom, et font ce que vous leur permettez.",
        invite: "Inviter un collègue", inviteText: "Chaque personne a son propre accès et son propre rôle.",
        limits: "Poser des limites",
        limitsText: "Donnez à une clé une date d’expiration, des adresses autorisées ou une limite de débit.",
        details: "Dire qui vous êtes sur les factures",
        detailsText: "Adresse, immatriculation, numéro de TVA et coordonnées bancaires de votre entreprise.",
        now: "Aujourd’hui",
        calls: "Appels", callsText: { "\($0) depuis minuit" }, errors: "Erreurs",
        errorsText: { $0 <= 1 ? "\($1) appel refusé ou en échec" : "\($1) appels refusés ou en échec" },
        unusual: "Activité inhabituelle",
        unusualText: { count in
            switch count {
            case 0: "Rien d’inhabituel ces dernières 24 heures"
            case 1: "Un point à examiner ces dernières 24 heures"
            default: "\(count) points à examiner ces dernières 24 heures"
            }
        }, pending: "En attente d’approbation",
        pendingText: { count, number in
            count == 0 ? "Aucun document n’attend" : "Documents à examiner\u{A0}: \(number)"
        },
        openInvoices: "Factures ouvertes",
        openInvoicesText: { count, number, sum in
            if count == 0 { return "Personne ne vous doit rien" }
            let text = count == 1 ? "1 facture n’est pas payée" : "\(number) factures ne sont pas payées"
            return sum.map { "\(text)\u{A0}: \($0)" } ?? text
        }, late: { "\($0) en retard" }, ownWork: "Vos demandes",
        ownWorkText: { count, number in
            count == 0 ? "Rien ne vous est attribué" : "\(number) à traiter par vous"
        }, openEstimates: "Devis ouverts",
        openEstimatesText: { count, number in
            count == 0 ? "Aucun devis n’attend de réponse" : "Devis envoyés et sans réponse\u{A0}: \(number)"
        }, activeProjects: "Projets",
        activeProjectsText: { count, number in
            count == 0 ? "Aucun projet n’est actif" : "Projets actifs\u{A0}: \(number)"
        },
        look: "Voir", lately: "Dernièrement", when: "Quand", who: "Qui", what: "Quoi",
        nothingYet: "Rien n’a encore été fait.", wholeAudit: "Tout le journal d’audit")
}

// MARK: Keys

extension Texts.Keys {
    static let french = Texts.Keys(
        settings: "Paramètres", tab: "API & ChatGPT", connectTab: "Connecter",
        connectedAppsTab: "Applications connectées", applicationsTab: "Applications OAuth", securityTab: "Sécurité",
        lead:
            "Les clés laissent des programmes travailler avec vos données. Chacune ne peut faire que ce que vous permettez, et peut être révoquée à tout moment.",
        title: "Clés API", createNew: "Créer une clé", add: "Ajouter une clé API", create: "Créer la clé",
        creating: "Création…",
        none: "Il n’y a pas encore de clé.", noneFound: "Aucune clé ne correspond.", viewLogs: "Voir les appels",
        revoke: "Révoquer", activate: "Activer", rotate: "Renouveler", choose: "Choisir",
        chooseAll: "Tout choisir", revokeSelected: "Révoquer les clés API choisies",
        activateSelected: "Activer les clés API choisies", apiReference: "Référence de l’API", prefix: "Commence par",
        allowed: "Autorisé", scopes: "Portées", role: "Rôle", noRole: "Aucun rôle", environment: "Environnement",
        live: "Réel", test: "Test", integration: "Intégration", noIntegration: "Aucune intégration",
        by: { "par \($0)" }, ownedByBusiness: "propre à l’entreprise", lastUsed: "Dernière utilisation",
        from: { "depuis \($0)" }, calls: "Appels", callsToday: "Appels aujourd’hui",
        expires: "Expiration", endOfDay: "à la fin du jour", never: "Jamais",
        scopeCount: { $0 <= 1 ? "\($0) portée" : "\($0) portées" },
        moreScopes: { $0 <= 1 ? "+\($0) autre" : "+\($0) autres" },
        status: { status in
            switch status {
            case .active: "Active"
            case .expired: "Expirée"
            case .revoked: "Révoquée"
            }
        },
        unused: "Inutilisée depuis 90 jours", onlyUnused: "Inutilisées depuis 90 jours",
        nameHint: "À quoi elle sert, par exemple «\u{A0}ChatGPT Production\u{A0}».", family: "Type",
        familyKiik: "Personnelle (fta_)\u{A0}: elle ne peut jamais faire plus que vous",
        familyService: "Service (sk_)\u{A0}: pour un de vos serveurs",
        scopesHint:
            "Cochez ce que la clé peut faire. Ne donnez que le nécessaire\u{A0}: vous pourrez en ajouter plus tard.",
        toSee: "Voir", toWrite: "Ajouter et modifier", toDelete: "Supprimer", readEverything: "Tout lire",
        tickNothing: "Rien",
        roleHint: "Un rôle limite les portées. Une clé avec un rôle et sans portée peut faire ce que le rôle permet.",
        expiry: "Date d’expiration", expiryHint: "Elle fonctionne jusqu’à la fin de ce jour.",
        limits: "Limites et notes", rateLimit: "Limite de débit",
        rateLimitHint: "Par exemple 600/min, 10/s ou 1000/h. Vide\u{A0}: la limite du serveur.",
        allowlist: "Adresses autorisées",
        allowlistHint: "Adresses IP ou blocs comme 203.0.113.0/24, un par ligne. Vide\u{A0}: de partout.",
        reach: "La limiter à des clients ou à des projets",
        reachHint:
            "Une clé limitée voit ce qui dépend de ceux qui sont choisis, et rien d’autre. Cela ne pourra plus être modifié.",
        customers: "Clients", projects: "Projets", notes: "Notes", secretTitle: "Votre nouvelle clé",
        secretOnce: "Copiez-la maintenant et conservez-la en lieu sûr. Elle n’est affichée que cette fois.",
        secret: "La clé", curl: "L’essayer dans un terminal", python: "L’utiliser en Python",
        n8n: "L’utiliser dans n8n",
        n8nText: "Collez ceci dans un workflow n8n\u{A0}: cela devient un nœud qui utilise votre clé.",
        doneCopying: "Je l’ai copiée", editTitle: { "Modifier \($0)" }, rotateTitle: { "Renouveler \($0)" },
        rotateText:
            "Vous recevez une nouvelle clé qui peut faire la même chose. L’ancienne fonctionne encore un moment, pour que rien ne s’arrête pendant le remplacement.",
        overlap: "L’ancienne clé fonctionne encore",
        overlaps: [
            (0, "Plus du tout\u{A0}: elle s’arrête maintenant"), (3600, "Une heure"), (86_400, "Un jour"),
            (604_800, "Une semaine"),
        ],
        stateIs: { status in
            switch status {
            case .active: "Cette clé est déjà active."
            case .expired:
                "Cette clé a expiré. Vous pouvez seulement la modifier, pour repousser sa fin, ou la révoquer."
            case .revoked: "Cette clé est déjà révoquée. Elle ne sert à rien tant qu’elle n’est pas activée."
            }
        },
        revokeTitle: { "Révoquer \($0)\u{A0}?" },
        revokeText:
            "Tout ce qui l’utilise est refusé dès la prochaine requête. Vous pourrez l’activer à nouveau\u{A0}; ce qu’elle a fait reste dans le journal d’audit.",
        activateTitle: { "Activer \($0)\u{A0}?" },
        activateText: "Ceux qui ont la clé peuvent à nouveau l’utiliser, dès maintenant.",
        several: { $0 <= 1 ? "\($0) clé" : "\($0) clés" },
        revokeSeveral: { $0 <= 1 ? "Révoquer \($0) clé\u{A0}?" : "Révoquer \($0) clés\u{A0}?" },
        activateSeveral: { $0 <= 1 ? "Activer \($0) clé\u{A0}?" : "Activer \($0) clés\u{A0}?" },
        revokeSeveralText: {
            $0 <= 1
                ? "Tout ce qui l’utilise est refusé dès la prochaine requête. Vous pourrez l’activer à nouveau\u{A0}; ce qu’elle a fait reste dans le journal d’audit."
                : "Tout ce qui les utilise est refusé dès la prochaine requête. Vous pourrez les activer à nouveau\u{A0}; ce qu’elles ont fait reste dans le journal d’audit."
        },
        activateSeveralText: {
            $0 <= 1
                ? "Ceux qui ont la clé peuvent à nouveau l’utiliser, dès maintenant."
                : "Ceux qui ont ces clés peuvent à nouveau les utiliser, dès maintenant."
        },
        revokedAlready: { count, all in
            all == 1
                ? "Cette clé est déjà révoquée."
                : count == 1
                    ? "1 clé sur \(all) est déjà révoquée." : "\(count) clés sur \(all) sont déjà révoquées."
        },
        notRevoked: { count, all in
            all == 1
                ? "Cette clé n’est pas révoquée."
                : count == 1
                    ? "1 clé sur \(all) n’est pas révoquée." : "\(count) clés sur \(all) ne sont pas révoquées."
        },
        noneChosen: "Choisissez au moins une clé.", someFailed: { "Cela n’a pas été possible avec\u{A0}: \($0)." },
        revokedCount: { "\($0) clés sont révoquées\u{A0}: elles sont refusées dès maintenant." },
        activatedCount: { "\($0) clés fonctionnent à nouveau." }, revokedAt: "Révoquée le", rotatedFrom: "Remplace",
        replacedBy: "Remplacée par", isReplaced: "En cours de remplacement", replaces: { "remplace \($0)" },
        isReplacedBy: { "Cette clé est en cours de remplacement par \($0) (\(own: $1))." },
        replacesStill: { "Cette clé remplace \($0) (\(own: $1)), qui fonctionne encore." },
        endOld: "Arrêter l’ancienne maintenant", limitedTo: "Limitée à",
        everything: "Aucune limite\u{A0}: elle voit tout ce que ses portées permettent")
}

// MARK: Data

extension Texts.Data {
    static let french = Texts.Data(
        sheets: [
            "customers": .init(
                create: "Nouveau client", save: "Créer le client", none: "Il n’y a pas encore de client."),
            "projects": .init(
                create: "Nouveau projet", save: "Créer le projet", none: "Il n’y a pas encore de projet."),
            "invoices": .init(
                create: "Nouvelle facture", save: "Créer la facture", none: "Il n’y a pas encore de facture."),
            "credit-notes": .init(
                none: "Il n’y a pas encore d’avoir. Annuler une facture envoyée en crée un."),
            "estimates": .init(create: "Nouveau devis", save: "Créer le devis", none: "Il n’y a pas encore de devis."),
            "activity-reports": .init(
                create: "Nouveau compte rendu", save: "Créer le compte rendu",
                none: "Il n’y a pas encore de compte rendu d’activité."),
            "work-items": .init(
                create: "Nouvelle demande", save: "Créer la demande", none: "Il n’y a pas encore de demande."),
            "documents": .init(
                create: "Déposer des documents", save: "Déposer",
                none:
                    "Aucun document n’attend ici. Déposez-en un\u{A0}; les assistants et les programmes en déposent par l’API."
            ),
        ],
        labels: [
            "name": "Nom", "company": "Société", "email": "E-mail", "phone": "Téléphone", "address": "Adresse",
            "tax_number": "Numéro de TVA", "notes": "Notes", "status": "État", "created_at": "Création",
            "updated_at": "Dernière modification", "customer_id": "Client", "customer": "Client",
            "project_id": "Projet", "description": "Description", "start_date": "Premier jour",
            "end_date": "Dernier jour", "daily_rate": "Tarif journalier", "number": "Numéro",
            "issue_date": "Date d’émission",
            "due_date": "Échéance", "valid_until": "Valable jusqu’au", "amount": "Total HT", "tax": "TVA",
            "total": "Total TTC", "lines": "Lignes", "due_days": "Délai de paiement en jours",
            "valid_days": "Validité en jours", "estimates.days": "Jours au tarif journalier",
            "activity-reports.days": "Jours", "month": "Mois", "worker": "Intervenant", "date": "Jour",
            "total_days": "Jours", "invoice_id": "Facture", "invoice_date": "Date de la facture",
            "credit_note": "Avoir", "device": "Appareil", "type": "Type de demande",
            "intake_method": "Reçue par", "priority": "Priorité", "assigned_to": "Attribuée à", "filename": "Fichier",
            "extracted": "Nom trouvé", "media_type": "Type de fichier", "size": "Taille", "reason": "Motif",
            "create_project": "Créer son projet", "project_name": "Nom du projet",
            "create_invoice": "Créer une facture brouillon avec ses lignes", "tax_rate": "TVA en %",
            "lines.description": "Désignation", "lines.quantity": "Quantité", "lines.unit": "Unité",
            "lines.unit_price": "Prix unitaire", "lines.tax_rate": "TVA en %", "lines.amount": "Montant HT",
            "documents.customer_id": "Client",
        ],
        hints: [
            "daily_rate": "Vide\u{A0}: le tarif de votre entreprise.",
            "due_days": "À compter de la date de la facture.",
            "invoices.amount": "Seulement s’il n’y a pas de lignes.",
            "estimates.amount": "Seulement s’il n’y a pas de lignes.",
            "estimates.days":
                "À la place de lignes ou d’un total\u{A0}: des jours au tarif du projet, ou de votre entreprise.",
            "create_project": "Pour le même client.", "project_name": "Vide\u{A0}: la première ligne du devis.",
            "invoices.lines": "Laissez vides les lignes dont vous n’avez pas besoin.",
            "estimates.lines": "Laissez vides les lignes dont vous n’avez pas besoin.",
            "work-items.type": "Par exemple réparation.", "activity-reports.worker": "Peut rester vide.",
            "documents.customer_id":
                "Choisissez un client qui existe déjà, et rien de ce qui suit n’est utilisé.",
        ],
        choices: [
            "status.active": "Actif", "status.inactive": "Inactif", "status.prospect": "Prospect",
            "status.planned": "Prévu", "status.completed": "Terminé", "status.cancelled": "Annulé",
            "invoices.status.cancelled": "Annulée", "work-items.status.cancelled": "Annulée",
            "status.draft": "Brouillon", "status.sent": "Envoyé", "invoices.status.sent": "Envoyée",
            "status.paid": "Payée", "status.overdue": "En retard", "status.accepted": "Accepté",
            "status.refused": "Refusé", "status.expired": "Expiré", "status.submitted": "Remis",
            "status.intake": "Reçue", "status.in_progress": "En cours", "status.waiting": "En attente",
            "status.ready": "Prête", "status.done": "Terminée", "status.pending": "À décider",
            "status.approved": "Approuvé", "status.rejected": "Refusé", "priority.low": "Basse",
            "priority.medium": "Moyenne", "priority.high": "Haute", "priority.urgent": "Urgente",
            "intake_method.walkin": "Sur place", "intake_method.phone": "Téléphone", "intake_method.email": "E-mail",
            "intake_method.web": "Web", "intake_method.mail_in": "Courrier", "intake_method.pickup": "Enlèvement",
            "intake_method.other": "Autre",
        ],
        acts: [
            "invoices.send": .init(
                label: "Marquer comme envoyée", title: { "Marquer \($0) comme envoyée\u{A0}?" },
                text:
                    "Son contenu ne peut alors plus changer\u{A0}: elle peut être payée, ou annulée par un avoir. kiik n’envoie rien au client."
            ),
            "invoices.pay": .init(
                label: "Marquer comme payée", title: { "Marquer \($0) comme payée\u{A0}?" },
                text: "Elle compte dans le chiffre d’affaires, et ne peut plus être modifiée."),
            "invoices.overdue": .init(
                label: "Marquer en retard", title: { "Marquer \($0) en retard\u{A0}?" },
                text: "Elle reste ouverte\u{A0}: elle peut encore être payée, ou annulée par un avoir."),
            "invoices.cancel": .init(
                label: "Annuler le brouillon", title: { "Annuler \($0)\u{A0}?" },
                text:
                    "Le brouillon garde son numéro, pour qu’il n’en manque aucun, et ne peut plus être modifié."
            ),
            "invoices.credit": .init(
                label: "Annuler par un avoir", title: { "Annuler \($0) par un avoir\u{A0}?" },
                text: "Un avoir de toute la facture est créé, et la facture est annulée. C’est définitif."),
            "estimates.send": .init(
                label: "Marquer comme envoyé", title: { "Marquer \($0) comme envoyé\u{A0}?" },
                text: "Son contenu ne peut alors plus changer. kiik n’envoie rien au client."),
            "estimates.accept": .init(
                label: "Accepter", title: { "\($0) est-il accepté\u{A0}?" },
                text: "C’est définitif. Le projet et une facture brouillon peuvent être créés en même temps."),
            "estimates.refuse": .init(
                label: "Marquer comme refusé", title: { "\($0) est-il refusé\u{A0}?" },
                text: "C’est définitif\u{A0}: pour une autre offre, créez un nouveau devis."),
            "estimates.expire": .init(
                label: "Marquer comme expiré", title: { "\($0) est-il expiré\u{A0}?" },
                text: "C’est définitif\u{A0}: pour une autre offre, créez un nouveau devis."),
            "activity-reports.submit": .init(
                label: "Remettre", title: { "Remettre \($0)\u{A0}?" },
                text: "Il est alors verrouillé\u{A0}: rien ne peut plus y être modifié, et il peut être facturé."),
            "activity-reports.invoice": .init(
                label: "Créer une facture", title: { "Créer une facture pour \($0)\u{A0}?" },
                text:
                    "Une facture brouillon est créée pour ses jours, au tarif journalier du projet ou de votre entreprise. Vous pourrez la modifier avant de l’envoyer."
            ),
            "documents.approve": .init(
                label: "Approuver", title: { "Approuver \($0)\u{A0}?" },
                text: "Ce qui a été lu dans le document crée un nouveau client. Vérifiez-le, et corrigez si besoin."),
            "documents.reject": .init(
                label: "Refuser", title: { "Refuser \($0)\u{A0}?" },
                text:
                    "Aucun client n’est créé. Le document reste ici comme refusé\u{A0}; il ne pourra plus être approuvé."
            ),
        ],
        folds: ["invoices": "Un total sans lignes", "estimates": "Un total ou des jours sans lignes"],
        edit: { "Modifier \($0)" }, saving: "Enregistrement…", noneFound: "Rien ne correspond.",
        showAll: "Tout afficher", nothing: "Aucun", choose: "Choisir…", newCustomer: "Un nouveau client",
        addLines: "Ajouter des lignes", showMonth: "Afficher les jours de ce mois",
        fillWeekdays: "Remplir du lundi au vendredi", printNow: "Imprimer", find: "Trouver",
        findIn: { "\($0)\u{A0}: chercher par nom" },
        findHint:
            "La liste ci-dessous ne montre que les plus récents. Pour les autres, saisissez une partie du nom, puis choisissez Trouver.",
        foundHint: "Ce qui a été trouvé est dans la liste ci-dessous.",
        foundMore:
            "La liste ci-dessous montre les premiers trouvés. Saisissez une plus grande partie du nom pour en voir d’autres.",
        foundCount: "Résultats\u{A0}: {}.",
        foundFirst: "Les {} premiers sont affichés. Saisissez une plus grande partie du nom pour voir les autres.",
        monthTurned: {
            "Rien n’est encore enregistré. Les jours ci-dessous sont maintenant ceux de \($0)\u{A0}: vérifiez-les, puis envoyez de nouveau le formulaire."
        },
        monthsKept: {
            "Non affichés, et hors de ce compte rendu\u{A0}: les jours que vous avez saisis pour \($0)."
        },
        nothingRead:
            "Ouvrez le fichier et saisissez ce qu’il dit, ou choisissez le client dont il s’agit. Ou refusez le document.",
        nothingReadTitle: "Rien n’a pu être lu dans ce fichier", seeFile: "Voir d’abord le fichier",
        inFile: "Ce que contient le fichier", inFilePart: "Le début du fichier",
        line: { "Ligne \($0)" },
        weekday: { "\(["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."][$0 % 7]) \($1)" },
        notANumber: "Écrivez un nombre, par exemple 1500 ou 99,95.",
        sentAlready:
            "Ce formulaire a déjà été envoyé, et c’est fait. Envoyez-le de nouveau si vous le voulez une fois de plus.",
        changedLookAgain: "Quelqu’un a modifié ceci entre-temps. Vérifiez avant de continuer.",
        thereNow: "Ce qu’il y a maintenant", youTyped: "Ce que vous avez saisi", madeBy: { "Créé par \($0)" },
        usualRate: "Le tarif de votre entreprise", taxAt: { "TVA à \($0)" }, noDays: "Aucun jour n’est encore saisi.",
        bytes: { "\($0) octets" }, print: "Page à imprimer", download: "Télécharger le fichier",
        invoiceTitle: { "Facture \($0)" }, creditNoteTitle: { "Avoir \($0)" }, issuer: "Émetteur",
        recipient: "Destinataire",
        partiesOfToday:
            "Les noms et les adresses sont ceux d’aujourd’hui\u{A0}: aucun n’a été gardé avec la facture.")
}

// MARK: Documents handed in

extension Texts.Upload {
    static let french = Texts.Upload(
        title: "Déposer des documents",
        lead:
            "Un PDF, une image, une carte de visite ou un texte. Ce qu’il dit d’un client est lu, puis attend que quelqu’un l’approuve.",
        files: "Fichiers",
        hint: { bytes, most in
            "PDF, PNG, JPEG, vCard ou texte simple\u{A0}; \(most) à la fois au plus, et \(ByteCount.text(bytes, mega: "Mo", kilo: "Ko")) au plus en tout."
        }, send: "Déposer", sending: "Envoi en cours…", none: "Choisissez au moins un fichier.",
        tooMany: { "Vous avez choisi \($0) fichiers\u{A0}; on en dépose \($1) à la fois au plus." },
        empty: { "\($0.text) est vide." },
        kind: {
            "\($0.text) n’est d’aucun des types acceptés. C’est le contenu d’un fichier qui compte, et non son nom."
        },
        name: { "Le nom de \($0.text) ne peut pas être conservé\u{A0}: renommez le fichier." },
        nothingKept: "Rien n’a été déposé. Voyez ce qui est signalé ci-dessous, puis choisissez à nouveau les fichiers."
    )
}

// MARK: Usage

extension Texts.Usage {
    static let french = Texts.Usage(
        lead: "Ce que vos clés et applications appellent, avec quel résultat et en combien de temps.",
        tab: { tab in
            switch tab {
            case .overview: "Vue d’ensemble"
            case .log: "Appels"
            case .unusual: "Activité inhabituelle"
            case .privileges: "Moindre privilège"
            }
        },
        period: "Période",
        periodName: { period in
            switch period {
            case .day: "24 heures"
            case .week: "7 jours"
            case .month: "30 jours"
            case .quarter: "90 jours"
            }
        },
        chart: { period in
            switch period {
            case .day: "Appels des dernières 24 heures"
            case .week: "Appels des 7 derniers jours"
            case .month: "Appels des 30 derniers jours"
            case .quarter: "Appels des 90 derniers jours"
            }
        },
        hour: "Heure", day: "Jour",
        statusClass: { first in
            switch first {
            case 2: "2xx\u{A0}: réussi"
            case 3: "3xx\u{A0}: redirigé"
            case 4: "4xx\u{A0}: refusé"
            default: "5xx\u{A0}: échec ici"
            }
        },
        calls: "Appels", errors: "Erreurs", limited: "Limites atteintes", median: "Durée médiane",
        p95: "95\u{202F}% en moins de", p99: "99\u{202F}% en moins de", endpoints: "Points d’accès",
        endpoint: "Point d’accès", keys: "Clés et applications", key: "Clé ou application", kind: "Type",
        kindName: { kind in
            switch kind {
            case .key: "Clé"
            case .app: "Application"
            case .session: "Personne"
            }
        },
        gone: { "N’existe plus (nº\u{A0}\($0))" }, refusals: "Refus", statuses: "Réponses", answer: "Réponse",
        share: "Part", noCalls: "Il n’y a aucun appel de ce genre.",
        noCallsText:
            "Rien n’a été appelé pendant cette période. Dès qu’une clé ou une application sert, ses appels sont comptés ici.",
        noKeys: "Aucune clé ni application n’a fait d’appel pendant cette période.", log: "Appels",
        logOf: { "Appels avec \($0)" },
        latestFirst: "Les appels les plus récents viennent en premier.",
        live: "Tant que vous regardez cette page, les nouveaux s’y ajoutent d’eux-mêmes.", refresh: "Actualiser",
        stopped:
            "Les nouveaux appels ne s’ajoutent plus d’eux-mêmes\u{A0}: rien n’a bougé ici depuis cinq minutes.",
        goOn: "Afficher à nouveau les nouveaux appels",
        download: "Télécharger en CSV", older: "Appels plus anciens", newest: "Appels les plus récents",
        furtherBack: "Chercher plus loin",
        noneSoFar:
            "Aucun des 10\u{202F}000 appels examinés ne correspond. Il y en a de plus anciens.",
        time: "Quand", request: "Requête", address: "Adresse", requestID: "Numéro de requête",
        unauthenticated: "Révoquée ou expirée", pathBegins: "Chemin commençant par", from: "Du", until: "Au",
        unusualLead:
            "Ce que des clés et des applications ont fait au cours des dernières 24 heures et qui ne ressemble pas à ce qu’elles faisaient avant.",
        nothingUnusual:
            "Rien d’inhabituel au cours des dernières 24 heures. Nous surveillons\u{A0}: les adresses et les pays depuis lesquels une clé n’avait jamais servi, ce qu’elle n’avait jamais fait, les heures avec cinq fois plus d’appels que la plus chargée des deux semaines précédentes, et les refus nombreux.",
        noCountries:
            "Les pays des adresses ne sont pas connus ici. La personne qui exploite ce serveur peut installer une base gratuite de ces pays\u{A0}: son manuel dit comment (KIIK_COUNTRIES).",
        happened: "Ce qui s’est passé", withdraw: "Retirer l’accès", newAddress: "Nouvelle adresse",
        newCountry: "Nouveau pays",
        newAction: "Nouveau point d’accès", burst: "Pic", manyRefusals: "Nombreux refus",
        newAddressText: { ip, at, known, calls in
            "Première utilisation depuis \(ip)\u{A0}: \(at). Adresses déjà connues\u{A0}: \(known). Appels depuis cette adresse\u{A0}: \(calls)."
        },
        newCountryText: { country, ip, at, known, calls in
            "Première utilisation depuis un pays\u{A0}: \(country), depuis \(ip), \(at). Adresses déjà connues\u{A0}: \(known), aucune dans ce pays. Appels depuis cette adresse\u{A0}: \(calls)."
        },
        newActionText: { action, at, known, calls in
            "Premier appel de \(action)\u{A0}: \(at). Points d’accès déjà utilisés\u{A0}: \(known). Appels\u{A0}: \(calls)."
        },
        burstText: { calls, at, usual in
            "\(calls) appels en une heure, à partir de\u{A0}: \(at). Au cours des deux semaines précédentes, son heure la plus chargée en comptait \(usual)."
        },
        refusalsText: { refused, calls, at in
            "\(refused) de ses \(calls) appels ont reçu la réponse 401 ou 403, le dernier dans l’heure suivant\u{A0}: \(at)."
        },
        privilegesLead:
            "Ce que chaque clé active peut faire, et ce qui en a servi au cours des 30 derniers jours. Une clé qui ne peut faire que le nécessaire cause moins de dégâts en de mauvaises mains.",
        privilegesOf: { "Ce dont \($0) a besoin" },
        privilegesText: { made in
            "\(made.map { "Depuis sa création le \($0)" } ?? "Au cours des 30 derniers jours"), cette clé n’a pas utilisé tout ce qu’elle peut faire. Vous pouvez lui retirer le reste\u{A0}: ces appels seront refusés dès la prochaine requête. Vous pourrez le lui rendre en modifiant la clé."
        }, sinceMade: { "depuis sa création le \($0)" },
        leastPrivilege: "Ce dont elle a besoin", has: "Peut", used: "Utilisé en 30 jours", proposal: "Proposition",
        scopesUsed: "Utilisé", scopesUnused: "Inutilisé", keeps: "Utilisé, et conservé", loses: "Inutilisé, et retiré",
        takeAway: { $0 <= 1 ? "Retirer \($0) portée inutilisée" : "Retirer \($0) portées inutilisées" },
        unusedScopes: { $0 <= 1 ? "\($0) portée inutilisée" : "\($0) portées inutilisées" },
        revokeUnused: "Inutilisée depuis 30 jours\u{A0}: la révoquer", noActiveKeys: "Il n’y a aucune clé active.",
        checkedElsewhere:
            "Un serveur demande aussi à kiik si cette clé a certaines portées. Assurez-vous qu’il n’en demande aucune de celles qui sont retirées ci-dessous.",
        changedMeanwhile:
            "La clé a été modifiée ou utilisée autrement entre-temps. Rien n’a été retiré. Vérifiez à nouveau.",
        fitting: "Elle a utilisé tout ce qu’elle peut faire.",
        open: "Elle a servi, mais à rien qui demande une portée.",
        unused: "Elle n’a pas servi au cours des 30 derniers jours. Si personne n’en a besoin, révoquez-la.",
        new: "Elle est nouvelle et n’a pas encore servi.", allUnusual: "Toute l’activité inhabituelle",
        addresses: "D’où elle a été utilisée", firstSeen: "Première fois", lastSeen: "Dernière fois")
}

// MARK: Audit

extension Texts.Audit {
    static let french = Texts.Audit(
        words: .french,
        lead:
            "Tout ce qui a été fait ici, par qui et depuis où, du plus récent au plus ancien. Les entrées ne sont jamais modifiées.",
        export: "Exporter…", undo: "Annuler des actions…", who: "Qui",
        whoHint: "Une adresse e-mail, ou un numéro comme key:12.", what: "Quoi", row: "Élément",
        rowNumber: "Numéro", when: "Quand", origin: "Depuis où", resource: "Type d’élément",
        action: "Ce qui a été fait", moreFilters: "Autres filtres", from: "Du", until: "Au",
        none: "Rien n’a encore été fait.",
        noneFound: "Rien de tel n’a été fait.", showAll: "Tout afficher",
        kind: { kind in
            switch kind {
            case .key: "Clé"
            case .app: "Application"
            case .person: "Personne"
            case .command: "Commande"
            }
        },
        command: { $0 == "cli" ? "Commande d’un opérateur" : "kiikd" },
        onBehalfOf: { "\($0), avec les droits de \($1)" }, only: { "Seulement ce que \($0) a fait." },
        everybody: "Afficher tout le monde", takeBack: "Annuler ce qui a été fait…",
        chain: "Peut-on s’y fier\u{A0}?",
        chainText:
            "Chaque entrée est scellée avec la précédente, environ une seconde après son écriture. Modifier, retirer ou glisser une entrée brise les sceaux, et les points de contrôle sont signés avec une clé que la base de données n’a pas.",
        waiting: "Pas encore scellé", allSealed: "Rien\u{A0}: tout est scellé",
        unsealed: { "\($0), depuis le \($1)" }, lastSealed: "Dernier sceau",
        checkpoint: "Dernier point de contrôle signé", noCheckpoint: "Aucun pour l’instant",
        link: { "N°\u{A0}\($0), \($1)" }, verify: "Comment un opérateur le vérifie",
        rightsOf: "Avec les droits de", unknownOrigin: "Inconnu", requestID: "Identifiant de la requête",
        sameRow: "Autres modifications de cet élément", sameActor: "Autres actes du même auteur",
        sameAction: "La même action ailleurs", wasMade: "Ce qui a été écrit", changed: "Ce qui a changé",
        erased:
            "Ce qui se trouvait ici a été effacé définitivement. Le fait, son auteur et sa date restent.",
        nothingChanged: "Aucun champ n’a changé.", fieldTitle: "Champ", before: "Avant", after: "Après",
        exportTitle: "Exporter le journal d’audit",
        exportLead:
            "Un seul fichier avec tout ce qui correspond, quelle que soit sa taille. Le journal note qui l’a téléchargé.",
        format: "Format", csvHint: "Pour les tableurs.", jsonHint: "Un objet par ligne, pour les programmes.",
        whichEvents: "Quelles entrées", whichEventsHint: "Toutes, sauf indication contraire.",
        download: "Télécharger", undoTitle: "Annuler ce que quelqu’un a fait",
        undoLead:
            "Les valeurs redeviennent ce qu’elles étaient, sauf si quelqu’un les a modifiées depuis. Rien n’est supprimé\u{A0}: un nouveau client devient inactif, un nouveau brouillon est annulé, une facture envoyée reçoit un avoir. Vous voyez d’abord ce qui se passerait.",
        whose: "Les actes de", choose: "Choisir…", somebodyElse: "Quelqu’un d’autre",
        zone: { "À l’heure de \($0)." }, untilHint: "Jusqu’à maintenant, sauf indication contraire.",
        preview: "Voir ce qui se passerait", previewing: "Recherche…",
        previewTitle: { "Annuler ce que \($0) a fait\u{A0}?" }, previewLead: "Rien n’a encore été modifié.",
        wouldBe: "Ce qui se passerait", became: "Ce qui s’est passé", why: "Pourquoi", acts: "Actes",
        otherPeriod: "Choisir une autre période",
        revokeFirst: "Révoquez d’abord la clé, sinon elle peut continuer pendant l’annulation.",
        toKey: "Vers la clé",
        undoNow: { changes in
            switch changes {
            case 0: "Annuler ce qui peut l’être"
            case 1: "Annuler 1 modification"
            default: "Annuler \(changes) modifications"
            }
        }, showMore: { "Afficher les \($0) autres" }, undoing: "Annulation…",
        doneTitle: { "Annulation de ce que \($0) a fait" }, allUndone: "Tout a été annulé.",
        someUndone: "Ce qui pouvait l’être a été annulé. Le tableau dit ce qui ne l’a pas été, et pourquoi.",
        showUndone: "Voir dans le journal d’audit", nothingToUndo: "Il n’y a rien de cet auteur dans cette période.",
        outcome: { kind in
            switch kind {
            case .restored: "Rétabli"
            case .retired: "Mis de côté"
            case .credited: "Crédité"
            case .conflict: "En conflit"
            case .left: "Inchangé"
            case .forbidden: "Non autorisé"
            }
        },
        meaning: { kind in
            switch kind {
            case .restored: "Il redevient ce qu’il était."
            case .retired: "Créé dans cette période\u{A0}: il devient inactif ou est annulé."
            case .credited: "Déjà envoyée\u{A0}: elle est annulée par un avoir."
            case .conflict: "Modifié depuis\u{A0}: il reste tel quel."
            case .left: "Il reste tel quel."
            case .forbidden: "Vous ne pouvez pas modifier de tels éléments."
            }
        },
        putBack: { "Comme avant\u{A0}: \($0)." }, changedSince: { "Modifié depuis par quelqu’un\u{A0}: \($0)." },
        erasedSince: "Ce qu’il était avant a été effacé.")
}

// MARK: People

extension Texts.People {
    static let french = Texts.People(
        lead: "Qui et quoi a accès, et ce que chacun peut faire.",
        nothing:
            "Votre rôle ne vous permet de rien administrer ici. Demandez à un propriétaire si vous en avez besoin.",
        keys: "Clés API",
        keysText: "Toutes les clés de l’entreprise, pour les parcourir et en révoquer plusieurs à la fois.",
        users: "Utilisateurs", usersText: "Qui a accès, et dans quel rôle. Invitez des personnes, retirez des accès.",
        roles: "Rôles",
        rolesText: "Ce qu’une personne ou une clé peut faire, au maximum. Créez vos propres rôles.",
        matrix: "Permissions des rôles", matrixText: "Ce que chaque rôle permet, côte à côte.", open: "Ouvrir",
        email: "Adresse e-mail", person: "Personne", role: "Rôle", lastLogin: "Dernière connexion",
        since: "Membre depuis", secondFactor: "Second facteur",
        status: { status in
            switch status {
            case .active: "Actif"
            case .invited: "Invité"
            case .locked: "Bloqué"
            case .ended: "Terminé"
            }
        }, noneFound: "Personne ne correspond.", elsewhere: "Compte",
        elsewhereText: "Une autre entreprise tient le compte de cette personne\u{A0}: elle seule peut le bloquer.",
        invite: "Inviter",
        inviteLead: "La personne reçoit un e-mail avec un lien, choisit un mot de passe, et peut se connecter.",
        nameHint: "Comme ses collègues l’appellent.",
        roleHint: "Un rôle qui permet plus que le vôtre n’est pas proposé.",
        isMember:
            "Cette personne est déjà membre. Cherchez parmi les utilisateurs, même ceux dont l’accès est terminé.",
        changeRole: "Changer le rôle", changeRoleTitle: { "Un autre rôle pour \($0)\u{A0}?" },
        changeRoleText:
            "Il s’applique dès le prochain clic. Les clés de cette personne ne font jamais plus que le nouveau rôle.",
        letBack: "Redonner l’accès", lock: "Bloquer", lockTitle: { "Bloquer \($0)\u{A0}?" },
        lockText:
            "Toutes ses sessions se ferment et ses clés sont refusées, dans chacune de ses entreprises. Vous pourrez débloquer cette personne.",
        unlock: "Débloquer", unlockTitle: { "Débloquer \($0)\u{A0}?" },
        unlockText:
            "Cette personne peut se reconnecter. Ses clés fonctionnent à nouveau\u{A0}; ses sessions fermées le restent.",
        end: "Mettre fin à l’accès", endTitle: { "Mettre fin à l’accès de \($0)\u{A0}?" },
        endText:
            "Cette personne perd aussitôt l’accès à cette entreprise, et ses clés y sont refusées. Ce qu’elle a fait reste dans le journal d’audit. Vous pourrez lui redonner l’accès.",
        inviteAgain: "Inviter à nouveau", inviteAgainTitle: { "Inviter \($0) à nouveau\u{A0}?" },
        inviteAgainText: "Un nouvel e-mail part avec un nouveau lien, qui fonctionne pendant sept jours.",
        addRole: "Ajouter un rôle", rolesLead: "Un rôle fixe ce qu’une personne ou une clé peut faire, au maximum.",
        builtin: "Intégré", own: "Personnalisé", kind: "Type", description: "Description",
        descriptionHint: "À quoi sert ce rôle.", permissions: "Permissions",
        permissionsHint: "Cochez ce que peuvent faire ceux qui ont ce rôle.", members: "Membres",
        showMembers: "Voir les membres", editRole: { "Modifier \($0)" },
        builtinText:
            "Ce rôle est intégré et reste tel quel. Ajoutez votre propre rôle pour choisir autrement.",
        deleteRole: "Supprimer le rôle", deleteRoleTitle: { "Supprimer \($0)\u{A0}?" },
        deleteRoleText:
            "Personne n’a ce rôle. Il disparaît de toutes les listes et son nom redevient libre\u{A0}; l’audit garde ce qui en a été fait.",
        roleInUse:
            "Un rôle que quelqu’un a ne peut pas être supprimé. Donnez d’abord un autre rôle aux personnes et aux clés qui l’ont.",
        invited: "Invitations", keysWithRole: "Clés",
        resource: "Quoi", everything: "Tout", nothingAllowed: "–",
        verb: { verb in
            switch verb {
            case "create": "ajouter"
            case "read": "voir"
            case "update": "modifier"
            case "delete": "supprimer"
            case "import": "déposer"
            default: verb
            }
        }, moreRoles: "Plus de rôles")
}

// MARK: Security

extension Texts.Business {
    static let french = Texts.Business(
        tab: "Entreprise", lead: "Le nom de votre entreprise, et ce qui figure sur ses factures.",
        ownUse: "L’entreprise", name: "Nom de l’entreprise", dailyRate: { "Prix d’une journée de travail (\($0))" },
        dailyRateHint: "Utilisé sauf si un projet en décide autrement. Vide\u{A0}: aucun.",
        currency: "Devise", timeZone: "Fuseau horaire",
        forGood: "Choisis à la création de l’entreprise, la devise et le fuseau ne peuvent pas être changés.",
        onInvoices: "Sur les factures",
        onInvoicesHint:
            "Une facture garde ce qui est écrit ici le jour de son envoi. Ce qui est vide n’y figure pas.",
        label: { part in
            switch part {
            case .legalName: "Raison sociale"
            case .address: "Adresse"
            case .registrationNumber: "Immatriculation"
            case .taxNumber: "Numéro de TVA"
            case .email: "E-mail"
            case .phone: "Téléphone"
            case .website: "Site web"
            case .paymentDetails: "Paiement"
            }
        },
        hint: { part in
            switch part {
            case .legalName: "Telle qu’elle est enregistrée, avec la forme juridique. Vide\u{A0}: le nom ci-dessus."
            case .address: "Sans le nom."
            case .registrationNumber: "En France, le SIREN ou le SIRET, la ville du RCS et le capital social."
            case .taxNumber: "Par exemple FR40303265045."
            case .paymentDetails:
                "En bas de la facture\u{A0}: banque, IBAN, BIC, conditions de règlement, pénalités de retard."
            case .email, .phone, .website: nil
            }
        })
}

extension Texts.Security {
    static let french = Texts.Security(
        lead: "Comment on entre, combien de temps on reste, et ce qui est demandé.",
        approval: "Modifications par des assistants", approvalNobody: "Sont faites aussitôt",
        approvalAssistants: "Doivent être approuvées telles qu’elles ont été montrées",
        approvalHint:
            "Choisissez si ChatGPT et d’autres assistants peuvent modifier quelque chose avant que quelqu’un l’ait vérifié.",
        sessions: "Sessions", sessionsHint: "Combien de temps on reste connecté à ces pages.",
        idle: "Se ferme sans utilisation après", life: "Se ferme dans tous les cas après",
        stepUp: "Redemander le second facteur",
        stepUpHint:
            "Pour ce qui est coché, il faut montrer à nouveau un code de l’application d’authentification. Qui n’en a pas doit d’abord en configurer une.",
        stepUpAge: "Un code vaut pendant", allowlist: "D’où l’on peut se connecter",
        allowlistHint: {
            "Adresses IP ou blocs comme 203.0.113.0/24, un par ligne. Vide\u{A0}: de partout. Votre propre adresse est \($0)."
        },
        shutOut: { "Vous vous fermeriez la porte\u{A0}: ajoutez \($0), ou un bloc qui la contient." },
        anywhere: "De partout",
        duration: { seconds in
            func count(_ number: Int64, _ one: String) -> String {
                number <= 1 ? "\(number) \(one)" : "\(number) \(one)s"
            }
            return seconds % 86_400 == 0
                ? count(seconds / 86_400, "jour")
                : seconds % 3600 == 0
                    ? count(seconds / 3600, "heure")
                    : seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "seconde")
        })
}

// MARK: Profile

extension Texts.Profile {
    static let french = Texts.Profile(
        switching: "(changer d’entreprise ou de données)", title: "Votre profil", email: "Adresse e-mail",
        business: "Entreprise", role: "Votre rôle ici", noRole: "Aucun", secondFactor: "Second facteur",
        factorOn: "Activé", factorOff: "Désactivé", setUp: "Configurer", remove: "Retirer",
        changePassword: "Changer le mot de passe", switchBusiness: "Changer d’entreprise ou de données",
        changeName: "Changer de nom",
        nameText: "Vos collègues le voient dans toutes les entreprises où vous travaillez.",
        changeEmail: "Changer d’e-mail",
        emailText:
            "C’est avec lui que vous vous connectez. Un lien est envoyé à la nouvelle adresse\u{A0}; le changement vaut une fois le lien utilisé, et l’adresse actuelle en est avertie.",
        newEmail: "Nouvel e-mail", sendLink: "Envoyer le lien", sameEmail: "C’est l’adresse que vous avez déjà.",
        noEmail: "Ce n’est pas une adresse e-mail.",
        linkIsSent: { "Un lien part vers \($0), si personne d’autre n’a cette adresse." },
        linkIsSentText: "Utilisez-le dans la journée. D’ici là, vous vous connectez comme avant.",
        thisSession: "Cette session", otherSessions: "Vos autres sessions",
        noOtherSessions: "Vous n’êtes connecté nulle part ailleurs.", deviceTitle: "Appareil",
        device: { browser, system in
            switch (browser, system) {
            case (let browser?, let system?): "\(browser) sur \(system)"
            case (let known?, nil), (nil, let known?): known
            case (nil, nil): "Un appareil inconnu"
            }
        }, address: "Adresse", since: "Depuis", lastUsed: "Dernière utilisation", choose: "Choisir",
        endChosen: "Fermer celles qui sont choisies", endOthers: "Fermer toutes les autres",
        noneChosen: "Choisissez au moins une session.", oldPassword: "Votre mot de passe actuel",
        newPassword: "Nouveau mot de passe",
        passwordRule: "Au moins 8 caractères. Trois ou quatre mots conviennent bien.",
        passwordText: "Toutes vos autres sessions se ferment. Vous restez connecté ici.",
        wrongPassword: "Ce n’est pas votre mot de passe.", password: "Votre mot de passe",
        setUpTitle: "Configurer un second facteur",
        setUpText:
            "Ensuite, une connexion demande un code d’une application d’authentification en plus du mot de passe. Montrez d’abord que c’est bien vous.",
        next: "Continuer", scanTitle: "Scannez ce code",
        scanText:
            "Scannez-le avec votre application d’authentification, ou saisissez-y le secret. Saisissez ensuite le code qu’elle affiche.",
        qrCode: "Code QR pour l’application d’authentification", secret: "Le secret", code: "Code",
        codeHint: "Six chiffres. Ils changent toutes les 30 secondes.", confirm: "Confirmer",
        wrongCode: "Ce code est incorrect, ou a déjà servi. Attendez le suivant.",
        codesTitle: "Le second facteur est activé",
        codesText:
            "Conservez ces codes de secours en lieu sûr. Chacun permet de se connecter une fois, si vous perdez votre téléphone. Ils ne sont affichés que cette fois.",
        codes: "Codes de secours", doneCopying: "Je les ai conservés",
        removeTitle: "Retirer le second facteur\u{A0}?",
        removeText:
            "Le mot de passe suffira à nouveau. Pour être sûr que c’est vous, saisissez le mot de passe et un code.",
        wrongEither: "Le mot de passe ou le code est incorrect.", stepUpTitle: "Montrez que c’est bien vous",
        stepUpText: "Ce que vous voulez faire demande un nouveau code de votre application d’authentification.",
        codeOrRecovery: "Les six chiffres que l’application affiche, ou un code de secours.",
        stepUpNeedsFactor:
            "Ce que vous voulez faire demande un second facteur, et vous n’en avez pas encore. Configurez-en un d’abord.",
        stepUpKept:
            "Ce que vous avez saisi est gardé tant que cette page est ouverte. Vous le retrouvez après le code, et rien n’en est enregistré ni fait avant que vous ne l’envoyiez à nouveau.",
        stepUpTooMuch:
            "Ce que vous avez saisi est trop long pour être gardé ici\u{A0}: revenez en arrière dans votre navigateur et copiez-le avant de continuer.",
        businessesTitle: "Entreprise et données", businessesText: "Vous n’êtes membre que de cette entreprise.",
        here: "Ici", go: "Y aller",
        addressNotAllowed: "Cette entreprise n’accepte pas de connexion depuis votre adresse.",
        data: "Avec quelles données vous travaillez",
        dataText:
            "Les données de test servent à essayer\u{A0}: rien n’y est réel, et les clés créées là commencent par sk_test_. Utilisateurs, rôles et paramètres sont toujours les vrais.",
        live: "Données réelles", test: "Données de test", use: "Utiliser ces données")
}

// MARK: Connect

extension Texts.Connect {
    static let french = Texts.Connect(
        title: "Connecter", lead: "Comment laisser un assistant ou un autre programme travailler avec vos données.",
        choose: "Que voulez-vous connecter\u{A0}?", stepByStep: "Étape par étape",
        name: { guide in
            switch guide {
            case .chatgpt: "ChatGPT"
            case .claude: "Claude"
            case .n8n: "n8n"
            case .zapier: "Zapier"
            case .other: "Un autre programme"
            }
        },
        about: { guide in
            switch guide {
            case .chatgpt:
                "Demandez factures et clients avec vos mots. Vous vous connectez ici, sans clé."
            case .claude: "Sur le web, sur l’ordinateur et dans Claude Code. Vous vous connectez ici, sans clé."
            case .n8n: "Des workflows qui lisent et écrivent ici, avec une clé."
            case .zapier: "Des Zaps qui lisent et écrivent ici, avec une clé."
            case .other: "Tout ce qui parle le Model Context Protocol, OAuth 2.1 ou simplement HTTP."
            }
        },
        open: { guide, name in "Comment connecter \(guide == .other ? "un autre programme" : name)" },
        guideTitle: { guide, name in "Connecter \(guide == .other ? "un autre programme" : name)" },
        unreachableTitle: "Les services d’Internet ne peuvent pas atteindre ce serveur",
        unreachable: {
            "Son adresse publique est \(own: $0). ChatGPT, Claude et Zapier ont besoin d’une adresse https:// qui mène ici de partout. La personne qui exploite le serveur la règle avec KIIK_PUBLIC_URL."
        },
        code: { code in
            switch code {
            case .mcp: "Adresse"
            case .schema: "Adresse du schéma"
            case .key: "En-tête"
            case .customers: "Adresse pour commencer"
            case .oauth: "Points d’accès"
            case .discovery: "Où ils sont tous nommés"
            case .claudeLogin: "En se connectant"
            case .claudeKey: "Avec une clé"
            case .prompt: "Pour commencer"
            }
        },
        prompt: "Montre-moi toutes les factures du mois dernier.", makeKey: "Créer une clé avec ces portées",
        makeApplication: "Ajouter une application",
        steps: { guide in
            switch guide {
            case .chatgpt:
                [
                    .init(
                        "Activez le mode développeur",
                        "Dans ChatGPT, ouvrez Paramètres, puis Apps & Connectors, puis Advanced settings, et activez Developer mode."
                    ),
                    .init(
                        "Créez le connecteur",
                        "De retour dans Apps & Connectors, choisissez Create. Nommez-le kiik, collez l’adresse comme MCP server URL, choisissez OAuth pour l’authentification, et laissez vides client id et secret\u{A0}: ChatGPT dit lui-même qui il est.",
                        code: .mcp),
                    .init(
                        "Connectez-vous et choisissez",
                        "ChatGPT vous amène ici. Connectez-vous, décochez ce qu’il ne doit pas faire, limitez-le au besoin à des clients ou à des projets, et autorisez l’accès."
                    ),
                    .init(
                        "Posez une question", "Choisissez kiik dans une nouvelle conversation, et demandez.",
                        code: .prompt),
                    .init(
                        "Seulement pour un GPT avec Actions",
                        "OpenAI les abandonne. Si vous en avez encore un, importez le schéma et laissez-le se connecter par OAuth avec une application que vous ajoutez ici.",
                        code: .schema, link: .application),
                ]
            case .claude:
                [
                    .init(
                        "Ajoutez le connecteur",
                        "Dans Claude, ouvrez Paramètres, puis Connecteurs, et choisissez Ajouter un connecteur personnalisé. Nommez-le kiik et collez l’adresse. Laissez vides les paramètres avancés\u{A0}: Claude dit lui-même qui il est.",
                        code: .mcp),
                    .init(
                        "Connectez-vous et choisissez",
                        "Choisissez Connecter. Claude vous amène ici. Connectez-vous, décochez ce qu’il ne doit pas faire, limitez-le au besoin à des clients ou à des projets, et autorisez l’accès."
                    ),
                    .init(
                        "Posez une question", "Activez kiik dans une nouvelle conversation, et demandez.",
                        code: .prompt),
                    .init(
                        "Dans Claude Code",
                        "Lancez ceci dans un terminal, puis tapez /mcp dans Claude Code pour vous connecter.",
                        code: .claudeLogin),
                    .init(
                        "Dans Claude Code, sur une machine sans navigateur",
                        "Créez une clé, et mettez-la à la place de fta_….", code: .claudeKey,
                        link: .key(ConnectGuide.assistantScopes)),
                ]
            case .n8n:
                [
                    .init(
                        "Créez une clé",
                        "Sans plus de portées que le workflow n’en a besoin. Copiez-la\u{A0}: elle n’est affichée qu’une fois.",
                        link: .key(ConnectGuide.assistantScopes)),
                    .init(
                        "Gardez-la dans un identifiant",
                        "Dans n8n, créez un identifiant de type Header Auth\u{A0}: le nom est Authorization, la valeur est Bearer, une espace, et la clé.",
                        code: .key),
                    .init(
                        "Appelez l’API",
                        "Ajoutez un nœud HTTP Request, choisissez Generic Credential Type, Header Auth et votre identifiant, et collez l’adresse. La page d’une nouvelle clé contient un nœud prêt à coller.",
                        code: .customers),
                    .init(
                        "Donnez les outils à un agent",
                        "Ajoutez un nœud MCP Client Tool à l’AI Agent\u{A0}: collez l’adresse comme endpoint, choisissez HTTP Streamable, Bearer Auth et la clé.",
                        code: .mcp),
                ]
            case .zapier:
                [
                    .init(
                        "Créez une clé",
                        "Sans plus de portées que le Zap n’en a besoin. Copiez-la\u{A0}: elle n’est affichée qu’une fois.",
                        link: .key(ConnectGuide.assistantScopes)),
                    .init(
                        "Ajoutez l’étape",
                        "Dans le Zap, ajoutez l’action Webhooks by Zapier, avec l’événement Custom Request."),
                    .init(
                        "Dites où aller",
                        "Choisissez la méthode GET pour lire, ou POST pour ajouter, et collez l’adresse.",
                        code: .customers),
                    .init(
                        "Montrez la clé",
                        "Dans Headers, le nom est Authorization\u{A0}; la valeur est Bearer, une espace, et la clé.",
                        code: .key),
                ]
            case .other:
                [
                    .init(
                        "Un assistant qui parle MCP",
                        "Collez l’adresse, avec HTTP (Streamable HTTP) comme transport. Choisissez OAuth si le programme le connaît\u{A0}: il trouve le reste lui-même. Sinon, montrez une clé.",
                        code: .mcp),
                    .init(
                        "Un programme avec OAuth 2.1",
                        "Ajoutez une application, et collez son client id, son secret et ces points d’accès. PKCE avec S256 est obligatoire.",
                        code: .oauth, link: .application),
                    .init(
                        "OAuth qui trouve tout lui-même", "Ce document nomme tous les points d’accès et les portées.",
                        code: .discovery),
                    .init(
                        "Un programme avec une clé", "Créez une clé, et envoyez-la avec chaque appel.", code: .key,
                        link: .key(ConnectGuide.assistantScopes)),
                    .init("La description de l’API", "OpenAPI, pour les clients qui en sont tirés.", code: .schema),
                ]
            }
        },
        testHeading: "Tester la connexion",
        testText:
            "Ce serveur joue le rôle du client à sa propre adresse publique, en votre nom\u{A0}: il se connecte, demande quelque chose et efface ses traces. Cela prend au plus une demi-minute.",
        test: { "Tester la connexion\u{A0}: \($0)" },
        testAs: { client in
            switch client {
            case .chatgpt: "ChatGPT"
            case .claude: "Claude"
            case .generic: "un assistant"
            case .key: "un programme avec une clé"
            }
        },
        testing: "Test en cours…", testTitle: { "Test de la connexion comme \($0)" },
        testLead: "Chaque étape apparaît dès qu’elle se termine.", testNote: "Le test se lance avec un bouton.",
        step: { step in
            switch step {
            case .server: "L’adresse publique"
            case .health: "Le serveur et sa base de données"
            case .api: "L’API"
            case .challenge: "La demande de connexion"
            case .resourceMetadata: "Qui peut laisser entrer des clients"
            case .serverMetadata: "Comment ils entrent"
            case .identity: "Qui est le client"
            case .authorize: "La page de connexion"
            case .login: "Connexion et accord"
            case .code: "Le retour vers le client"
            case .token: "Les jetons"
            case .refresh: "De nouveaux jetons contre les anciens"
            case .userInfo: "Qui est la personne"
            case .era: "Le protocole"
            case .tools: "Les outils"
            }
        },
        outcome: { outcome in
            switch outcome {
            case .passed: "Réussie"
            case .failed: "Échouée"
            case .skipped: "Pas nécessaire"
            case .notReached: "Pas atteinte"
            }
        }, doubtful: "Réussie, mais…", expected: "Attendu\u{A0}:", found: "Trouvé\u{A0}:",
        notSo: "Ce n’est pas le cas.", forOperators: "Pour la personne qui exploite le serveur",
        notReached: { "Étapes pas atteintes, à cause d’un échec avant elles\u{A0}: \($0)." },
        toStep: "Ce qui y a été trouvé",
        advice: { step in
            guard let fault = step.faults.first(where: \.isStopping) else { return "" }
            return switch fault.id {
            case "answer":
                "Vérifiez que KIIK_PUBLIC_URL est l’adresse que tout le monde atteint, que son nom se résout, que son certificat est valide, et que ce serveur peut lui aussi l’atteindre."
            case "server", "keys":
                "Faites mener l’adresse publique (KIIK_PUBLIC_URL) à ce serveur\u{A0}: regardez le DNS et le proxy placé devant."
            case "health": "Regardez le journal du serveur\u{A0}: sa base de données ne répond pas."
            case "unauthorized", "challenge", "resource_metadata", "resource_metadata_document", "server_metadata",
                "path_form", "api":
                "Le proxy placé devant doit transmettre tous les chemins, toutes les méthodes et les en-têtes Authorization et WWW-Authenticate, sans les changer et sans page à lui."
            case "resource", "issuer", "iss", "authorization_servers", "endpoints":
                "Réglez KIIK_PUBLIC_URL exactement sur l’adresse que les clients utilisent, sans barre oblique à la fin."
            case "login_page":
                "Laissez ce serveur atteindre l’adresse du client lui-même (https, port 443)\u{A0}: il y lit qui est le client. Voyez KIIK_FETCH_ALLOWED."
            case "login":
                "Connectez-vous à nouveau, avec votre second facteur si vous en avez un, et recommencez le test. Un proxy doit transmettre les cookies."
            case "consent":
                "Recommencez le test avec quelqu’un dont le rôle permet ce que le client demande."
            case "code":
                "Votre rôle ne permet rien de ce que le client demande, ou l’accord n’a pas été reçu."
            case "state", "token", "token_type", "refresh":
                "Le proxy placé devant doit laisser tels quels les contenus et les adresses, et ne rien répondre depuis un cache."
            case "token_taken": "Le proxy placé devant doit transmettre l’en-tête Authorization."
            default:
                "Gardez la réponse telle que le serveur la donne\u{A0}: regardez le proxy placé devant, puis le journal du serveur."
            }
        },
        good: { "Aucun obstacle pour \($0)." },
        goodHere: {
            "Rien dans ces étapes n’arrête\u{A0}: \($0). Mais la connexion n’est pas encore possible\u{A0}: les services d’Internet n’atteignent pas l’adresse de ce serveur."
        }, bad: { "La connexion échouerait à cette étape\u{A0}: \($0)." },
        again: "Tester à nouveau", back: "Retour aux étapes",
        conflict: "Un de vos tests est encore en cours. Attendez sa fin.",
        tooMany: "Vous avez lancé beaucoup de tests en peu de temps. Patientez quelques minutes.",
        broken: "Le test n’a pas pu se terminer. Réessayez\u{A0}; le journal du serveur dit ce qui s’est passé.")
}

// MARK: Clients

extension Texts.Clients {
    static let french = Texts.Clients(
        connectedTitle: "Applications connectées",
        connectedLead:
            "Ce que des applications peuvent faire en votre nom. Retirez ce qui n’est plus utile\u{A0}: l’effet est immédiat.",
        own: "Vos applications", noneOwn: "Vous n’avez connecté aucune application dans cette entreprise.",
        howToConnect: "Connecter une application",
        elsewhere: "Ce que vous permettez à des applications dans d’autres entreprises",
        ofBusiness: "Toutes les applications de l’entreprise",
        noneOfBusiness: "Personne dans l’entreprise n’a connecté d’application.", noneFound: "Rien ne correspond.",
        app: "Application", person: "Personne", may: "Peut faire", limitedTo: "Limitée à",
        everything: "Aucune limite\u{A0}: elle voit ce que voit la personne",
        some: { customers, projects in
            [
                customers == 0 ? nil : customers == 1 ? "1 client" : "\(customers) clients",
                projects == 0 ? nil : projects == 1 ? "1 projet" : "\(projects) projets",
            ].compactMap(\.self).joined(separator: ", ")
        },
        since: "Depuis", lastUsed: "Dernière utilisation", leadsTo: "Ramène à", unverified: "Non vérifiée",
        disabled: "Désactivée", connectionTitle: { "\($0)" }, withdraw: "Retirer l’accès",
        withdrawTitle: { "Retirer l’accès de \($0)\u{A0}?" },
        withdrawOwn:
            "Dès la prochaine requête, elle ne peut plus rien faire en votre nom. Ce qu’elle a fait reste. Vous pourrez la connecter à nouveau quand vous voudrez.",
        withdrawOf: {
            "Dès la prochaine requête, elle ne peut plus rien faire au nom de \($0). Ce qu’elle a fait reste. La personne pourra la connecter à nouveau, sauf si l’application est désactivée."
        },
        title: "Applications OAuth",
        lead:
            "Des programmes que vous avez enregistrés vous-même\u{A0}: les personnes se connectent ici et leur permettent d’agir en leur nom. ChatGPT et Claude n’en ont pas besoin.",
        add: "Ajouter une application", adding: "Ajout…", none: "Vous n’avez enregistré aucune application.",
        clientType: "Type de client", confidential: "Confidentiel",
        confidentialHint: "Il fonctionne sur un serveur et peut garder un secret.", publicType: "Public",
        publicHint:
            "Il fonctionne sur la machine ou dans le navigateur des personnes\u{A0}: il ne reçoit pas de secret.",
        grantType: "Type d’autorisation", authorizationCode: "Code d’autorisation",
        authorizationCodeHint: "Une personne se connecte ici et dit ce que le programme peut faire.",
        clientCredentials: "Identifiants du client",
        clientCredentialsHint:
            "Le programme agit pour lui-même, et personne ne se connecte. Il doit être confidentiel.",
        nameHint:
            "Tel que les personnes le voient quand un accès leur est demandé, par exemple «\u{A0}Intégration ChatGPT\u{A0}».",
        redirectURIs: "URI de redirection",
        redirectHint: "Où les personnes sont ramenées, une par ligne\u{A0}: https://app.example/callback",
        redirectCount: "Indiquez de 1 à 20 URI de redirection.", redirectGood: "Cette adresse convient.",
        redirectNative: "Cette adresse convient. Elle mène à un programme sur la machine de la personne.",
        redirectFault: { fault in
            switch fault {
            case .length: "Elle doit avoir de 1 à 2000 caractères."
            case .form: "Elle doit être complète, comme https://app.example/callback, en ASCII simple."
            case .fragment: "Elle ne peut pas avoir de fragment (#)."
            case .scheme: "Elle doit commencer par https://, ou par le schéma propre à l’application."
            case .userInfo: "Elle ne peut contenir ni utilisateur ni mot de passe."
            case .insecure:
                "Elle doit commencer par https://. http:// n’est admis que pour 127.0.0.1, [::1] et localhost."
            }
        },
        scopes: "Portées",
        scopesHint:
            "Le plus qu’elle puisse demander. Ne cochez rien, et elle peut demander ce que toute application peut demander.",
        ordinaryScopes: "Ce que toute application peut demander",
        beyondYou: "Vous ne pouvez pas lui permettre de faire seule ce que vous ne pouvez pas faire vous-même.",
        needsApproval: "Approbation nécessaire",
        needsApprovalHint: "Ce qu’elle écrit doit d’abord être montré, puis approuvé tel quel.", active: "Active",
        clientID: "Client ID", clientSecret: "Client Secret", authorizationURL: "URL d’autorisation",
        tokenURL: "URL des jetons", pkce: "PKCE est obligatoire, avec la méthode S256.",
        secretTitle: "Votre application",
        secretOnce: "Copiez le secret maintenant et conservez-le en lieu sûr. Il n’est affiché que cette fois.",
        noSecret: "Elle est publique\u{A0}: elle n’a pas de secret.", doneCopying: "Je l’ai copié",
        paste: "Ce qu’il faut coller dans le programme", editTitle: { "Modifier \($0)" },
        rotate: "Créer un nouveau secret", rotateTitle: { "Créer un nouveau secret pour \($0)\u{A0}?" },
        rotateText:
            "L’ancien secret cesse aussitôt de fonctionner\u{A0}: tant que le programme n’a pas le nouveau, il ne reçoit plus de jetons. Ceux qu’il possède fonctionnent encore.",
        disable: "Désactiver", disableTitle: { "Désactiver \($0)\u{A0}?" },
        disableText:
            "Dès la prochaine requête, aucun de ses jetons ne fonctionne, quelle que soit la personne qui l’a connectée, et personne ne peut la connecter. Vous pourrez la réactiver.",
        enable: "Réactiver", enableTitle: { "Réactiver \($0)\u{A0}?" },
        enableText: "On peut à nouveau la connecter, et ce qui lui avait été permis l’est à nouveau.",
        connections: "Qui l’a connectée")
}

// MARK: Setup

extension Texts.Setup {
    static let french = Texts.Setup(
        title: "Configurer kiik",
        lead: "Créez le premier compte. Cela prend une minute, et ce lien ne fonctionne qu’une fois.",
        place: "Quelle entreprise\u{A0}?", existing: { "\($0), qui existe déjà et n’a encore aucun membre" },
        another: "Une nouvelle", business: "L’entreprise", name: "Nom de l’entreprise", subdomain: "Nom court",
        subdomainHint: "Lettres minuscules, chiffres et traits d’union, par exemple acme.", currency: "Devise",
        currencyHint: "Trois lettres, par exemple EUR ou USD. Elle ne change plus ensuite.",
        timeZone: "Fuseau horaire",
        timeZoneHint: "Par exemple Europe/Paris. Il ne change plus ensuite.", owner: "Vous", ownerName: "Votre nom",
        begin: "Commencer",
        deadLink: Texts.Notice(
            title: "Ce lien ne fonctionne pas",
            text:
                "Il ne fonctionne pas, ou plus. Tant que personne n’a de compte, chaque démarrage de kiikd en affiche un nouveau."
        ), noneLeft: "Cette entreprise a déjà un membre. Créez-en une nouvelle.")
}
