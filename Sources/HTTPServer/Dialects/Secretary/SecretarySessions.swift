import Domain
import HTTPTypes
import JSON

/// A person's sessions: which there are, and their end.
enum SecretarySessions {
    static let endpoints = [list, end, endAll]

    private static let nothing = EndpointDocumentation.Named(
        name: "Nothing", schema: SecretaryAnswer.schema(["type": "null"]))

    private static let list = Endpoint.waiting(
        .get, "/api/v1/auth/sessions/",
        .authenticated(name: "sessions.list", summary: "Lists the sessions of whoever logged in, in all tenants."),
        EndpointDocumentation(
            tag: "auth",
            output: .init(
                name: "Sessions", schema: SecretaryAnswer.schema(["type": "array", "items": ["type": "object"]])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, own) = try call.person()
        let sessions = try await call.services.logins.sessions(of: user)
        return SecretaryAnswer.make(
            "These sessions last.",
            { writer in
                writer.beginArray()
                for session in sessions { write(session, isCurrent: session.id == own, to: &writer) }
                writer.endArray()
            }, pagination: sessions.count)
    }

    private static let end = Endpoint.waiting(
        .delete, "/api/v1/auth/sessions/{id}/",
        .authenticated(name: "sessions.end", summary: "Ends one of one's own sessions, at once."),
        EndpointDocumentation(tag: "auth", parameters: [.id], output: nothing)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, own) = try call.person()
        try await call.services.logins.end(call.id, of: user, from: call.origin)
        let answer = SecretaryAnswer.make("The session has ended.")
        return call.id == own ? call.forgettingCookie(answer) : answer
    }

    private static let endAll = Endpoint.waiting(
        .delete, "/api/v1/auth/sessions/",
        .authenticated(name: "sessions.end_all", summary: "Ends all of one's own sessions, this one too, at once."),
        EndpointDocumentation(
            tag: "auth",
            output: .init(
                name: "Ended",
                schema: SecretaryAnswer.schema(["type": "object", "properties": ["ended": ["type": "integer"]]])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, _) = try call.person()
        let count = try await call.services.logins.endAll(of: user, from: call.origin)
        return call.forgettingCookie(
            SecretaryAnswer.make(
                "All sessions have ended.",
                { writer in
                    writer.beginObject()
                    writer.key("ended")
                    writer.int(count)
                    writer.endObject()
                }))
    }

    private static func write(_ session: StoredSession, isCurrent: Bool, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.int(session.id)
        writer.key("tenant")
        writer.string(session.subdomain)
        writer.key("method")
        writer.string(session.method)
        writer.key("ip")
        writer.string(session.ip)
        writer.key("user_agent")
        writer.string(session.userAgent)
        writer.key("created_at")
        writer.timestamp(microsecondsSince1970: session.createdAt.microseconds)
        writer.key("last_refreshed_at")
        if let moment = session.refreshedAt {
            writer.timestamp(microsecondsSince1970: moment.microseconds)
        } else {
            writer.null()
        }
        writer.key("expires_at")
        writer.timestamp(microsecondsSince1970: session.expiresAt.microseconds)
        writer.key("current")
        writer.bool(isCurrent)
        writer.endObject()
    }
}
