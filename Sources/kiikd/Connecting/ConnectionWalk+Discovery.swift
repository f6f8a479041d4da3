import Foundation
import JSON
import Outgoing

extension ConnectionWalk {
    mutating func challenge() async throws -> String {
        try need(
            .https, endpoint.hasPrefix("https://"),
            "It is \(endpoint), and assistants on the internet reach nothing but https://.")
        let answer = try await ProtocolSession(endpoint: endpoint, web: web, token: nil).ask(
            "tools/list", era: client.eras.first ?? .initialize)
        try need(.unauthorized, answer.status == 401, Self.words(answer))
        let header = answer.fields.filter { $0.name == "www-authenticate" }.map(\.value).joined(separator: ", ")
        try need(.challenge, header.lowercased().hasPrefix("bearer"), header.isEmpty ? "It carries none." : "")
        let parameters = ChallengeParameters(header)
        askedScopes = parameters["scope"]
        let named = parameters["resource_metadata"]
        try need(.metadataNamed, Self.isURL(named), named.map { "It names \($0)." } ?? "It names none.")
        metadataURL = named ?? ""
        return "401, and the metadata is at \(metadataURL)"
    }

    mutating func resourceMetadata() async throws -> String {
        let answer = try await get(metadataURL)
        resource = try require(
            .resourceMetadata, answer.status == 200 ? Self.object(answer) : nil, Self.words(answer))
        let says = resource["resource"]?.stringValue
        try need(.resourceSame, says == endpoint, "\(endpoint) was asked; it says \(says ?? "nothing").")
        let servers = resource["authorization_servers"]?.texts ?? []
        issuer = try require(.authorizationServers, servers.first { Self.isURL($0) }, Self.has(servers))
        let wellKnown = Self.wellKnown("oauth-protected-resource", of: endpoint)
        if wellKnown != metadataURL {
            let other = try await get(wellKnown)
            try need(
                .pathForm, other.status == 200 && Self.object(other)?["resource"] == resource["resource"],
                "\(wellKnown): \(Self.words(other))")
        }
        let scopes = resource["scopes_supported"]?.texts ?? []
        try need(.noOfflineAccess, !scopes.contains("offline_access"), "It is one of them.")
        return "\(endpoint) is guarded by \(issuer)"
    }

    mutating func serverMetadata() async throws -> String {
        var answers: [WebAnswer] = []
        for url in Self.serverMetadataURLs(of: issuer) {
            let answer = try await get(url)
            answers.append(answer)
            if answer.status == 200, let found = Self.object(answer) {
                server = found
                break
            }
        }
        try need(.serverMetadata, server != .null, answers.first.map(Self.words) ?? "")
        let says = server["issuer"]?.stringValue
        try need(.issuerSame, says == issuer, "The resource names \(issuer); it says \(says ?? "nothing").")
        for name in ["authorization_endpoint", "token_endpoint"] {
            let url = server[name]?.stringValue
            try need(.endpoints, Self.isURL(url), "\(name) is \(url ?? "missing").")
        }
        let types = server["response_types_supported"]?.texts
        try need(.codeResponse, types?.contains("code") == true, Self.has(types))
        let methods = server["code_challenge_methods_supported"]?.texts
        try need(.s256, methods?.contains("S256") == true, Self.has(methods))
        try need(
            .clientAuthentication, !client.authentication.isDisjoint(with: authentication), Self.has(authentication))
        let grants = server["grant_types_supported"]?.texts ?? ["authorization_code"]
        try need(.refreshGrant, grants.contains("refresh_token"), Self.has(grants))
        let advertised = server["scopes_supported"]?.texts
        let missing = (resource["scopes_supported"]?.texts ?? []).filter { advertised?.contains($0) != true }
        try need(.scopesAdvertised, missing.isEmpty, "It lacks \(missing.prefix(5).joined(separator: ", ")).")
        let parameter = server["authorization_response_iss_parameter_supported"]
        try need(.issuerParameter, parameter == true, "It is \(parameter?.text ?? "missing").")
        return "\(issuer), S256, \(authentication.joined(separator: ", "))"
    }

    /// "If omitted, the default is client_secret_basic".
    var authentication: [String] {
        server["token_endpoint_auth_methods_supported"]?.texts ?? ["client_secret_basic"]
    }

    private static func has(_ names: [String]?) -> String {
        guard let names, !names.isEmpty else { return "It has none." }
        return "It has \(names.joined(separator: ", "))."
    }

    /// "inserting the well-known URI path suffix between the host component and the path".
    static func wellKnown(_ name: String, of url: String) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        let path = parts.path == "/" ? "" : parts.path
        parts.path = "/.well-known/\(name)\(path)"
        return parts.string ?? url
    }

    /// In the order in which MCP's clients try them.
    static func serverMetadataURLs(of issuer: String) -> [String] {
        let inserted = ["oauth-authorization-server", "openid-configuration"].map { wellKnown($0, of: issuer) }
        guard let parts = URLComponents(string: issuer), parts.path.count > 1 else { return inserted }
        let bare = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        return inserted + ["\(bare)/.well-known/openid-configuration"]
    }
}

/// The parameters of a challenge (RFC 9110, 11.6.1), by their names in lowercase.
struct ChallengeParameters {
    private var values: [String: String] = [:]

    init(_ header: String) {
        var rest = header.drop { $0 != " " }
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].trimmingCharacters(in: CharacterSet(charactersIn: " ,\t")).lowercased()
            rest = rest[rest.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
                }
            } else {
                value = String(rest.prefix { $0 != "," && $0 != " " })
                rest = rest.dropFirst(value.count)
            }
            if values[name] == nil { values[name] = value }
        }
    }

    subscript(name: String) -> String? { values[name] }
}
