import AuthCore
import Domain
import HTTPTypes

/// Making a key and changing one.
enum KeyEditing {
    static func new(_ visit: ConsoleVisit) async throws -> Answer {
        var typed = Typed()
        // A guide's link ticks what is needed, of what the visitor could tick.
        let named = (visit.query["scopes"] ?? "").split(separator: ",").map(String.init)
        typed.scopes =
            ScopeChoices.preset(visit, among: ScopeChoices.ofNewKeys)
            ?? ScopeChoices.offered(to: visit).filter(named.contains)
        return try visit.answer(try await page(visit, typed))
    }

    static func create(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        var faults: [Fault] = []
        let typed = Typed(form)
        var fields = typed.fields(&faults)
        fields.family = typed.family
        fields.customerIDs = typed.customers.compactMap { Typed.id($0, "customer_ids", &faults) }
        fields.projectIDs = typed.projects.compactMap { Typed.id($0, "project_ids", &faults) }
        do {
            if !faults.isEmpty { throw Problem.invalid(faults) }
            let made = try await visit.once(KeyManagement.create, fields, form, id: { $0.listing.id })
            return try KeySecret.answer(made, visit)
        } catch Problem.invalid(let faults) {
            return try visit.answer(try await page(visit, typed, faults, formID: form["form_id"]))
        } catch Problem.idempotencyMismatch {
            // It was sent before with something else in it, and made that: this one is another.
            var page = try await page(visit, typed, alert: visit.texts.data.sentAlready)
            page.status = .conflict
            return try visit.answer(page)
        }
    }

    static func edit(_ visit: ConsoleVisit) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        var typed = Typed(listing.key, visit.principal.zone)
        typed.scopes = ScopeChoices.preset(visit, among: ScopeChoices.ofKeys) ?? typed.scopes
        return try visit.answer(try await page(visit, typed, of: listing, version: listing.version))
    }

    static func update(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        var faults: [Fault] = []
        let typed = Typed(form)
        var fields = typed.fields(&faults)
        // A day says less than the moment that is kept: what was not changed stays as exact as it is.
        if typed.expiry == Typed(listing.key, visit.principal.zone).expiry { fields.expiry = nil }
        do {
            if !faults.isEmpty { throw Problem.invalid(faults) }
            try await visit.run(
                KeyManagement.update.unlessChanged(since: form.version), Update(id: visit.id, fields: fields))
            return visit.seeOther("/keys/\(visit.id)/", done: .saved)
        } catch Problem.invalid(let faults) {
            return try visit.answer(
                try await page(visit, typed, faults, of: listing, version: form.version))
        } catch is ChangedMeanwhile {
            let now = try await KeyPages.find(visit)
            let there = try await Self.form(visit, Typed(now.key, visit.principal.zone), of: now)
            let merge = try await visit.merge(form, into: there, of: now)
            var page = try await page(visit, Typed(merge.fields), of: now, merge, version: now.version)
            page.status = .conflict
            return try visit.answer(page)
        }
    }

    /// What stands in the form.
    private struct Typed {
        var name = ""
        var family = KeyManagement.Family.kiik
        var scopes: [String] = []
        var role = ""
        var integration = ""
        var expiry = ""
        var rateLimit = ""
        var allowlist = ""
        var customers: [String] = []
        var projects: [String] = []
        var notes = ""

        init() {}

        init(_ key: APIKey, _ zone: CalendarZone) {
            name = key.name
            scopes = key.scopes
            role = key.roleID.map(String.init) ?? ""
            integration = key.integrationID.map(String.init) ?? ""
            // The last moment of a day is the first of the next.
            expiry = key.expiresAt.map { zone.day(at: $0.adding(seconds: -1)).description } ?? ""
            rateLimit = key.rateLimit ?? ""
            allowlist = key.allowlist.joined(separator: "\n")
            notes = key.notes
        }

        init(_ form: SubmittedForm) {
            name = form["name"] ?? ""
            family = form["family"].flatMap(KeyManagement.Family.init) ?? .kiik
            scopes = form.all("scopes")
            role = form["role_id"] ?? ""
            integration = form["integration_id"] ?? ""
            expiry = form["expires_at"] ?? ""
            rateLimit = form["rate_limit"] ?? ""
            allowlist = form.raw("allowlist")
            customers = form.all("customer_ids")
            projects = form.all("project_ids")
            notes = form.raw("notes").trimmingWhitespace
        }

        /// What is no number is a fault: a limit that is dropped would be none.
        static func id(_ text: String, _ field: String, _ faults: inout [Fault]) -> Int64? {
            if let id = Int64(text), id > 0 { return id }
            if !faults.contains(where: { $0.field == field }) {
                faults.append(Fault(field, .type, "Choose one of the list."))
            }
            return nil
        }

        func fields(_ faults: inout [Fault]) -> KeyManagement.Fields {
            var fields = KeyManagement.Fields()
            fields.name = name
            fields.scopes = scopes
            fields.roleID = .some(role.isEmpty ? nil : Self.id(role, "role_id", &faults))
            fields.integrationID = .some(
                integration.isEmpty ? nil : Self.id(integration, "integration_id", &faults))
            if expiry.isEmpty {
                fields.expiry = .some(nil)
            } else if let day = LocalDate(expiry) {
                fields.expiry = .some(.day(day))
            } else {
                faults.append(Fault("expires_at", .format, "Expected a date like 2026-01-31."))
            }
            fields.rateLimit = .some(rateLimit.isEmpty ? nil : rateLimit)
            fields.allowlist = allowlist.split { $0 == "," || $0.isWhitespace }.map(String.init)
            fields.notes = notes
            return fields
        }
    }

    /// - Parameter listing: the key that is changed; nil: a new one is made.
    private static func page(
        _ visit: ConsoleVisit, _ typed: Typed, _ faults: [Fault] = [], of listing: APIKeyListing? = nil,
        _ merge: FormMerge? = nil, alert: String? = nil, version: Int64 = 0, formID: String? = nil
    ) async throws -> ConsolePage {
        let words = visit.texts.keys
        var page = ConsolePage(listing.map { words.editTitle(ForeignText($0.key.name)) } ?? Phrase(words.createNew))
        page.trail = KeyPages.trail(visit, to: listing)
        page.isFault = !faults.isEmpty || alert != nil || merge != nil
        if !faults.isEmpty { page.status = .unprocessableContent }
        let form = try await form(visit, typed, faults, of: listing, alert: alert, version: version, formID: formID)
        page.blocks = [.form(merge?.shown(form, visit) ?? form)]
        return page
    }

    private static func form(
        _ visit: ConsoleVisit, _ typed: Typed, _ faults: [Fault] = [], of listing: APIKeyListing?,
        alert: String? = nil, version: Int64 = 0, formID: String? = nil
    ) async throws -> Form {
        let (words, console) = (visit.texts.keys, visit.texts.console)
        func fault(_ name: String) -> String? { visit.sentence(of: faults, at: name) }
        var groups = [
            Form.Group([
                .input(
                    "name", console.name, Form.Input(value: typed.name, longest: 200), hint: words.nameHint,
                    fault: fault("name"), isRequired: true)
            ]),
            Form.Group(
                words.scopes, hint: words.scopesHint, fault: fault("scopes"),
                ScopeChoices.fields(
                    visit, ticked: typed.scopes,
                    among: listing == nil ? ScopeChoices.ofNewKeys : ScopeChoices.ofKeys,
                    presets: listing.map { "/keys/\($0.id)/edit/" } ?? "/keys/new/")),
            Form.Group([
                .select(
                    "role_id", words.role, try await roles(visit, typed.role), hint: words.roleHint,
                    fault: fault("role_id")),
                .input(
                    "expires_at", "\(words.expiry) (\(console.optional))",
                    Form.Input(type: "date", value: typed.expiry), hint: words.expiryHint, fault: fault("expires_at")),
            ]),
            Form.Group(
                words.limits, isFolded: true,
                [
                    .input(
                        "rate_limit", words.rateLimit, Form.Input(value: typed.rateLimit, isCode: true),
                        hint: words.rateLimitHint, fault: fault("rate_limit")),
                    .area(
                        "allowlist", words.allowlist, Form.TextArea(value: typed.allowlist, rows: 3),
                        hint: words.allowlistHint, fault: fault("allowlist")),
                    .select(
                        "integration_id", words.integration, try await integrations(visit, typed.integration),
                        fault: fault("integration_id")),
                    .area("notes", words.notes, Form.TextArea(value: typed.notes, rows: 3), fault: fault("notes")),
                ]),
        ]
        if listing == nil {
            if !visit.principal.isTest {
                groups[0] = Form.Group(
                    groups[0].fields + [
                        .choices(
                            "family", words.family,
                            [
                                Form.Option("kiik", words.familyKiik, isChosen: typed.family == .kiik),
                                Form.Option("service", words.familyService, isChosen: typed.family == .service),
                            ], isOne: true)
                    ])
            }
            groups.append(try await reach(visit, typed, fault))
        }
        return Form(
            to: listing.map { "/keys/\($0.id)/edit/" } ?? "/keys/new/",
            hidden: try listing == nil
                ? visit.hidden(("form_id", formID ?? ConsoleVisit.formID()))
                : visit.hidden(("version", String(version))),
            groups,
            [
                Form.Button(
                    listing == nil ? words.create : console.save, busy: listing == nil ? words.creating : nil)
            ],
            cancel: PageLink(console.cancel, listing.map { "/keys/\($0.id)/" } ?? "/settings/", .plain),
            alert: alert ?? (faults.isEmpty ? nil : console.lookBelow))
    }

    private static func roles(_ visit: ConsoleVisit, _ chosen: String) async throws -> [Form.Option] {
        let (store, account) = (visit.services.store.roles, visit.principal.account)
        var roles = try await store.list(.standing, in: account).rows
        // A key keeps what it has, however far on that is in the list.
        if let id = Int64(chosen), !roles.contains(where: { $0.id == id }),
            let role = try await store.find(id, in: account)
        {
            roles.append(role)
        }
        return [Form.Option("", visit.texts.keys.noRole, isChosen: chosen.isEmpty)]
            + roles.map {
                Form.Option(String($0.id), visit.texts.role($0.name), isChosen: chosen == String($0.id))
            }
    }

    private static func integrations(_ visit: ConsoleVisit, _ chosen: String) async throws -> [Form.Option] {
        var query = ListQuery<Integration>()
        query.limit = ListQuery<Integration>.largestLimit
        let (store, account) = (visit.services.store.integrations, visit.principal.account)
        var rows = try await store.list(query, in: account).rows
        if let id = Int64(chosen), !rows.contains(where: { $0.id == id }),
            let integration = try await store.find(id, in: account)
        {
            rows.append(integration)
        }
        return [Form.Option("", visit.texts.keys.noIntegration, isChosen: chosen.isEmpty)]
            + rows.map {
                Form.Option(String($0.id), ForeignText($0.name).text, isChosen: chosen == String($0.id))
            }
    }

    /// To which customers and projects a new key is limited: among those that are there.
    private static func reach(
        _ visit: ConsoleVisit, _ typed: Typed, _ fault: (String) -> String?
    ) async throws -> Form.Group {
        let words = visit.texts.keys
        let (store, tenant) = (visit.services.store, visit.principal.tenant)
        var fields: [Form.Field] = []
        if visit.sees(.of(.read, .customers)) {
            var query = ListQuery<Customer>()
            (query.limit, query.ordering) = (AccessLimit.most, Customer.orderings.first)
            let rows = try await store.customers.list(query, in: tenant).rows
            if !rows.isEmpty {
                fields.append(
                    .choices(
                        "customer_ids", words.customers,
                        rows.map {
                            Form.Option(
                                String($0.id), ForeignText($0.name).text,
                                isChosen: typed.customers.contains(String($0.id)))
                        }, fault: fault("customer_ids")))
            }
        }
        if visit.sees(.of(.read, .projects)) {
            var query = ListQuery<Project>()
            (query.limit, query.ordering) = (AccessLimit.most, Project.orderings.first)
            let rows = try await store.projects.list(query, in: tenant).rows
            if !rows.isEmpty {
                fields.append(
                    .choices(
                        "project_ids", words.projects,
                        rows.map {
                            Form.Option(
                                String($0.id), ForeignText($0.name).text,
                                isChosen: typed.projects.contains(String($0.id)))
                        }, fault: fault("project_ids")))
            }
        }
        let isSaid = !typed.customers.isEmpty || !typed.projects.isEmpty
        // Where there is no field to say it at, the group says it.
        let unsaid = ["customer_ids", "project_ids"].first { name in
            !fields.contains { $0.name == name } && fault(name) != nil
        }
        return Form.Group(
            words.reach, hint: words.reachHint, fault: unsaid.flatMap(fault), isFolded: !isSaid, fields)
    }
}
