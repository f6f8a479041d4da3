import AuthCore
import Domain

/// What stands around every page of the console: where one is, where one can go, who one is.
struct Shell: Sendable {
    struct Group: Sendable {
        let title: String?
        let entries: [Entry]
    }

    struct Entry: Sendable {
        let label: String
        let address: String
        let isHere: Bool
    }

    struct Logout: Sendable {
        let label: String
        let action: String
        let hidden: [HiddenField]
    }

    let skip: String
    let menu: String
    let navigation: String
    let business: String
    /// Says what the business's name leads to.
    let switching: String
    /// Said where rows are not the real ones.
    let environment: Badge?
    let person: String
    let profile: String
    let groups: [Group]
    let logout: Logout
    /// Stands hidden until the script finds the session ended.
    var ended: NoticeBox?

    private static let entries = """
        {{#.groups}}{{#.title}}<h2>{{title}}</h2>{{/.title}}<ul>{{#.entries}}\
        <li><a href="{{address}}"{{#.isHere}} aria-current="page"{{/.isHere}}>{{label}}</a></li>{{/.entries}}</ul>{{/.groups}}
        """

    static let template = """
        <a class="skip" href="#content">{{skip}}</a>
        <header><a class="brand" href="/">kiik</a><span class="business"><a href="/profile/businesses/"><bdi>{{business}}</bdi><span class="unseen"> {{switching}}</span></a>{{#.environment}} \(Badge.template){{/.environment}}</span>\
        <a class="person" href="/profile/"><bdi>{{person}}</bdi><span class="unseen"> {{profile}}</span></a>\
        {{#.logout}}<form method="post" action="{{action}}">\(PageTemplate.hidden)<button type="submit" class="quiet">{{label}}</button></form>{{/.logout}}</header>
        <details class="menu"><summary>{{menu}}</summary><nav aria-label="{{navigation}}">\(entries)</nav></details>
        <nav class="side" aria-label="{{navigation}}">\(entries)</nav>
        """
}

/// The console's places. What somebody may not open is not shown to them.
enum Navigation {
    struct Place: Sendable {
        let address: String
        let label: @Sendable (Texts.Console) -> String
        /// Any of these opens it; none: everybody may.
        var needs: [Permission] = []
        /// Where its pages are besides.
        var others: [String] = []
    }

    struct Group: Sendable {
        var title: (@Sendable (Texts.Console) -> String)?
        let places: [Place]
    }

    static let groups = [
        Group(places: [Place(address: "/") { $0.home }]),
        Group(
            title: { $0.business },
            places: [
                Place(address: "/customers/", label: { $0.customers }, needs: [.of(.read, .customers)]),
                Place(address: "/projects/", label: { $0.projects }, needs: [.of(.read, .projects)]),
                Place(address: "/invoices/", label: { $0.invoices }, needs: [.of(.read, .invoices)]),
                Place(
                    address: "/credit-notes/", label: { $0.creditNotes }, needs: [CreditNoteActions.list.permission]),
                Place(address: "/estimates/", label: { $0.estimates }, needs: [.of(.read, .estimates)]),
                Place(address: "/activity-reports/", label: { $0.activityReports }, needs: [.of(.read, .cra)]),
                Place(address: "/work-items/", label: { $0.workItems }, needs: [.of(.read, .workItems)]),
                Place(address: "/documents/", label: { $0.documents }, needs: [DocumentActions.list.permission]),
            ]),
        Group(
            title: { $0.access },
            places: [
                Place(address: "/settings/", label: { $0.settings }, others: ["/keys/"]),
                Place(address: "/usage/", label: { $0.usage }, needs: [.of(.read, .usage)]),
                Place(address: "/audit/", label: { $0.audit }, needs: [.of(.read, .audit)]),
                Place(
                    address: "/admin/", label: { $0.admin },
                    needs: [.of(.read, .keys), .of(.read, .roles), .of(.read, .users)]),
            ]),
    ]

    static func visible(to principal: Principal, at path: String, _ texts: Texts.Console) -> [Shell.Group] {
        groups.compactMap { group in
            let entries = group.places.filter { place in
                place.needs.isEmpty || place.needs.contains { principal.permissions.contains($0) }
            }.map { place in
                Shell.Entry(
                    label: place.label(texts), address: place.address,
                    isHere: place.address == "/"
                        ? path == "/" : ([place.address] + place.others).contains { path.hasPrefix($0) })
            }
            return entries.isEmpty ? nil : Shell.Group(title: group.title?(texts), entries: entries)
        }
    }
}
