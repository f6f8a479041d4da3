import Domain
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

@Suite struct `The route table` {
    private static func endpoint(_ method: HTTPRequest.Method, _ path: String, _ name: String) -> Endpoint {
        Endpoint.atOnce(
            method, path, .open(name: name, summary: name),
            EndpointDocumentation(tag: "test", output: .init(name: "Nothing", schema: ["type": "object"]))
        ) { _ in Answer(.ok) }
    }

    private let table = RouteTable([
        endpoint(.get, "/rows/", "list"), endpoint(.post, "/rows/", "create"), endpoint(.get, "/rows/{id}/", "show"),
        endpoint(.patch, "/rows/{id}/", "update"), endpoint(.post, "/rows/{id}/send/", "send"),
        endpoint(.get, "/rows/latest/", "latest"),
        endpoint(.get, "/", "root"),
    ])

    private func found(_ method: HTTPRequest.Method, _ path: String) -> String {
        switch table.match(method, path[...]) {
        case .endpoint(let endpoint, let id): "\(endpoint.operation.name) \(id)"
        case .otherMethods(let methods): methods.joined(separator: " ")
        case .noSuchID(let endpoint, let text): "\(endpoint.operation.name) no \(text)"
        case .none: "none"
        }
    }

    @Test(arguments: [
        ("/rows/", "list 0"), ("/rows", "list 0"), ("/rows/7/", "show 7"), ("/rows/7", "show 7"),
        ("/rows/latest/", "latest 0"),
        ("/", "root 0"), ("/rows/9223372036854775807/", "show 9223372036854775807"),
    ])
    func `a path is found with and without its trailing slash`(path: String, expected: String) {
        #expect(found(.get, path) == expected)
    }

    @Test(arguments: ["0", "01", "-1", "+1", "abc", "9223372036854775808", "1.0", "١", "1 "])
    func `what cannot be an id is told apart from a path that is not there`(id: String) {
        #expect(found(.get, "/rows/\(id)/") == "show no \(id)")
    }

    @Test(arguments: ["/row/", "/rows/1/2/", "/rows/1/send/2/", "/rows/1/paint/", "", "rows", "/ROWS/", "/rows/1//"])
    func `a path that is not there is none`(path: String) {
        #expect(found(.get, path) == "none")
    }

    @Test func `other methods are listed, HEAD with GET`() {
        #expect(found(.delete, "/rows/") == "GET POST HEAD OPTIONS")
        #expect(found(.delete, "/rows/5") == "GET PATCH HEAD OPTIONS")
        #expect(found(.get, "/rows/5/send/") == "POST OPTIONS")
        #expect(found(.head, "/rows/") == "list 0")
        #expect(found(.post, "/rows/5/send") == "send 5")
    }

    @Test func `no two endpoints share a method and a path, whatever their dialect`() {
        let all = [
            KiikDialect.make(assets: nil), ServiceDeskDialect.make(), SecretaryDialect.make(), CredKitDialect.make(),
            WellKnown.make(),
        ].flatMap(\.endpoints).map {
            "\($0.method.rawValue) \($0.path)"
        }
        #expect(Set(all).count == all.count)
    }
}
