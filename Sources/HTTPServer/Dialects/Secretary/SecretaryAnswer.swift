import HTTPTypes
import JSON

/// Secretary's form of success: `{"success": true, "message", "data"}`.
enum SecretaryAnswer {
    static func make(
        _ message: StaticString, status: HTTPResponse.Status = .ok, _ data: (inout JSONWriter) -> Void = { $0.null() },
        pagination count: Int? = nil
    ) -> Answer {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("success")
        writer.bool(true)
        writer.key("message")
        writer.string(static: message)
        writer.key("data")
        data(&writer)
        if let count {
            writer.key("pagination")
            writer.beginObject()
            writer.key("total")
            writer.int(count)
            writer.key("limit")
            writer.int(100)
            writer.key("offset")
            writer.int(0)
            writer.key("has_next")
            writer.bool(false)
            writer.key("has_prev")
            writer.bool(false)
            writer.endObject()
        }
        writer.endObject()
        return .json(status, writer.finish())
    }

    /// The schema of an answer with this in `data`.
    static func schema(_ data: JSONValue) -> JSONValue {
        [
            "type": "object",
            "properties": [
                "success": ["type": "boolean", "const": true], "message": ["type": "string"], "data": data,
            ],
            "required": ["success", "message", "data"],
        ]
    }
}
