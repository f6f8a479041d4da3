import JSON
import Testing

@Suite struct ObjectTests {
    @Test func `an object keeps the order it was written in`() throws {
        let text = #"{"z":1,"a":{"y":[],"b":null},"m":"x"}"#
        #expect(try JSONValue.parse(text).text == text)
        let literal: JSONValue = ["z": 1, "a": ["y": [], "b": nil], "m": "x"]
        #expect(literal.text == text)
        #expect(literal.objectValue.map { Array($0.names) } == ["z", "a", "m"])
    }

    @Test(arguments: [3, 16, 17, 40]) func `setting, replacing and removing members`(count: Int) {
        var object = JSONObject()
        for place in 0..<count { object["n\(place)"] = .int(Int64(place)) }
        object["n1"] = "replaced"
        #expect(object.members[1].value == "replaced")
        object["n0"] = nil
        #expect(object["n0"] == nil)
        #expect(!object.contains("n0"))
        #expect(object.count == count - 1)
        #expect(object["n\(count - 1)"] == .int(Int64(count - 1)))
        let again = object.appendNew("n2", 0)
        #expect(!again)
        let fresh = object.appendNew("n0", 0)
        #expect(fresh)
        #expect(object.members.last?.name == "n0")
        #expect(object == JSONObject(object.map { ($0.name, $0.value) }))
    }

    @Test func `a value says what it is and answers only what it holds`() throws {
        let value: JSONValue = ["a": [1, "x", true, nil, 1.5]]
        #expect(value["a"]?[0]?.int64Value == 1)
        #expect(value["a"]?[1]?.stringValue == "x")
        #expect(value["a"]?[2]?.boolValue == true)
        #expect(value["a"]?[3]?.isNull == true)
        #expect(value["a"]?[4]?.int64Value == nil)
        #expect(value["a"]?[5] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value[0] == nil)
        #expect(value["b"] == nil)
        #expect(value.kind == "an object")
    }
}
