import AuthCore
import Domain

/// Settings → API & ChatGPT: keys, from their making to their end.
enum KeyPages {
    static let endpoints: [Endpoint] = [
        // Whoever may not see keys begins at the first tab that is theirs.
        .page("/settings/", "Shows the keys.") { visit in
            guard visit.may(.of(.read, .keys)) else { return visit.seeOther(SettingsTab.connect.address) }
            return try await KeyList.show(visit)
        },
        .page("/admin/keys/", "Shows the keys, to choose several.", needs: .of(.read, .keys)) {
            try await KeyList.show($0, isAdmin: true)
        },
        .form("/admin/keys/", "Asks about the chosen keys, then revokes or activates them.", needs: .of(.update, .keys))
        {
            try await $1.isTicked("confirmed") ? KeyBulk.act($0, $1) : KeyBulk.ask($0, $1)
        },
        .page("/keys/new/", "Asks for a new key.", needs: .of(.create, .keys)) { try await KeyEditing.new($0) },
        .form("/keys/new/", "Makes a key and shows its secret once.", needs: .of(.create, .keys)) {
            try await KeyEditing.create($0, $1)
        },
        .page("/keys/{id}/", "Shows a key.", needs: .of(.read, .keys)) { try await KeyDetail.show($0) },
        .page("/keys/{id}/edit/", "Asks for a key's changes.", needs: .of(.update, .keys)) {
            try await KeyEditing.edit($0)
        },
        .form("/keys/{id}/edit/", "Changes a key.", needs: .of(.update, .keys)) { try await KeyEditing.update($0, $1) },
        .page("/keys/{id}/rotate/", "Asks how to rotate a key.", needs: .of(.update, .keys)) {
            try await KeyEnding.askToRotate($0)
        },
        .form("/keys/{id}/rotate/", "Rotates a key and shows its secret once.", needs: .of(.update, .keys)) {
            try await KeyEnding.rotate($0, $1)
        },
        .page("/keys/{id}/revoke/", "Asks whether to revoke a key.", needs: .of(.update, .keys)) {
            try await KeyEnding.askToRevoke($0)
        },
        .form("/keys/{id}/revoke/", "Revokes a key.", needs: .of(.update, .keys)) { visit, _ in
            try await visit.run(KeyManagement.revoke, Update(id: visit.id, fields: ()))
            return visit.seeOther("/keys/\(visit.id)/", done: .revoked)
        },
        .page("/keys/{id}/activate/", "Asks whether to activate a key.", needs: .of(.update, .keys)) {
            try await KeyEnding.askToActivate($0)
        },
        .form("/keys/{id}/activate/", "Activates a key.", needs: .of(.update, .keys)) { visit, _ in
            try await visit.run(KeyManagement.activate, Update(id: visit.id, fields: ()))
            return visit.seeOther("/keys/\(visit.id)/", done: .activated)
        },
    ]

    /// One key of the caller's tenant.
    static func find(_ visit: ConsoleVisit) async throws -> APIKeyListing {
        guard let found = try await visit.services.store.keyListings.find(visit.id, in: visit.principal.tenant) else {
            throw Problem.notFound(.keys, id: String(visit.id))
        }
        return found
    }

    static func badge(_ listing: APIKeyListing, _ words: Texts.Keys) -> Badge {
        switch listing.status {
        case .active: Badge(words.status(.active), .good)
        case .expired: Badge(words.status(.expired), .warning)
        case .revoked: Badge(words.status(.revoked), .bad)
        }
    }

    /// When it ends; nil: never. It was given as a day, where it is the first moment of the next.
    static func end(of key: APIKey, _ visit: ConsoleVisit) -> (day: String, hint: String?)? {
        guard let end = key.expiresAt else { return nil }
        let (zone, formats) = (visit.principal.zone, visit.formats)
        let last = zone.day(at: end.adding(seconds: -1))
        guard zone.end(of: last) == end else { return (formats.moment(end), nil) }
        return (formats.day(last), visit.texts.keys.endOfDay)
    }

    /// The name that a person gave it, and what tells it from others of that name.
    static func name(of listing: APIKeyListing) -> String {
        "\(ForeignText(listing.key.name).text) (\(listing.key.prefix))"
    }

    static func trail(_ visit: ConsoleVisit, to listing: APIKeyListing? = nil) -> [PageLink] {
        [PageLink(visit.texts.keys.settings, "/settings/")]
            + (listing.map { [PageLink(ForeignText($0.key.name).text, "/keys/\($0.id)/")] } ?? [])
    }
}
