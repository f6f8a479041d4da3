import Glibc
import JSON
import Testing

@Suite struct YAMLTests {
    @Test func `an OpenAPI document reads as people write it`() {
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": ["title": "Back office: customers", "version": "1"],
            "paths": [
                "/api/customers/{id}/": [
                    "get": [
                        "parameters": [["name": "id", "in": "path", "required": true], ["$ref": "#/components/x"]],
                        "tags": [], "security": [[:]], "responses": ["200": ["description": "yes"]],
                        "x-limits": [[1, 2], [[3]], 1.5], "default": nil,
                    ]
                ]
            ],
        ]
        #expect(
            document.yaml() == """
                openapi: "3.1.0"
                info:
                  title: "Back office: customers"
                  version: "1"
                paths:
                  /api/customers/{id}/:
                    get:
                      parameters:
                        - name: id
                          in: path
                          required: true
                        - "$ref": "#/components/x"
                      tags: []
                      security:
                        - {}
                      responses:
                        "200":
                          description: "yes"
                      x-limits:
                        - - 1
                          - 2
                        - - - 3
                        - 1.5
                      default: null

                """)
    }

    private static let reader = """
        import json, sys, yaml
        bad = 0
        for i in range(int(sys.argv[2])):
            a = json.load(open(f"{sys.argv[1]}/{i}.json", encoding="utf-8"))
            b = yaml.safe_load(open(f"{sys.argv[1]}/{i}.yaml", encoding="utf-8"))
            if a != b or json.dumps(a) != json.dumps(b):
                bad += 1
                print("differs:", i, ascii(a)[:300], ascii(b)[:300])
        sys.exit(1 if bad else 0)
        """

    private static func hasPython() -> Bool { system("python3 -c 'import yaml' >/dev/null 2>&1") == 0 }

    @Test(.enabled(if: hasPython(), "python3 with PyYAML is not installed"))
    func `another YAML reader sees the same document`() throws {
        var template = Array("/tmp/kiik-yaml-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { _ = system("rm -r '\(folder)'") }
        var generator = SeededGenerator(seed: 4)
        var documents = (0..<250).map { _ in generator.value() }
        let long = String(repeating: "long name ", count: 300)
        var names = JSONObject()
        names[long] = 1
        names[long + "b"] = [1]
        names["é" + long] = ["a": []]
        documents += [.object(names), [[], [[:]], [[[1]]]]]
        for (place, document) in documents.enumerated() {
            try write(document.serialized(), to: "\(folder)/\(place).json")
            try write(Array(document.yaml().utf8), to: "\(folder)/\(place).yaml")
        }
        try write(Array(Self.reader.utf8), to: "\(folder)/read.py")
        #expect(system("python3 '\(folder)/read.py' '\(folder)' \(documents.count)") == 0)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        #expect(fclose(file) == 0)
    }
}
