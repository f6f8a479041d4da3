import ArgumentParser
import HTTPServer
import JSON

struct PrintOpenAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the OpenAPI document. Needs no database.")

    @OptionGroup var common: CommonOptions

    func run() {
        Output.json(OpenAPIDocument.joint())
    }
}
