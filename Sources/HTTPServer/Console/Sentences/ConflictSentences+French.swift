extension Sentences {
    /// Why something does not go now, or was left as it is.
    static let conflicts: [String: String] = [
        // Others were there first.
        "The row was changed meanwhile.": "L’élément a été modifié entre-temps.",
        "The row is being changed by others. Try again.": "D’autres modifient cet élément en ce moment. Réessayez.",
        "This is being changed by others. Try again.": "D’autres modifient ceci en ce moment. Réessayez.",
        "The client is being changed by others. Try again.":
            "D’autres modifient cette application en ce moment. Réessayez.",
        "This consent is being changed. Try again.": "Cet accord est en cours de modification. Réessayez.",
        "It was changed meanwhile, and cannot be changed any more.":
            "Cet élément a été modifié entre-temps, et ne peut plus l’être.",
        "It was changed meanwhile: this cannot be done with it any more.":
            "Cet élément a été modifié entre-temps\u{A0}: ceci n’est plus possible.",
        "This is not what was approved: the request, or what it depends on, is another now. Make a new dry run.":
            "Ce n’est pas ce qui a été approuvé\u{A0}: la demande, ou ce dont elle dépend, a changé. Refaites un essai.",
        "This form was sent already, and was done. Send it again if you want it once more.":
            "Ce formulaire a déjà été envoyé, et c’est fait. Envoyez-le de nouveau si vous le voulez une fois de plus.",
        "A test of yours is still running. Wait for its end.": "Un de vos tests est encore en cours. Attendez sa fin.",
        "{} is a built-in role: every business has it.": "{} est un rôle intégré\u{A0}: toute entreprise l’a.",
        "A role that members, invitations or keys have is not deleted. Give them another one first.":
            "Un rôle que des membres, des invitations ou des clés ont ne peut pas être supprimé. Donnez-leur d’abord un autre rôle.",
        "The key's role was deleted. Give the key another one first.":
            "Le rôle de la clé a été supprimé. Donnez d’abord un autre rôle à la clé.",
        // The business's data.
        "{} that is {} cannot become {}.": "{}, à l’état «\u{A0}{}\u{A0}», ne peut pas passer à «\u{A0}{}\u{A0}».",
        "{} that is {} cannot become {}; it can become: {}.":
            "{}, à l’état «\u{A0}{}\u{A0}», ne peut pas passer à «\u{A0}{}\u{A0}». États possibles\u{A0}: {}.",
        "An invoice that is {} keeps what it was issued with: {}.":
            "Une facture à l’état «\u{A0}{}\u{A0}» garde ce avec quoi elle a été émise\u{A0}: {}.",
        "An invoice that is {} keeps what it was issued with.":
            "Une facture à l’état «\u{A0}{}\u{A0}» garde ce avec quoi elle a été émise.",
        "An invoice that is {} cannot be credited.{}":
            "Une facture à l’état «\u{A0}{}\u{A0}» ne peut pas être annulée par un avoir.{}",
        "A draft is cancelled by changing its status.": "Un brouillon s’annule en changeant son état.",
        "An estimate that is {} keeps what it offered: {}.":
            "Un devis à l’état «\u{A0}{}\u{A0}» garde ce qu’il propose\u{A0}: {}.",
        "An estimate that is {} keeps what it offered.": "Un devis à l’état «\u{A0}{}\u{A0}» garde ce qu’il propose.",
        "An estimate that is {} cannot be put away.":
            "Un devis à l’état «\u{A0}{}\u{A0}» ne peut pas être mis de côté.",
        "The estimate is accepted already.": "Le devis est déjà accepté.",
        "The estimate belongs to a project already.": "Le devis fait déjà partie d’un projet.",
        "Neither the project nor the tenant has a daily rate.":
            "Ni le projet ni votre entreprise n’ont de tarif journalier.",
        "Neither the project nor the tenant has a daily rate. Set one, or give an amount.":
            "Ni le projet ni votre entreprise n’ont de tarif journalier. Indiquez-en un, ou donnez un montant.",
        "The sum of these amounts is larger than what can be kept.":
            "La somme de ces montants dépasse ce qui peut être enregistré.",
        "An activity report that was submitted is locked.": "Un compte rendu d’activité remis est verrouillé.",
        "An activity report that is {} cannot be put away.":
            "Un compte rendu d’activité à l’état «\u{A0}{}\u{A0}» ne peut pas être mis de côté.",
        "Only an activity report that was submitted can be invoiced.":
            "Seul un compte rendu d’activité remis peut être facturé.",
        "Invoice {} asks for these days already.": "La facture n°\u{A0}{} porte déjà sur ces jours.",
        "There are no days to invoice.": "Il n’y a aucun jour à facturer.",
        "This document was rejected. Upload it again to import it.":
            "Ce document a été refusé. Déposez-le à nouveau pour l’importer.",
        "This document was approved; its customer is there.": "Ce document a été approuvé\u{A0}; son client existe.",
        "This document was approved for another customer.": "Ce document a été approuvé pour un autre client.",
        "There is a customer with this email or tax number already: {}. Send customer_id to connect the document with one of them, or reject it.":
            "Un client a déjà cette adresse e-mail ou ce numéro de TVA\u{A0}: n°\u{A0}{}. Choisissez-le comme client du document, ou refusez le document.",
        // Keys and apps.
        "Revoking a key of this family is final. Create a new one.":
            "La révocation d’une clé de ce type est définitive. Créez-en une nouvelle.",
        "This key expired. Create a new one, or rotate it.":
            "Cette clé a expiré. Créez-en une nouvelle, ou renouvelez-la.",
        "Only an active key can be rotated; this one is {}.":
            "Seule une clé active peut être renouvelée\u{A0}; l’état de celle-ci est «\u{A0}{}\u{A0}».",
        "This key was rotated already; its successor is #{}, {}….":
            "Cette clé a déjà été renouvelée\u{A0}; celle qui la remplace est la n°\u{A0}{}, {}….",
        "This app has no secret.": "Cette application n’a pas de secret.",
        "This app says itself how it is called and where its answers go.":
            "Cette application dit elle-même comment elle s’appelle et où vont ses réponses.",
        // People and roles.
        "This is the last owner. Make somebody else an owner first.":
            "C’est le dernier propriétaire. Nommez d’abord quelqu’un d’autre propriétaire.",
        "{} is a built-in role and stays as it is. Create a role of your own.":
            "«\u{A0}{}\u{A0}» est un rôle intégré et reste tel quel. Créez plutôt votre propre rôle.",
        "This is a test environment; nobody logs in there.":
            "Ce sont des données de test\u{A0}: personne ne s’y connecte.",
        "This is a test environment. Users, roles and settings are changed in the live tenant.":
            "Ce sont des données de test. Les utilisateurs, les rôles et les paramètres se modifient avec les données réelles.",
        "Another company invited this person, and only that one can do so again.":
            "Une autre entreprise a invité cette personne\u{A0}: elle seule peut le refaire.",
        "This person is locked out.": "Cette personne est bloquée.",
        "This person has chosen a password already.": "Cette personne a déjà choisi un mot de passe.",
        "You have no second factor. Set one up at /api/v1/auth/totp/enroll first.":
            "Vous n’avez pas de second facteur. Configurez-en d’abord un dans votre profil.",
        "There is a second factor already. Take it away first.": "Il y a déjà un second facteur. Retirez-le d’abord.",
        "There is nothing to confirm. Enroll first.": "Il n’y a rien à confirmer. Recommencez la configuration.",
        "There is no single tenant without people any more. Make a new one.":
            "Il n’y a plus une seule entreprise sans personne. Créez-en une nouvelle.",
        // Taking back.
        "There are more than {} events. Choose shorter periods, the latest first.":
            "Il y a plus de {} actes. Choisissez des périodes plus courtes, en commençant par la plus récente.",
        "A number that was issued stays.": "Un numéro attribué reste.",
        "A credit note that was issued stays.": "Un avoir émis reste.",
        "An invoice that was sent is no draft again: take it back by a credit note.":
            "Une facture envoyée ne redevient pas un brouillon\u{A0}: annulez-la par un avoir.",
        "The invoice was taken back by a credit note, whose number stays.":
            "La facture a été annulée par un avoir, dont le numéro reste.",
        "The invoice is paid.": "La facture est payée.",
        "The invoice is cancelled already.": "La facture est déjà annulée.",
        "An estimate that was sent is no draft again.": "Un devis envoyé ne redevient pas un brouillon.",
        "A document that was decided stays so; its customer is taken back by itself.":
            "Un document traité le reste\u{A0}; son client est annulé à part.",
        "The document is {}.": "L’état du document est «\u{A0}{}\u{A0}».",
        "A device cannot be put away.": "Un appareil ne peut pas être mis de côté.",
        "Changes of {} are not taken back.": "De telles modifications ne sont pas annulées.",
        "There is nothing with id {} among {}.": "L’élément n°\u{A0}{} n’existe pas.",
        "It needs {}.": "Il faut l’autorisation {}.",
        "It could not be done: {}. The log has the detail.":
            "Cela n’a pas été possible. Le journal du serveur dit pourquoi.",
    ]

    /// What is put into sentences: states, fields, kinds of value. None is a sentence, so none stands alone.
    static let words: [String: String] = [
        "active": "active", "revoked": "révoquée", "expired": "expiré", "draft": "brouillon", "sent": "envoyé",
        "paid": "payé", "overdue": "en retard", "cancelled": "annulé", "accepted": "accepté", "refused": "refusé",
        "submitted": "remis", "pending": "à décider", "approved": "approuvé", "rejected": "refusé",
        "intake": "reçue", "in_progress": "en cours", "waiting": "en attente", "ready": "prête", "done": "terminé",
        "todo": "à faire", "completed": "terminé", "planned": "prévu", "inactive": "inactif",
        "An invoice": "Une facture", "An estimate": "Un devis", "An activity report": "Un compte rendu d’activité",
        "A work item": "Une demande", "A task": "Une tâche", "A project": "Un projet",
        "customer_id": "client", "project_id": "projet", "amount": "total", "description": "description",
        "lines": "lignes", "due_days": "délai de paiement", "valid_days": "durée de validité",
        "a string": "un texte", "a number": "un nombre", "an array": "une liste", "an object": "un objet",
        "true": "oui", "false": "non", "null": "rien", "a boolean": "oui ou non",
    ]
}
