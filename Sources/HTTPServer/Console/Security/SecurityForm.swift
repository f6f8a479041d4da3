import AuthCore
import Domain

/// A tenant's security settings as they are typed.
struct SecurityForm: Sendable {
    private static let idles: [Int64] = [900, 1800, 3600, 14_400, 28_800, 86_400, 604_800, 1_209_600]
    private static let lives: [Int64] = [3600, 28_800, 43_200, 86_400, 604_800, 2_592_000, 7_776_000]
    private static let ages: [Int64] = [60, 300, 900, 1800, 3600, 14_400, 86_400]

    private var approval: String
    private var stepUp: [String]
    private var stepUpAge: String
    private var idle: String
    private var life: String
    private var allowlist: String

    init(_ settings: TenantSettings) {
        approval = settings.approval.rawValue
        stepUp = settings.stepUp.scopes
        stepUpAge = String(settings.stepUp.age)
        (idle, life) = (String(settings.sessionIdle), String(settings.sessionLife))
        allowlist = settings.allowlist.joined(separator: "\n")
    }

    init(_ form: SubmittedForm) {
        approval = form["approval"] ?? ""
        stepUp = form.all("step_up")
        stepUpAge = form["step_up_age"] ?? ""
        (idle, life) = (form["session_idle"] ?? "", form["session_life"] ?? "")
        allowlist = form.raw("allowlist")
    }

    func fields(_ faults: inout [Fault]) -> TenantActions.Fields {
        var fields = TenantActions.Fields()
        fields.approval = Tenant.Approval(rawValue: approval)
        if fields.approval == nil { faults.append(Fault("approval", .choice, "Choose one of these.")) }
        fields.stepUp = stepUp
        func seconds(_ text: String, _ field: String) -> Int64? {
            if let seconds = Int64(text) { return seconds }
            faults.append(Fault(field, .choice, "Choose one of the times."))
            return nil
        }
        fields.stepUpAge = seconds(stepUpAge, "step_up_age")
        fields.sessionIdle = seconds(idle, "session_idle")
        fields.sessionLife = seconds(life, "session_life")
        fields.allowlist = allowlist.split { $0 == "," || $0.isWhitespace }.map(String.init)
        return fields
    }

    /// - Parameter version: the settings' that the form is about.
    func form(_ visit: ConsoleVisit, _ refusal: FormRefusal?, version: Int64) throws -> Form {
        let (words, address) = (visit.texts.security, visit.call.head.ip)
        func fault(_ name: String) -> String? {
            let faults = refusal?.faults ?? []
            if name == "allowlist", faults.contains(where: { $0.field == name && $0.code == .rule }) {
                return words.shutOut(address)
            }
            return visit.sentence(of: faults, at: name)
        }
        func times(_ offered: [Int64], _ chosen: String) -> [Form.Option] {
            // What was set elsewhere stays as it is until somebody chooses another.
            let more = Int64(chosen).map { offered.contains($0) ? [] : [$0] } ?? []
            return (offered + more).sorted().map {
                Form.Option(String($0), words.duration($0), isChosen: String($0) == chosen)
            }
        }
        return Form(
            to: "/settings/security/", hidden: try visit.hidden(("version", String(version))),
            [
                Form.Group([
                    .choices(
                        "approval", words.approval,
                        [
                            Form.Option("none", words.approvalNobody, isChosen: approval == "none"),
                            Form.Option("assistants", words.approvalAssistants, isChosen: approval == "assistants"),
                        ], isOne: true, hint: words.approvalHint, fault: fault("approval"))
                ]),
                Form.Group(
                    words.sessions, hint: words.sessionsHint,
                    [
                        .select("session_idle", words.idle, times(Self.idles, idle), fault: fault("session_idle")),
                        .select("session_life", words.life, times(Self.lives, life), fault: fault("session_life")),
                    ]),
                Form.Group([
                    .area(
                        "allowlist", words.allowlist, Form.TextArea(value: allowlist, rows: 4),
                        hint: words.allowlistHint(address), fault: fault("allowlist"))
                ]),
                Form.Group(
                    words.stepUp, hint: words.stepUpHint, fault: fault("step_up"), isFolded: stepUp.isEmpty,
                    [
                        .select(
                            "step_up_age", words.stepUpAge, times(Self.ages, stepUpAge), fault: fault("step_up_age"))
                    ]
                        + ScopeChoices.fields(
                            visit, ticked: stepUp, name: "step_up", among: ScopeChoices.people)),
            ], [Form.Button(visit.texts.console.save)], alert: refusal?.alert)
    }

    /// For those who may look and not change.
    static func facts(of settings: TenantSettings, _ visit: ConsoleVisit) -> [Facts.Fact] {
        let (words, console) = (visit.texts.security, visit.texts.console)
        let stepUp = settings.stepUp.scopes.map { visit.texts.scopes.meaning(of: $0)?.sentence ?? $0 }
        return [
            .init(
                words.approval,
                settings.approval == .assistants ? words.approvalAssistants : words.approvalNobody),
            .init(words.idle, words.duration(settings.sessionIdle)),
            .init(words.life, words.duration(settings.sessionLife)),
            .init(
                words.allowlist, settings.allowlist.isEmpty ? words.anywhere : "", list: settings.allowlist),
            .init(words.stepUp, stepUp.isEmpty ? console.none : "", list: stepUp),
        ]
    }
}
