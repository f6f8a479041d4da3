import AuthCore
import Domain
import JSON

/// The audit as lines of JSON, with all that verifying needs: what `kiikd audit export` writes and `audit verify` reads.
///
/// Before and after are texts, not objects: their bytes are what was sealed. Digests are base64url.
package enum AuditLines {
    package static let version: Int64 = 1

    /// One line, with its line feed.
    package static func line(_ record: AuditRecord) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        switch record {
        case .heading(let heading):
            writer.key("kind")
            writer.string(static: "kiik-audit")
            writer.key("version")
            writer.int(version)
            writer.key("tenant")
            writer.int(heading.tenant)
            writer.key("subdomain")
            writer.string(heading.subdomain)
            writer.key("epoch")
            writer.int(Int64(heading.epoch))
            writer.key("horizon")
            if let horizon = heading.horizon { writer.int(horizon) } else { writer.null() }
        case .epoch(let epoch):
            writer.key("kind")
            writer.string(static: "epoch")
            writer.key("epoch")
            writer.int(Int64(epoch.epoch))
            writer.key("began_at")
            writer.timestamp(microsecondsSince1970: epoch.beganAt.microseconds)
            writer.key("reason")
            writer.string(epoch.reason)
            writer.key("statement")
            writer.optional(epoch.statement)
        case .sealed(let seal, let event):
            writer.key("kind")
            writer.string(static: "sealed")
            writer.seal(seal)
            writer.key("event")
            if let event { writer.event(event) } else { writer.null() }
        case .checkpoint(let epoch, let seq, let statement):
            writer.key("kind")
            writer.string(static: "checkpoint")
            writer.key("epoch")
            writer.int(Int64(epoch))
            writer.key("seq")
            writer.int(seq)
            writer.key("statement")
            writer.string(statement)
        case .unsealed(let event):
            writer.key("kind")
            writer.string(static: "unsealed")
            writer.key("event")
            writer.event(event)
        case .end(let links, let unsealed):
            writer.key("kind")
            writer.string(static: "end")
            writer.key("links")
            writer.int(links)
            writer.key("unsealed")
            writer.int(unsealed)
        }
        writer.endObject()
        return writer.finish() + [UInt8(ascii: "\n")]
    }

    /// Nil for what is no record.
    package static func record(_ line: UnsafeRawBufferPointer) -> AuditRecord? {
        guard let json = try? JSONValue.parse(line), let kind = json["kind"]?.stringValue else { return nil }
        switch kind {
        case "kiik-audit":
            guard json["version"]?.int64Value == version, let tenant = json["tenant"]?.int64Value,
                let subdomain = json["subdomain"]?.stringValue, let epoch = json.epoch
            else { return nil }
            return .heading(
                .init(tenant: tenant, subdomain: subdomain, epoch: epoch, horizon: json["horizon"]?.int64Value))
        case "epoch":
            guard let epoch = json.epoch, let began = json["began_at"]?.stringValue,
                let beganAt = Timestamp(iso8601: began), let reason = json["reason"]?.stringValue
            else { return nil }
            return .epoch(
                .init(epoch: epoch, beganAt: beganAt, reason: reason, statement: json["statement"]?.stringValue))
        case "sealed":
            guard let seal = json.seal, let event = json["event"] else { return nil }
            if event.isNull { return .sealed(seal, nil) }
            return event.auditEvent.map { .sealed(seal, $0) }
        case "checkpoint":
            guard let epoch = json.epoch, let seq = json["seq"]?.int64Value,
                let statement = json["statement"]?.stringValue
            else { return nil }
            return .checkpoint(epoch: epoch, seq: seq, statement: statement)
        case "unsealed": return json["event"]?.auditEvent.map { .unsealed($0) }
        case "end":
            guard let links = json["links"]?.int64Value, let unsealed = json["unsealed"]?.int64Value else {
                return nil
            }
            return .end(links: links, unsealed: unsealed)
        default: return nil
        }
    }
}

extension JSONWriter {
    fileprivate mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    fileprivate mutating func base64(_ bytes: [UInt8]) { string(Base64URL.encode(bytes)) }

    fileprivate mutating func text(_ bytes: [UInt8]?) {
        if let bytes { bytes.withUnsafeBytes { string(utf8: $0) } } else { null() }
    }

    fileprivate mutating func seal(_ seal: AuditSeal) {
        key("epoch")
        int(Int64(seal.epoch))
        key("seq")
        int(seal.seq)
        key("id")
        uuid(high: seal.event.high, low: seal.event.low)
        key("body_digest")
        base64(seal.bodyDigest)
        key("digest")
        base64(seal.digest)
        key("hash")
        base64(seal.hash)
        key("salt")
        if let salt = seal.salt { base64(salt) } else { null() }
    }

    fileprivate mutating func event(_ event: AuditEvent) {
        beginObject()
        key("id")
        uuid(high: event.id.high, low: event.id.low)
        key("xid")
        int(event.transaction)
        key("occurred_at")
        timestamp(microsecondsSince1970: event.occurredAt.microseconds)
        key("actor")
        string(event.actor)
        key("on_behalf_of")
        string(event.onBehalfOf)
        key("ip")
        string(event.ip)
        key("request_id")
        string(event.requestID)
        key("action")
        string(event.action)
        key("resource")
        string(event.resource)
        key("resource_id")
        int(event.resourceID)
        key("before")
        text(event.before)
        key("after")
        text(event.after)
        endObject()
    }
}

extension JSONValue {
    fileprivate var epoch: Int32? { self["epoch"]?.int64Value.flatMap { Int32(exactly: $0) } }

    fileprivate func bytes(_ name: String) -> [UInt8]? {
        self[name]?.stringValue.flatMap { Base64URL.decode($0) }
    }

    fileprivate var seal: AuditSeal? {
        guard let epoch, let seq = self["seq"]?.int64Value, seq > 0,
            let id = self["id"]?.stringValue.flatMap({ UUIDv7(text: $0) }), let body = bytes("body_digest"),
            let digest = bytes("digest"), let hash = bytes("hash"), let salt = self["salt"],
            salt.isNull || bytes("salt") != nil
        else { return nil }
        return AuditSeal(
            epoch: epoch, seq: seq, event: id, bodyDigest: body, digest: digest, hash: hash, salt: bytes("salt"))
    }

    fileprivate var auditEvent: AuditEvent? {
        guard let id = self["id"]?.stringValue.flatMap({ UUIDv7(text: $0) }),
            let transaction = self["xid"]?.int64Value, let time = self["occurred_at"]?.stringValue,
            let occurredAt = Timestamp(iso8601: time), let actor = self["actor"]?.stringValue,
            let onBehalfOf = self["on_behalf_of"]?.stringValue,
            let ip = self["ip"]?.stringValue, let requestID = self["request_id"]?.stringValue,
            let action = self["action"]?.stringValue, let resource = self["resource"]?.stringValue,
            let resourceID = self["resource_id"]?.int64Value
        else { return nil }
        return AuditEvent(
            id: id, transaction: transaction, occurredAt: occurredAt, actor: actor, onBehalfOf: onBehalfOf, ip: ip,
            requestID: requestID, action: action, resource: resource, resourceID: resourceID,
            before: self["before"]?.stringValue.map { Array($0.utf8) },
            after: self["after"]?.stringValue.map { Array($0.utf8) })
    }
}
