import AuthCore
import Domain

/// The tabs of the settings, as data: a page of theirs says which it is.
enum SettingsTab: CaseIterable, Sendable {
    case api, connect, connectedApps, applications, business, security

    var address: String {
        switch self {
        case .api: "/settings/"
        case .connect: "/settings/connect/"
        case .connectedApps: "/settings/connected-apps/"
        case .applications: "/settings/applications/"
        case .business: "/settings/business/"
        case .security: "/settings/security/"
        }
    }

    func label(_ texts: Texts) -> String {
        let words = texts.keys
        return switch self {
        case .api: words.tab
        case .connect: words.connectTab
        case .connectedApps: words.connectedAppsTab
        case .applications: words.applicationsTab
        case .business: texts.business.tab
        case .security: words.securityTab
        }
    }

    /// What a person needs to see it; nil: nothing but a login.
    var needs: Permission? {
        switch self {
        case .api: .of(.read, .keys)
        case .applications: .of(.read, .apps)
        case .business, .security: .of(.read, .tenants)
        case .connect, .connectedApps: nil
        }
    }

    static func tabs(_ visit: ConsoleVisit, here: SettingsTab) -> [ConsolePage.Tab] {
        allCases.filter { tab in tab.needs.map(visit.may) ?? true }.map {
            ConsolePage.Tab(label: $0.label(visit.texts), address: $0.address, isHere: $0 == here)
        }
    }
}
