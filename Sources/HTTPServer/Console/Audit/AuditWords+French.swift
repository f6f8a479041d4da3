import Domain

extension AuditWords {
    static let french = AuditWords(
        name: { resource in
            let words = one(resource).split(separator: " ").dropFirst().joined(separator: " ")
            return words.prefix(1).uppercased() + words.dropFirst()
        },
        one: { one($0) },
        counted: { counted($0, $1) },
        retired: { resource, count in
            let isOne = count <= 1
            let rows = counted(resource, count)
            return switch resource {
            case .customers: "\(rows) \(isOne ? "devient inactif" : "deviennent inactifs")"
            case .projects: "\(rows) \(isOne ? "est annulé" : "sont annulés")"
            case .invoices:
                isOne ? "\(count) facture brouillon est annulée" : "\(count) factures brouillons sont annulées"
            case .estimates: "\(rows) \(isOne ? "expire" : "expirent")"
            case .cra: "\(rows) \(isOne ? "perd ses jours" : "perdent leurs jours")"
            case .documents: "\(rows) \(isOne ? "est refusé" : "sont refusés")"
            default: "\(rows) \(isOne ? "est annulée" : "sont annulées")"
            }
        }, anything: "un élément",
        verbs: [
            "create": { "Ajout d’\($0)" }, "update": { "Modification d’\($0)" },
            "replace": { "Remplacement d’\($0)" }, "remove": { "Suppression d’\($0)" },
            "delete": { "Suppression d’\($0)" },
            "revoke": { "Révocation d’\($0)" }, "activate": { "Activation d’\($0)" },
            "disable": { "Désactivation d’\($0)" }, "withdraw": { "Retrait d’\($0)" },
            "approve": { "Approbation d’\($0)" }, "reject": { "Refus d’\($0)" },
        ],
        acts: [
            "apps.authorize": "Autorisation d’une application",
            "apps.discover": "Découverte d’une application par son adresse",
            "apps.register": "Enregistrement d’une application",
            "apps.rotate_secret": "Nouveau secret pour une application",
            "apps.withdraw": "Retrait de l’accès d’une application", "audit.export": "Export du journal d’audit",
            "auth.refused": "Refus d’un identifiant", "cra.invoice": "Facturation d’un compte rendu d’activité",
            "documents.import": "Création d’un client à partir d’un document",
            "documents.import_customer": "Création d’un client à partir d’un document",
            "documents.upload": "Dépôt d’un document", "estimates.accept": "Acceptation d’un devis",
            "invoices.credit": "Annulation d’une facture par un avoir", "keys.import": "Import de clés API",
            "keys.rotate": "Nouveau secret pour une clé API",
            "keys.warn": "Envoi d’un avertissement sur une clé API",
            "people.erase": "Effacement des données d’une personne",
            "second_factors.confirm": "Activation d’un second facteur",
            "second_factors.enroll": "Ajout d’un second facteur",
            "second_factors.remove": "Désactivation d’un second facteur", "sessions.create": "Connexion",
            "sessions.end": "Fin d’une session",
            "sessions.reuse": "Fin d’une session dont le jeton a servi deux fois",
            "sessions.step_up": "Nouvelle présentation du second facteur",
            "sessions.switch": "Passage à une autre entreprise", "tenants.setup": "Mise en place de l’entreprise",
            "users.change_email": "Demande d’un lien pour une autre adresse", "users.rename": "Changement de nom",
            "users.add": "Accès donné à une personne", "users.change_password": "Changement de mot de passe",
            "users.confirm_email": "Confirmation d’une adresse e-mail",
            "users.forgot_password": "Demande d’un lien pour un nouveau mot de passe",
            "users.invite": "Invitation d’une personne", "users.lock": "Blocage d’une personne",
            "users.set_password": "Choix d’un mot de passe",
            "users.verify_email": "Demande d’un lien pour confirmer une adresse",
        ],
        actsOnRow: [
            "audit.undo": { "Annulation d’une modification d’\($0)" },
            "audit.erase": { "Effacement dans le journal d’audit de ce qui concerne \($0)" },
        ],
        fields: [
            "address": "Adresse", "allowlist": "Adresses autorisées", "amount": "Montant", "approval": "Approbation",
            "assigned_to": "Responsable", "auth_methods": "Authentification", "brand": "Marque",
            "builtin": "Intégré", "client_id": "Identifiant de l’application", "client_uri": "Site web",
            "company": "Société",
            "confirmed_at": "Confirmé le", "count": "Nombre", "cra": "Compte rendu d’activité",
            "created_by": "Créé par", "creator": "Créé par", "currency": "Devise",
            "customer_id": "Client", "customer_ids": "Clients", "daily_rate": "Tarif journalier", "date": "Date",
            "days": "Jours", "description": "Description", "device_id": "Appareil", "digest": "Empreinte",
            "disabled_at": "Désactivé le",
            "due_date": "Échéance", "email": "E-mail", "email_verified_at": "Adresse confirmée le",
            "end_date": "Fin", "end_reason": "Motif de fin", "ended_at": "Fin le", "expires_at": "Expire le",
            "factor_at": "Second facteur montré le", "family": "Type de clé", "fault": "Motif du refus",
            "filename": "Nom du fichier", "grant_types": "Types d’accès",
            "has_made_customer": "A créé un client", "intake_method": "Mode de réception",
            "integration_id": "Intégration", "invoice_id": "Facture", "ip": "Adresse IP", "is_deleted": "Supprimé",
            "is_confidential": "Garde un secret", "is_owner": "Propriétaire", "is_verified": "Vérifiée",
            "issue_date": "Date d’émission",
            "jwks": "Clés publiques", "jwks_uri": "Adresse des clés publiques", "kind": "Type",
            "last_login_at": "Dernière connexion", "last_used_at": "Dernière utilisation",
            "last_used_ip": "Dernière adresse", "legal_name": "Raison sociale", "lines": "Lignes",
            "locked_at": "Bloqué le",
            "media_type": "Type de fichier", "method": "Méthode", "model": "Modèle", "month": "Mois", "name": "Nom",
            "needs_approval": "Demande une approbation", "notes": "Notes", "number": "Numéro",
            "occasion": "Motif", "origin": "Origine", "password_changed_at": "Mot de passe changé le",
            "payment_details": "Paiement", "permissions": "Permissions", "phone": "Téléphone", "prefix": "Commence par",
            "priority": "Priorité",
            "project_id": "Projet", "project_ids": "Projets", "purpose": "But", "quantity": "Quantité",
            "rate_limit": "Limite de débit", "reason": "Motif", "recipient": "Destinataire",
            "redirect_uris": "URI de redirection", "registration_number": "Immatriculation",
            "responsible": "Responsable", "revoked_at": "Révoqué le",
            "role_id": "Rôle", "rotated_from": "Remplace", "row": "Élément", "scopes": "Portées",
            "sealed": "Secret scellé", "secret_digest": "Empreinte du secret", "serial_number": "Numéro de série",
            "session_idle": "Inactivité d’une session, en secondes", "session_life": "Durée d’une session, en secondes",
            "size": "Taille",
            "start_date": "Début", "status": "État", "step_up": "Second facteur redemandé",
            "step_up_age": "Validité d’un code, en secondes", "tax": "TVA",
            "tax_number": "Numéro de TVA", "tax_rate": "Taux de TVA", "title": "Titre", "type": "Type",
            "unit": "Unité", "unit_price": "Prix unitaire", "used_at": "Utilisé le", "user_agent": "Navigateur",
            "user_id": "Personne", "valid_until": "Valable jusqu’au", "website": "Site web", "work_item_id": "Demande",
            "worker": "Intervenant",
        ],
        values: [
            "accepted": "accepté", "active": "actif", "address": "adresse", "approved": "approuvé",
            "assistants": "par les assistants", "audience": "pour un autre service", "cancelled": "annulé",
            "code reused": "code réutilisé",
            "completed": "terminé", "done": "terminé", "draft": "brouillon", "email": "e-mail",
            "email_change": "changement d’adresse", "email_change_asked": "changement d’adresse demandé",
            "email_changed": "adresse changée", "email_verification": "confirmation d’une adresse", "expired": "expiré",
            "expiring_key": "clé qui expire", "high": "haute",
            "in_progress": "en cours", "inactive": "inactif", "intake": "réception",
            "invitation": "invitation", "kiik": "personnelle", "logout": "déconnexion", "low": "basse",
            "mail_in": "courrier", "malformed": "mal formé",
            "medium": "moyenne", "membership": "accès donné", "missing": "absent", "new_device": "nouvel appareil",
            "none": "aucune", "other": "autre", "overdue": "en retard", "paid": "payé",
            "password_changed": "mot de passe changé", "password_reset": "nouveau mot de passe",
            "pending": "en attente",
            "phone": "téléphone", "pickup": "enlèvement", "planned": "prévu", "prospect": "prospect",
            "ready": "prêt", "refresh token reused": "jeton réutilisé", "refused": "refusé", "rejected": "refusé",
            "reuse": "jeton réutilisé",
            "revoked": "révoqué", "sent": "envoyé", "service": "service",
            "submitted": "remis", "switched": "passage ailleurs", "todo": "à faire", "unknown": "inconnu",
            "urgent": "urgente", "waiting": "en attente",
            "walkin": "sur place", "web": "web",
        ])

    private static func counted(_ resource: Resource, _ count: Int) -> String {
        let noun = one(resource).split(separator: " ").dropFirst().joined(separator: " ")
        return "\(count) \(count > 1 ? many(noun) : noun)"
    }

    /// The noun that comes first has its plural, and an adjective beside it.
    private static func many(_ noun: String) -> String {
        var words = noun.split(separator: " ").map(String.init)
        let isPair = noun.hasPrefix("compte rendu") || noun.hasPrefix("second ")
        for place in words.indices.prefix(isPair ? 2 : 1) where !words[place].hasSuffix("s") { words[place] += "s" }
        return words.joined(separator: " ")
    }

    private static func one(_ resource: Resource) -> String {
        switch resource {
        case .customers: "un client"
        case .projects: "un projet"
        case .invoices: "une facture"
        case .estimates: "un devis"
        case .cra: "un compte rendu d’activité"
        case .documents: "un document"
        case .context: "une vue d’ensemble"
        case .workItems: "une demande"
        case .tasks: "une tâche"
        case .devices: "un appareil"
        case .tenants: "une entreprise"
        case .users: "une personne"
        case .roles: "un rôle"
        case .keys: "une clé API"
        case .apps: "une application"
        case .webhooks: "un webhook"
        case .integrations: "une intégration"
        case .usage: "un relevé d’utilisation"
        case .audit: "une entrée du journal d’audit"
        case .creditNotes: "un avoir"
        case .memberships: "une appartenance"
        case .sessions: "une session"
        case .secondFactors: "un second facteur"
        case .links: "un lien"
        case .messages: "un message"
        case .grants: "un accès d’application"
        }
    }
}
