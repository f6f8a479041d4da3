/// What an operator does about what stops a client.
enum ConnectionAdvice {
    static func text(for requirement: Requirement) -> String { text(forID: requirement.id) }

    static func text(forID id: String) -> String {
        switch id {
        case "answer":
            "Check that KIIK_PUBLIC_URL is the address that everybody reaches, that its name resolves, that its certificate is valid, and that this server may reach it too."
        case "server", "keys":
            "Let the public address (KIIK_PUBLIC_URL) lead to this server: look at DNS and at the proxy in front of it."
        case "health": "Look at the server's log: its database does not answer."
        case "unauthorized", "challenge", "resource_metadata", "resource_metadata_document", "server_metadata",
            "path_form", "api":
            "Let the proxy in front pass every path, every method and the Authorization and WWW-Authenticate headers on, unchanged and without a page of its own."
        case "resource", "issuer", "iss", "authorization_servers", "endpoints":
            "Set KIIK_PUBLIC_URL to exactly the address that clients use, without a slash at the end."
        case "login_page":
            "Let this server reach the client's own address (https, port 443): it reads there who the client is. See KIIK_FETCH_ALLOWED."
        case "login":
            "Log in again, with your second factor where you have one, and repeat the test. A proxy must pass cookies on."
        case "consent": "Repeat the test as somebody whose role may use what the client asks for."
        case "code": "Your role may do nothing of what the client asks for, or the consent was not taken."
        case "state", "token", "token_type", "refresh":
            "Let the proxy in front keep bodies and addresses as they are, and answer nothing from a cache."
        case "token_taken": "Let the proxy in front pass the Authorization header on."
        default: "Keep the answer as the server gives it: look at the proxy in front, then at the server's log."
        }
    }
}
