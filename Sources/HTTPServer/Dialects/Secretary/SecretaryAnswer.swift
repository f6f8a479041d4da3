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
            writer.pagination(total: Int64(count), limit: 100, offset: 0, hasNext: false, hasPrev: false)
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
