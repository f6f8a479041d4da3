import AuthCore
import Domain

/// Making a role of the business's own, and changing one.
enum RoleEditing {
    private struct Typed {
        var name = ""
        var description = ""
        var permissions: [String] = []

        init() {}

        init(_ role: Role) {
            (name, description, permissions) = (role.name, role.description, role.permissions)
        }

        init(_ form: SubmittedForm) {
            name = form["name"] ?? ""
            description = form.raw("description").trimmingWhitespace
            permissions = form.all("permissions")
        }

        var fields: RoleActions.Fields {
            var fields = RoleActions.Fields()
            (fields.name, fields.description, fields.permissions) = (name, description, permissions)
            return fields
        }
    }

    static func new(_ visit: ConsoleVisit) throws -> Answer { try answer(visit, Typed(), nil, nil, version: 0) }

    static func create(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let typed = Typed(form)
        switch try await visit.trying({ try await visit.run(RoleActions.create, typed.fields) }) {
        case .success(let role): return visit.seeOther("/admin/roles/\(role.id)/", done: .created)
        case .failure(let refusal): return try answer(visit, typed, nil, refusal, version: 0)
        }
    }

    static func edit(_ visit: ConsoleVisit) async throws -> Answer {
        let role = try await RolePages.find(visit)
        // What is built in stays as it is: there is nothing to fill in.
        guard role.builtin == nil else { return visit.seeOther("/admin/roles/\(role.id)/") }
        return try answer(visit, Typed(role), role, nil, version: role.version)
    }

    static func update(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let role = try await RolePages.find(visit)
        let typed = Typed(form)
        let done = try await visit.trying {
            try await visit.run(
                RoleActions.update.unlessChanged(since: form.version), Update(id: role.id, fields: typed.fields))
        }
        switch done {
        case .success: return visit.seeOther("/admin/roles/\(role.id)/", done: .saved)
        case .failure(let refusal):
            guard refusal.isStale else { return try answer(visit, typed, role, refusal, version: form.version) }
            // Whoever was told that it changed may save over it.
            let now = try await RolePages.find(visit)
            let there = try Self.form(visit, Typed(now), now, nil, version: now.version)
            let merge = try await visit.merge(form, into: there, of: now)
            return try answer(visit, Typed(merge.fields), now, refusal, version: now.version, merge)
        }
    }

    /// - Parameter role: the one that is changed; nil: a new one is made.
    private static func answer(
        _ visit: ConsoleVisit, _ typed: Typed, _ role: Role?, _ refusal: FormRefusal?, version: Int64,
        _ merge: FormMerge? = nil
    ) throws -> Answer {
        let words = visit.texts.people
        var page = ConsolePage(role.map { words.editRole(ForeignText($0.name)) } ?? Phrase(words.addRole))
        page.trail = RolePages.trail(visit)
        page.take(refusal)
        let form = try form(visit, typed, role, refusal, version: version)
        page.blocks = [.form(merge?.shown(form, visit) ?? form)]
        return try visit.answer(page)
    }

    private static func form(
        _ visit: ConsoleVisit, _ typed: Typed, _ role: Role?, _ refusal: FormRefusal?, version: Int64
    ) throws -> Form {
        let (words, console) = (visit.texts.people, visit.texts.console)
        func fault(_ name: String) -> String? { visit.sentence(of: refusal?.faults ?? [], at: name) }
        return Form(
            to: role.map { "/admin/roles/\($0.id)/edit/" } ?? "/admin/roles/new/",
            hidden: try visit.hidden(("version", String(version))),
            [
                Form.Group([
                    .input(
                        "name", console.name, Form.Input(value: typed.name, longest: 100),
                        fault: fault("name"), isRequired: true),
                    .area(
                        "description", "\(words.description) (\(console.optional))",
                        Form.TextArea(value: typed.description, rows: 3), hint: words.descriptionHint,
                        fault: fault("description")),
                ]),
                Form.Group(
                    words.permissions, hint: words.permissionsHint, fault: fault("permissions"),
                    ScopeChoices.fields(
                        visit, ticked: typed.permissions, name: "permissions", among: ScopeChoices.people)),
            ], [Form.Button(console.save)],
            cancel: PageLink(console.cancel, role.map { "/admin/roles/\($0.id)/" } ?? "/admin/roles/"),
            alert: refusal?.alert)
    }
}
