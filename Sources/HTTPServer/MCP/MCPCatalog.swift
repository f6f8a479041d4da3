import AuthCore
import Domain
import JSON

/// All tools, in an order that stays.
struct MCPCatalog: Sendable {
    let tools: [MCPTool]
    private let places: [String: Int]
    private let operations: [String: MCPOperation]

    /// What assistants work with. Who may do what, and with which keys, is for people to say.
    static let business: [Resource] = [
        .customers, .projects, .invoices, .estimates, .cra, .documents, .context, .workItems, .tasks, .devices,
    ]

    /// - Parameter publicURL: what the addresses of rows begin with.
    init(publicURL: String) {
        let all = KiikDialect.part.endpoints + ServiceDeskDialect.endpoints
        let schemas = Dictionary(
            all.map { ($0.documentation.output.name, $0.documentation.output.schema) }
        ) { first, _ in first }
        var operations: [String: MCPOperation] = [:]
        var tools: [MCPTool] = []
        for endpoint in all {
            // The service desk's customers are Kiik's.
            guard let declared = endpoint.operation.declared, Self.isBusiness(declared),
                operations[declared.name] == nil
            else { continue }
            let operation = MCPOperation(endpoint)
            guard let tool = MCPTool(operation, schemas: schemas) else { continue }
            operations[declared.name] = operation
            tools.append(tool)
        }
        self.operations = operations
        let find = MCPSearch(publicURL: publicURL, operations: operations)
        self.tools = [find.search, find.fetch] + tools
        places = Dictionary(self.tools.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
    }

    func tool(_ name: String) -> MCPTool? { places[name].map { tools[$0] } }

    /// Such as `customers.show`.
    func operation(_ name: String) -> MCPOperation? { operations[name] }

    private static func isBusiness(_ operation: Operation) -> Bool {
        let name = Permission.catalog.name(of: operation.permission) ?? ""
        return business.contains { name.hasPrefix("\($0.rawValue):") }
    }
}
