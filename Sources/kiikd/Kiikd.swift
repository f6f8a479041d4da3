import ArgumentParser
import HTTPServer

@main
struct Kiikd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kiikd",
        abstract: "Lets assistants, scripts and partners' apps into a company's back office, safely.",
        discussion: """
            To try it:            kiikd serve --demo
            To use it:            kiikd tenants create --subdomain acme --name "ACME Corp"
                                  kiikd keys create --tenant acme --name "ChatGPT" --scopes customers:read,invoices:write
                                  kiikd serve

            Without DATABASE_URL kiikd runs a private PostgreSQL in its data directory. Settings come from \
            flags, from the environment (KIIK_…, DATABASE_URL) or from kiikd.json in the data directory, in this order; \
            docs/operating.md lists them.

            Exit status: 0 done, 1 it could not be done (the sentence says why and what to do), 64 the command was \
            not understood.
            """,
        version: "kiikd \(Release.version)",
        subcommands: [
            Serve.self, Migrate.self, Tenants.self, Users.self, Roles.self, Permissions.self, Integrations.self,
            Apps.self,
            Keys.self, SigningKeys.self,
            GenerateAPIKey.self, PrintOpenAPI.self, Doctor.self, Audit.self,
            MCP.self,
        ])
}
