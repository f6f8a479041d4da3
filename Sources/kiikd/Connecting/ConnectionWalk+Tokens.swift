import AuthCore
import Foundation
import JSON
import Outgoing

extension ConnectionWalk {
    mutating func takeCode() throws -> String {
        let said = Self.query(of: landing)
        try need(.state, said["state"] == request?.state)
        // "If authorization_response_iss_parameter_supported is true, the client MUST reject what has no iss".
        let isPromised = server["authorization_response_iss_parameter_supported"] == true
        let iss = said["iss"]
        try need(
            .iss, iss == issuer || iss == nil && !isPromised, "It is \(iss ?? "missing"), the issuer is \(issuer).")
        if let error = said["error"] {
            try need(.code, false, "It carries the error \(error): \(said["error_description"] ?? "no description").")
        }
        code = try require(.code, said["code"].flatMap { $0.isEmpty ? nil : $0 })
        return iss == nil ? "a code, state" : "a code, state, iss"
    }

    mutating func redeem() async throws -> ConnectionReport.Outcome {
        if registered?.secret == nil, !authentication.contains("none") {
            return .notMade("only the client itself can sign (private_key_jwt)")
        }
        let answer = try await askForTokens([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirectURI),
            ("code_verifier", request?.verifier ?? ""),
        ])
        let given = answer.status == 200 ? Self.object(answer) : nil
        tokens = try require(
            .token, given?["access_token"]?.stringValue?.isEmpty == false ? given : nil, Self.words(answer))
        let type = tokens["token_type"]?.stringValue
        try need(.bearer, type?.lowercased() == "bearer", "It is \(type ?? "missing").")
        try need(.noStore, answer["cache-control"]?.lowercased().contains("no-store") == true)
        try need(.expiry, tokens["expires_in"]?.int64Value != nil)
        try need(.refreshToken, tokens["refresh_token"]?.stringValue != nil)
        let scope = tokens["scope"]?.stringValue ?? request?.scope ?? "no scope"
        return .passed("an access token for \(scope)")
    }

    mutating func refresh() async throws -> ConnectionReport.Outcome {
        guard let old = tokens["refresh_token"]?.stringValue else { return .notNeeded("no refresh token was given") }
        let answer = try await askForTokens([("grant_type", "refresh_token"), ("refresh_token", old)])
        let given = answer.status == 200 ? Self.object(answer) : nil
        let new = try require(
            .refreshed, given?["access_token"]?.stringValue?.isEmpty == false ? given : nil, Self.words(answer))
        let next = new["refresh_token"]?.stringValue
        try need(.rotated, next != nil && next != old, next == nil ? "None came back." : "The same one came back.")
        tokens = new
        return .passed("a new access token\(next != nil && next != old ? ", a new refresh token" : "")")
    }

    mutating func userInfo() async throws -> ConnectionReport.Outcome {
        guard let url = server["userinfo_endpoint"]?.stringValue else {
            return .notNeeded("there is no userinfo_endpoint")
        }
        let asked = request?.scope?.split(separator: " ") ?? []
        let scopes = tokens["scope"]?.words ?? asked.map(String.init)
        guard scopes.contains("openid") else { return .notNeeded("openid was not asked for") }
        let answer = try await get(url, token: tokens["access_token"]?.stringValue)
        let person = answer.status == 200 ? Self.object(answer) : nil
        try need(.userInfo, person?["sub"]?.stringValue != nil, Self.words(answer))
        if scopes.contains("email") {
            try need(.emailVerified, person?["email"]?.stringValue != nil && person?["email_verified"] == true)
        }
        return .passed("sub\(person?["email"]?.stringValue == nil ? "" : ", email")")
    }

    /// With the resource (RFC 8707), and the client as the server knows it.
    private func askForTokens(_ entries: [(String, String)]) async throws(WebFailure) -> WebAnswer {
        var entries = entries + [("resource", endpoint)]
        var fields: [(name: String, value: String)] = []
        let id = registered?.id ?? ""
        switch (registered?.authentication, registered?.secret) {
        case ("client_secret_basic", let secret?):
            // "encoded using the application/x-www-form-urlencoded encoding algorithm" (RFC 6749, 2.3.1).
            let pair = "\(PercentEncoding.encode(id)):\(PercentEncoding.encode(secret))"
            fields.append(("Authorization", "Basic \(Data(pair.utf8).base64EncodedString())"))
        case ("client_secret_post", let secret?): entries += [("client_id", id), ("client_secret", secret)]
        default: entries.append(("client_id", id))
        }
        return try await post(server["token_endpoint"]?.stringValue ?? "", form: entries, fields: fields)
    }

    /// What the walk was given is given back; nothing hangs on it.
    func signOff() async {
        guard let url = server["revocation_endpoint"]?.stringValue, let id = registered?.id else { return }
        for name in ["refresh_token", "access_token"] {
            guard let token = tokens[name]?.stringValue else { continue }
            var entries = [("token", token), ("token_type_hint", name), ("client_id", id)]
            if let secret = registered?.secret { entries.append(("client_secret", secret)) }
            _ = try? await post(url, form: entries)
        }
    }
}
