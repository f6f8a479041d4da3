import Domain
import JSON

/// Ready-made requests that a client offers to a person: the guide's examples, with what is to be filled in.
struct MCPPrompts: Sendable {
    struct Argument: Sendable {
        let name: String
        let description: String
        var isRequired = true
    }

    struct Prompt: Sendable {
        let name: String
        let title: String
        let description: String
        var arguments: [Argument] = []
        /// The tools without which it leads nowhere.
        let tools: [String]
        /// From what was filled in, and the day it is at the tenant's.
        let text: @Sendable ([String: String], LocalDate) -> String
    }

    static let all = [
        Prompt(
            name: "create_invoice", title: "Create an invoice", description: "Creates a draft invoice for a customer.",
            arguments: [
                Argument(name: "customer", description: "The customer's name, such as Acme Corp."),
                Argument(name: "amount", description: "The net total, such as 1500."),
                Argument(name: "description", description: "What it is for."),
                Argument(
                    name: "due_days", description: "Days until it is to be paid; 30 unless given.", isRequired: false),
            ], tools: ["customers_list", "invoices_create"]
        ) { given, _ in
            """
            Create an invoice for \(given["customer"] ?? "") over \(given["amount"] ?? "") net for: \
            \(given["description"] ?? ""). It is due in \(given["due_days"] ?? "30") days.
            Find the customer with customers_list (search); if there is none or more than one, ask me. Show me the \
            invoice with invoices_create and dry_run first, and create it when I agree.
            """
        },
        Prompt(
            name: "create_customer", title: "Create a customer", description: "Creates a customer.",
            arguments: [
                Argument(name: "name", description: "The person's or company's name, such as John Doe."),
                Argument(name: "email", description: "Such as john@example.com.", isRequired: false),
            ], tools: ["customers_list", "customers_create"]
        ) { given, _ in
            """
            Create a new customer named \(given["name"] ?? "")\(given["email"].map { " with email \($0)" } ?? "").
            Look with customers_list (search) whether they are there already, and tell me if so. Otherwise create \
            them with customers_create.
            """
        },
        Prompt(
            name: "invoices_of_last_month", title: "Last month's invoices",
            description: "Shows all invoices from last month.", tools: ["invoices_list"]
        ) { _, today in
            let month = today.adding(days: -today.day).description.prefix(7)
            return """
                Show me all invoices from last month: call invoices_list with month \(month), and go on with \
                next_cursor until there is none. Show number, customer, net amount, status and due date of each.
                """
        },
        Prompt(
            name: "project_revenue", title: "Revenue from a project",
            description: "Says how much a project has brought in.",
            arguments: [Argument(name: "project", description: "The project's name or id, such as ABC.")],
            tools: ["context_show"]
        ) { given, _ in
            """
            What is the total revenue from project \(given["project"] ?? "")? Call context_show with that project and \
            tell me what was invoiced, paid and is outstanding.
            """
        },
        Prompt(
            name: "create_estimate", title: "Create an estimate by days",
            description: "Creates a draft estimate of days at the default daily rate (TJM).",
            arguments: [
                Argument(name: "customer", description: "The customer's name, such as Acme Corp."),
                Argument(name: "description", description: "What is offered, such as web development."),
                Argument(name: "days", description: "How many days, such as 10."),
            ], tools: ["customers_list", "estimates_create"]
        ) { given, _ in
            """
            Create an estimate for \(given["customer"] ?? "") for \(given["description"] ?? ""), \
            \(given["days"] ?? "") days at my default TJM.
            Find the customer with customers_list (search); if there is none or more than one, ask me. Give \
            estimates_create the days and no amount: the daily rate is known there. Show it to me with dry_run first, \
            and create it when I agree.
            """
        },
    ]

    let catalog: MCPCatalog

    private func isOpen(_ prompt: Prompt, to principal: Principal) -> Bool {
        prompt.tools.allSatisfy { catalog.tool($0)?.isOpen(to: principal) == true }
    }

    func list(_ message: MCPMessage, _ principal: Principal) -> Answer {
        MCPResult(message, cache: .private).answer { writer in
            writer.key("prompts")
            writer.beginArray()
            for prompt in Self.all where isOpen(prompt, to: principal) {
                writer.value([
                    "name": .string(prompt.name), "title": .string(prompt.title),
                    "description": .string(prompt.description),
                    "arguments": .array(
                        prompt.arguments.map {
                            [
                                "name": .string($0.name), "description": .string($0.description),
                                "required": .bool($0.isRequired),
                            ]
                        }),
                ])
            }
            writer.endArray()
        }
    }

    func get(_ message: MCPMessage, _ call: Call, _ principal: Principal) throws -> Answer {
        guard let name = message.params["name"]?.stringValue else {
            throw MCPFault.invalidParams("name is missing, or no string.")
        }
        guard let prompt = Self.all.first(where: { $0.name == name }), isOpen(prompt, to: principal) else {
            throw MCPFault.invalidParams("Unknown prompt: \(name.prefix(100))")
        }
        let given = try Self.read(message.params["arguments"], of: prompt)
        let text = prompt.text(given, principal.zone.day(at: call.services.clock.now()))
        return MCPResult(message).answer { writer in
            writer.key("description")
            writer.string(prompt.description)
            writer.key("messages")
            writer.value([["role": "user", "content": ["type": "text", "text": .string(text)]]])
        }
    }

    private static let argument = TextRule(1...1000, .lines)

    private static func read(_ value: JSONValue?, of prompt: Prompt) throws(MCPFault) -> [String: String] {
        let members: JSONObject
        switch value {
        case nil, .null?: members = [:]
        case .object(let object)?: members = object
        case let other?: throw .invalidParams("arguments is an object, not \(other.kind).")
        }
        var faults: [String] = []
        var given: [String: String] = [:]
        for argument in prompt.arguments {
            switch members[argument.name] {
            case nil, .null?: if argument.isRequired { faults.append("\(argument.name) is missing.") }
            case .string(let text)?:
                if let fault = Self.argument.fault(in: text) {
                    faults.append("\(argument.name): \(fault.message)")
                } else {
                    given[argument.name] = text
                }
            case let other?: faults.append("\(argument.name) is a string, not \(other.kind).")
            }
        }
        for member in members where !prompt.arguments.contains(where: { $0.name == member.name }) {
            faults.append("\(member.name.prefix(100)) is unknown.")
        }
        if !faults.isEmpty { throw .invalidParams(faults.joined(separator: " ")) }
        return given
    }
}
