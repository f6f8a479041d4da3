import AuthCore
import Domain
import JSON

/// Client metadata as registrations and metadata documents write it (RFC 7591, 2). Members that nobody here knows are
/// passed over, and `null` is as good as nothing.
extension ClientMetadata {
    init(json body: [UInt8]) throws(OAuthError) {
        let object: JSONObject
        do {
            guard case .object(let read) = try JSONValue.parse(body) else {
                throw OAuthError(.invalidClientMetadata, "The client metadata is not a JSON object.")
            }
            object = read
        } catch let error as JSONError {
            throw OAuthError(.invalidClientMetadata, "The client metadata is not valid JSON: \(error.message).")
        } catch let error as OAuthError {
            throw error
        } catch {
            throw OAuthError(.invalidClientMetadata, "The client metadata cannot be read.")
        }
        self.init()
        var faults: [String] = []
        func text(_ name: String) -> String? {
            switch object[name] {
            case nil, .null?: return nil
            case .string(let text)?: return text
            case let other?:
                faults.append("\(name) is a string, not \(other.kind).")
                return nil
            }
        }
        func texts(_ name: String) -> [String]? {
            switch object[name] {
            case nil, .null?: return nil
            case .array(let values)? where values.allSatisfy({ $0.stringValue != nil }):
                return values.compactMap(\.stringValue)
            default:
                faults.append("\(name) is an array of strings.")
                return nil
            }
        }
        clientID = text("client_id")
        name = text("client_name")
        redirectURIs = texts("redirect_uris") ?? []
        grantTypes = texts("grant_types")
        authMethod = text("token_endpoint_auth_method")
        authMethods = texts("token_endpoint_auth_methods_supported")
        scope = text("scope")
        jwksURI = text("jwks_uri")
        clientURI = text("client_uri")
        switch object["jwks"] {
        case nil, .null?: jwks = nil
        case .object(let set)?: jwks = JSONValue.object(set).text
        default: faults.append("jwks is an object.")
        }
        if !faults.isEmpty { throw OAuthError(.invalidClientMetadata, faults.joined(separator: " ")) }
    }
}

extension OAuthServer.Registered {
    /// "The response … MUST include all registered metadata about this client" (RFC 7591, 3.2.1).
    func json(_ asked: ClientMetadata) -> [UInt8] {
        func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        var object = JSONObject([
            ("client_id", .string(client.clientID)),
            ("client_id_issued_at", .int(client.createdAt.microseconds / 1_000_000)),
            ("client_name", .string(client.name)), ("redirect_uris", texts(client.redirectURIs)),
            ("grant_types", texts(client.grantTypes.map(\.rawValue))), ("response_types", texts(["code"])),
            ("token_endpoint_auth_method", .string(method(asked))),
        ])
        if let secret {
            object["client_secret"] = .string(secret.exposed)
            // "or 0 if it will not expire"
            object["client_secret_expires_at"] = .int(0)
        }
        if let scope = asked.scope { object["scope"] = .string(scope) }
        if !client.clientURI.isEmpty { object["client_uri"] = .string(client.clientURI) }
        if !client.jwksURI.isEmpty { object["jwks_uri"] = .string(client.jwksURI) }
        if let jwks = try? JSONValue.parse(Array(client.jwks.utf8)) { object["jwks"] = jwks }
        return JSONValue.object(object).serialized()
    }

    /// The one that was asked for, where it is one of the client's.
    private func method(_ asked: ClientMetadata) -> String {
        let methods = client.authMethods
        let wanted = asked.authMethod.flatMap(OAuthClient.AuthMethod.init(rawValue:)) ?? .basic
        return (methods.contains(wanted) ? wanted : methods.first ?? .none).rawValue
    }
}
