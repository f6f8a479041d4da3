extension Sentences {
    /// What the doctor of connections finds, and the rules that it goes by. What a server has answered stays as it is.
    static let findings: [String: String] = failures.reduce(into: rules.merging(details) { $1 }) { all, failure in
        (all[failure.key], all["\(failure.key)."]) = (failure.value, "\(failure.value).")
    }

    /// Why there was no answer: our own words, and those of libcurl that are met most.
    private static let failures: [String: String] = [
        "there was no time left": "le temps était écoulé",
        "the address is not one of {}": "l’adresse n’est pas de {}",
        "libcurl has no memory": "libcurl n’a plus de mémoire",
        "the answer is larger than {} bytes": "la réponse dépasse {} octets",
        "error {}": "erreur {}",
        "the answer was not read": "la réponse n’a pas été lue",
        "Could not resolve hostname": "le nom du serveur ne se résout pas",
        "Couldn't resolve host name": "le nom du serveur ne se résout pas",
        "Could not connect to server": "le serveur n’accepte pas de connexion",
        "Couldn't connect to server": "le serveur n’accepte pas de connexion",
        "Timeout was reached": "le délai est dépassé",
        "SSL connect error": "la connexion TLS a échoué",
        "SSL peer certificate or SSH remote key was not OK": "le certificat du serveur n’est pas valable",
        "Server returned nothing (no headers, no data)": "le serveur n’a rien répondu",
    ]

    private static let rules: [String: String] = [
        "A POST without a token is answered 401.": "À un POST sans jeton, la réponse est 401.",
        "The 401 carries WWW-Authenticate: Bearer.": "La réponse 401 porte WWW-Authenticate: Bearer.",
        "The challenge names resource_metadata, an absolute URL.":
            "Cette réponse nomme resource_metadata, une URL complète.",
        "The address begins with https://.": "L’adresse commence par https://.",
        "The metadata is a JSON object, answered 200.": "Les métadonnées sont un objet JSON, avec la réponse 200.",
        "resource is exactly the address that was asked.": "resource est exactement l’adresse demandée.",
        "authorization_servers names an authorization server.":
            "authorization_servers nomme un serveur d’autorisation.",
        "The metadata is found at the path form of its well-known address too.":
            "Les métadonnées se trouvent aussi à l’adresse bien connue qui porte le chemin.",
        "offline_access is no scope of the resource.": "offline_access n’est pas une portée de la ressource.",
        "The authorization server's metadata is a JSON object, answered 200.":
            "Les métadonnées du serveur d’autorisation sont un objet JSON, avec la réponse 200.",
        "issuer is exactly the authorization server that the resource names.":
            "issuer est exactement le serveur d’autorisation que nomme la ressource.",
        "authorization_endpoint and token_endpoint are absolute URLs.":
            "authorization_endpoint et token_endpoint sont des URL complètes.",
        "response_types_supported has code.": "response_types_supported contient code.",
        "code_challenge_methods_supported has S256.": "code_challenge_methods_supported contient S256.",
        "token_endpoint_auth_methods_supported has one that this client uses.":
            "token_endpoint_auth_methods_supported contient une méthode que ce client utilise.",
        "grant_types_supported has refresh_token.": "grant_types_supported contient refresh_token.",
        "scopes_supported has the scopes that the resource names.":
            "scopes_supported contient les portées que nomme la ressource.",
        "authorization_response_iss_parameter_supported is true.":
            "authorization_response_iss_parameter_supported est vrai.",
        "The server takes a client that it has not met, in a way that this client knows.":
            "Le serveur accepte un client qu’il ne connaît pas encore, d’une façon que ce client connaît.",
        "client_id_metadata_document_supported is true, and clients without a secret are taken.":
            "client_id_metadata_document_supported est vrai, et les clients sans secret sont acceptés.",
        "A registration is answered 201 with a client_id.":
            "À un enregistrement, la réponse est 201 avec un client_id.",
        "The registration keeps the redirect URI.": "L’enregistrement garde l’URI de redirection.",
        "Nobody is sent back before they are authenticated.":
            "Personne n’est renvoyé avant de s’être authentifié.",
        "The authorization request is answered with a login page.":
            "La réponse à la demande d’autorisation est une page de connexion.",
        "The page forbids frames: frame-ancestors 'none'.":
            "La page ne se laisse pas encadrer\u{A0}: frame-ancestors 'none'.",
        "Address and password are taken.": "L’adresse et le mot de passe sont acceptés.",
        "A form with a password is not answered 307 or 308.":
            "La réponse à un formulaire avec mot de passe n’est ni 307 ni 308.",
        "The page after the login has a button that allows the access.":
            "La page qui suit la connexion a un bouton qui autorise l’accès.",
        "The redirect carries a code.": "La redirection porte un code.",
        "The redirect carries the state as it was sent.": "La redirection porte state tel qu’il a été envoyé.",
        "iss is exactly the issuer.": "iss est exactement l’émetteur.",
        "The code is redeemed: 200 with an access_token.": "Le code est échangé\u{A0}: 200 avec un access_token.",
        "token_type is Bearer.": "token_type est Bearer.",
        "The answer is not to be stored: Cache-Control: no-store.":
            "La réponse ne doit pas être conservée\u{A0}: Cache-Control: no-store.",
        "expires_in is given.": "expires_in est donné.",
        "A refresh token is given; without one people log in again at every expiry.":
            "Un jeton de renouvellement est donné\u{A0}; sans lui, il faut se reconnecter à chaque expiration.",
        "The refresh token is redeemed: 200 with an access_token.":
            "Le jeton de renouvellement est échangé\u{A0}: 200 avec un access_token.",
        "A refresh token is replaced by its use.": "Un jeton de renouvellement est remplacé dès qu’il sert.",
        "userinfo is answered 200 with a sub.": "La réponse de userinfo est 200 avec un sub.",
        "userinfo has email, and email_verified is true.": "userinfo contient email, et email_verified est vrai.",
        "The resource takes the token.": "La ressource accepte le jeton.",
        "The server speaks a version of the protocol that this client opens with.":
            "Le serveur parle une version du protocole par laquelle ce client commence.",
        "tools/list is answered with tools.": "La réponse à tools/list contient des outils.",
        "A tool's name has 1 to 64 letters, digits, _ and -.":
            "Le nom d’un outil a de 1 à 64 lettres, chiffres, _ et -.",
        "A tool's inputSchema is a schema of an object.": "inputSchema d’un outil est le schéma d’un objet.",
        "Every tool has readOnlyHint, destructiveHint and openWorldHint.":
            "Chaque outil a readOnlyHint, destructiveHint et openWorldHint.",
        "Every tool declares securitySchemes, or no linking screen opens.":
            "Chaque outil déclare securitySchemes, sinon aucun écran de connexion ne s’ouvre.",
        "securitySchemes stand in the tool's _meta too.": "securitySchemes figurent aussi dans _meta de l’outil.",
        "The server answers.": "Le serveur répond.",
        "The server answers at its public address.": "Le serveur répond à son adresse publique.",
        "The public address shows this server's keys.": "L’adresse publique montre les clés de ce serveur.",
        "The public address leads to this server.": "L’adresse publique mène à ce serveur.",
        "The server and its database answer.": "Le serveur et sa base de données répondent.",
        "A call without a key is answered 401, as JSON.": "À un appel sans clé, la réponse est 401, en JSON.",
    ]

    private static let details: [String: String] = [
        "an earlier step failed": "une étape précédente a échoué",
        "a key was given, which needs no authorization": "une clé a été donnée\u{A0}: il n’y a rien à autoriser",
        "no user was given (--user and --password-file)":
            "aucun utilisateur n’a été donné (--user et --password-file)",
        "there is no token": "il n’y a pas de jeton",
        "only the client itself can sign (private_key_jwt)": "seul le client lui-même peut signer (private_key_jwt)",
        "no refresh token was given": "aucun jeton de renouvellement n’a été donné",
        "there is no userinfo_endpoint": "il n’y a pas de userinfo_endpoint",
        "openid was not asked for": "openid n’a pas été demandé",
        "It was answered {}.": "La réponse est {}.",
        "It was answered {}: {}.": "La réponse est {}\u{A0}: {}.",
        "It was answered {} with {}.": "La réponse est {} avec {}.",
        "It was answered {} with {}: {}.": "La réponse est {} avec {}\u{A0}: {}.",
        "It was answered {} to {}.": "La réponse est {} et mène à {}.",
        "It was answered {} to {} with {}: {}.": "La réponse est {} et mène à {} avec {}\u{A0}: {}.",
        "no description": "sans explication", "nothing": "rien", "missing": "absent", "no scope": "aucune portée",
        "401, and the metadata is at {}": "401, et les métadonnées sont à {}",
        "{} is guarded by {}": "{} est gardée par {}",
        "the client's metadata document, {}": "le document de métadonnées du client, {}",
        "registered as {}": "enregistré comme {}",
        "a login page: {}": "une page de connexion\u{A0}: {}",
        "logged in": "connecté",
        "logged in, allowed on \"{}\"": "connecté, autorisé sur «\u{A0}{}\u{A0}»",
        "allowed on \"{}\"": "autorisé sur «\u{A0}{}\u{A0}»",
        "a code, state": "un code, state",
        "a code, state, iss": "un code, state, iss",
        "an access token for {}": "un jeton d’accès pour {}",
        "a new access token": "un nouveau jeton d’accès",
        "a new access token, a new refresh token": "un nouveau jeton d’accès, un nouveau jeton de renouvellement",
        "{} tool": "{} outil",
        "{} tools": "{} outils",
        "It is {}, and assistants on the internet reach nothing but https://.":
            "C’est {}, et les assistants sur Internet n’atteignent que https://.",
        "It is one of them.": "Elle en fait partie.",
        "Assistants on the internet reach nothing else.": "Les assistants sur Internet n’atteignent rien d’autre.",
        "It carries none.": "Elle n’en porte pas.",
        "It names {}.": "Elle nomme {}.",
        "It names none.": "Elle n’en nomme aucun.",
        "{} was asked; it says {}.": "{} a été demandé\u{A0}; la réponse dit {}.",
        "The resource names {}; it says {}.": "La ressource nomme {}\u{A0}; la réponse dit {}.",
        "{} is {}.": "{} est {}.",
        "It is {}.": "C’est {}.",
        "It is {}, the issuer is {}.": "C’est {}, l’émetteur est {}.",
        "It lacks {}.": "Il manque {}.",
        "It has {}.": "Il y a {}.",
        "It has none.": "Il n’y en a aucun.",
        "It has no registration_endpoint, and takes metadata documents.":
            "Il n’a pas de registration_endpoint, et accepte les documents de métadonnées.",
        "It has no registration_endpoint, and takes no metadata documents.":
            "Il n’a pas de registration_endpoint, et n’accepte pas les documents de métadonnées.",
        "It has a broken registration_endpoint, and takes metadata documents.":
            "Son registration_endpoint n’est pas valable, et il accepte les documents de métadonnées.",
        "It has a broken registration_endpoint, and takes no metadata documents.":
            "Son registration_endpoint n’est pas valable, et il n’accepte pas les documents de métadonnées.",
        "{} was asked for.": "{} a été demandée.",
        "It has to fetch the client's document itself.": "Il doit chercher lui-même le document du client.",
        "It leads to {} instead of back to the app.": "Elle mène à {} au lieu de ramener à l’application.",
        "The login page came again: {}.": "La page de connexion est revenue\u{A0}: {}.",
        "The page \"{}\" has none.": "La page «\u{A0}{}\u{A0}» n’en a pas.",
        "Ten pages came one after another.": "Dix pages se sont suivies.",
        "It carries the error {}: {}.": "Elle porte l’erreur {}\u{A0}: {}.",
        "None came back.": "Aucun n’est revenu.",
        "The same one came back.": "C’est le même qui est revenu.",
        "Without it: {}.": "Sans cela\u{A0}: {}.",
        "Without it: {} and {} more.": "Sans cela\u{A0}: {} et {} autres.",
        "one without a name": "un outil sans nom",
        "Another one answers at {}.": "Un autre répond à {}.",
        "{}: {}": "{}\u{A0}: {}",
    ]
}
