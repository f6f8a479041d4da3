import JSON

extension JSONWriter {
    /// The member `pagination`, as Secretary's and CredKit's lists have it.
    mutating func pagination(total: Int64, limit: Int, offset: Int, hasNext: Bool, hasPrev: Bool) {
        key("pagination")
        beginObject()
        key("total")
        int(total)
        key("limit")
        int(limit)
        key("offset")
        int(offset)
        key("has_next")
        bool(hasNext)
        key("has_prev")
        bool(hasPrev)
        endObject()
    }
}
