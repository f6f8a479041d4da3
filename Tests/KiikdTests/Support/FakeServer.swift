import Foundation
import Testing

/// A protected MCP server and its authorization server in Python, strict with its client. Below each path it has one
/// fault, the path's name; below `sound` it has none.
final class FakeServer: Sendable {
    static let email = "ada@acme.example"
    static let password = "correct horse & battery=staple"
    static let key = "fta_key"

    let port: Int
    let place: Workplace

    static let shared = Task { try await FakeServer() }

    private init() async throws {
        let place = try Workplace()
        let (program, output) = ("\(place.path)/server.py", "\(place.path)/port")
        try Self.program.write(toFile: program, atomically: true, encoding: .utf8)
        try "\(Self.password)\n".write(toFile: "\(place.path)/password", atomically: true, encoding: .utf8)
        let python = try ChildProgram.start(
            ["/usr/bin/env", "python3", program], environment: ChildProgram.environment([:]), output: output,
            error: "\(place.path)/errors")
        place.remember(python.pid)
        port = try await eventually("the server's port") {
            let text = (try? CommandLineTool.text(output)) ?? ""
            return text.hasSuffix("\n") ? Int(text.dropLast()) : nil
        }
        self.place = place
    }

    func url(_ fault: String) -> String { "http://127.0.0.1:\(port)/\(fault)" }

    var person: [String] { ["--user", Self.email, "--password-file", "\(place.path)/password"] }

    private static let program = #"""
        import base64, hashlib, html, json, secrets, sys, threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

        EMAIL, PASSWORD, KEY = "ada@acme.example", "correct horse & battery=staple", "fta_key"
        clients, visits, codes, tokens, refreshes, revoked = {}, {}, {}, {}, {}, []
        OLD, NEW = "2025-11-25", "2026-07-28"
        META = "io.modelcontextprotocol/"


        def tool(fault, name):
            schemes = [{"type": "oauth2", "scopes": ["customers:read"]}]
            made = {
                "name": "customers.list" if fault == "dotted" else name,
                "description": "Lists customers",
                "inputSchema": {"type": "array" if fault == "schema" else "object"},
                "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
                "securitySchemes": schemes,
                "_meta": {"securitySchemes": schemes},
            }
            if fault == "no-hints":
                del made["annotations"]["openWorldHint"]
            if fault == "no-schemes":
                del made["securitySchemes"], made["_meta"]
            if fault == "no-mirror":
                del made["_meta"]
            return made


        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def reply(self, status, body=b"", kind="application/json", **headers):
                if isinstance(body, (dict, list)):
                    body = json.dumps(body).encode()
                elif isinstance(body, str):
                    body = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def page(self, title, body, status=200, **headers):
                if self.fault != "framed":
                    headers["Content_Security_Policy"] = "default-src 'none'; frame-ancestors 'none'"
                text = f"<!doctype html><html><head><title>{title}</title></head><body>"
                text += "<!-- <form method=post><input type=password name=comment></form> -->"
                self.reply(status, text + body, "text/html; charset=utf-8", **headers)

            def see(self, location, status=303, **headers):
                self.reply(status, b"", "text/plain", Location=location, **headers)

            def split(self):
                parts = urlsplit(self.path)
                names = parts.path.strip("/").split("/")
                known = ""
                if names[0] == ".well-known":
                    known, names = names[1], names[2:]
                self.fault, self.rest = names[0] if names else "", "/".join(names[1:])
                self.base = f"http://{self.headers['Host']}/{self.fault}"
                self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
                self.resource = self.base + "/mcp"
                return known

            def read(self):
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def form(self):
                return {name: values[0] for name, values in parse_qs(self.read().decode(), strict_parsing=True).items()}

            def do_GET(self):
                known = self.split()
                if known == "oauth-protected-resource" and self.rest == "mcp" and self.fault != "no-path-form":
                    return self.metadata()
                if known == "oauth-authorization-server" and not self.rest and self.fault != "no-server-metadata":
                    return self.server_metadata()
                if not known and self.rest == "metadata" and self.fault == "no-path-form":
                    return self.metadata()
                if not known and self.rest == "revoked":
                    return self.reply(200, [name for name, fault in revoked if fault == self.fault])
                if not known and self.rest in ("authorize", "consent", "userinfo"):
                    return getattr(self, self.rest)()
                self.reply(404, {"error": "not_found"})

            def do_POST(self):
                if not self.split() and self.rest in ("mcp", "register", "login", "consent", "token", "revoke"):
                    return getattr(self, "post_" + self.rest)()
                self.read()
                self.reply(404, {"error": "not_found"})

            def metadata(self):
                if self.fault == "metadata-500":
                    return self.reply(500, {"error": "server_error"})
                self.reply(200, {
                    "resource": self.base if self.fault == "resource-differs" else self.resource,
                    "authorization_servers": [] if self.fault == "no-servers" else [self.base],
                    "scopes_supported": ["customers:read"] + (["offline_access"] if self.fault == "offline" else []),
                })

            def server_metadata(self):
                made = {
                    "issuer": self.base + ("/" if self.fault == "issuer-slash" else ""),
                    "authorization_endpoint": self.base + "/authorize",
                    "token_endpoint": self.base + "/token",
                    "registration_endpoint": self.base + "/register",
                    "revocation_endpoint": self.base + "/revoke",
                    "userinfo_endpoint": self.base + "/userinfo",
                    "response_types_supported": ["code"],
                    "grant_types_supported": ["authorization_code", "refresh_token"],
                    "code_challenge_methods_supported": ["S256"],
                    "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
                    "scopes_supported": ["openid", "email", "offline_access", "customers:read"],
                    "client_id_metadata_document_supported": True,
                    "authorization_response_iss_parameter_supported": True,
                }
                changes = {
                    "no-token-endpoint": {"token_endpoint": "/token"},
                    "implicit": {"response_types_supported": ["token"]},
                    "plain": {"code_challenge_methods_supported": ["plain"]},
                    "jwt-only": {"token_endpoint_auth_methods_supported": ["tls_client_auth"]},
                    "no-registration": {"registration_endpoint": None},
                    "no-refresh-grant": {"grant_types_supported": ["authorization_code"]},
                    "few-scopes": {"scopes_supported": ["openid"]},
                    "signed-only": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
                    "no-documents": {"client_id_metadata_document_supported": None},
                    "no-newcomers": {"client_id_metadata_document_supported": None, "registration_endpoint": None},
                    "iss-unpromised": {"authorization_response_iss_parameter_supported": False},
                }
                made.update(changes.get(self.fault, {}))
                self.reply(200, {name: value for name, value in made.items() if value is not None})

            def post_register(self):
                asked = json.loads(self.read())
                if self.fault == "registration-400":
                    return self.reply(400, {"error": "invalid_client_metadata", "error_description": "scope is missing"})
                client = {"client_id": secrets.token_urlsafe(9), **asked}
                if self.fault in ("secret-basic", "secret-post"):
                    method = "client_secret_basic" if self.fault == "secret-basic" else "client_secret_post"
                    client.update(client_secret="s:%/ " + secrets.token_urlsafe(9), token_endpoint_auth_method=method)
                if self.fault == "other-redirect":
                    client["redirect_uris"] = ["https://elsewhere.test/"]
                clients[client["client_id"]] = client
                self.reply(201, client)

            def authorize(self):
                asked = self.query
                name = asked.get("client_id", "")
                if not (name in clients or name.startswith("https://")):
                    return self.page("Unknown client", "", 400)
                right = (
                    asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
                    and len(asked.get("code_challenge", "")) == 43 and asked.get("resource") == self.resource
                    and asked.get("state") and "customers:read" in asked.get("scope", "").split()
                )
                if not right or self.fault == "error-page":
                    return self.page("Invalid request", "<p>The \x1b[2Jresource &#x202e; is <b>missing</b>", 400)
                if self.fault == "early-redirect":
                    return self.see(asked["redirect_uri"] + "?error=login_required&state=" + asked["state"], 302)
                if self.fault == "no-form":
                    return self.page("Loading", "<script>if (1 < 2) { '<form method=post><input type=password>' }</script>")
                visit = secrets.token_urlsafe(9)
                visits[visit] = {**asked, "cookie": secrets.token_urlsafe(9), "csrf": "a&b\"<" + visit}
                self.login(visit)

            def login(self, visit, note=""):
                fields = f'<input type="hidden" name="visit" value="{visit}"><input type=hidden name=next value="a&amp;b">'
                form = (
                    f"<form method=get action='/search'><input name=q><button>Search</button></form>"
                    f'<h1>Log in</h1>{note}<FORM METHOD="POST" ACTION="login?from=&quot;page&quot;">{fields}'
                    f'<input name="email" type="email"><input name=password type=password required>'
                    f'<input type=checkbox name=stay checked><button type=submit>Log in</button></FORM>'
                )
                cookie = f"visit={visits[visit]['cookie']}; Path=/{self.fault}; HttpOnly"
                self.page("Log in", form, Set_Cookie=cookie)

            def visitor(self, visit):
                cookies = dict(pair.strip().split("=", 1) for pair in self.headers.get("Cookie", "").split(";") if "=" in pair)
                return visit in visits and cookies.get("visit") == visits[visit]["cookie"]

            def post_login(self):
                said = self.form()
                visit = said.get("visit", "")
                if not self.visitor(visit) or self.query != {"from": '"page"'} or said.get("stay") != "on":
                    return self.page("Start again", "", 400)
                if "q" in said or said.get("next") != "a&b" or self.headers.get("Origin") != self.base.rsplit("/", 1)[0]:
                    return self.page("Start again", "", 403)
                if (said.get("email"), said.get("password")) != (EMAIL, PASSWORD) or self.fault == "refuses":
                    return self.login(visit, "<p>Wrong</p>")
                visits[visit]["in"] = True
                if self.fault == "resends":
                    return self.see(f"{self.base}/consent?visit={visit}", 307)
                self.see(f"consent?visit={visit}")

            def consent(self):
                visit = self.query.get("visit", "")
                if not self.visitor(visit) or not visits[visit].get("in"):
                    return self.page("Start again", "", 400)
                name = "later" if self.fault == "no-allow" else "allow"
                hidden = f'<input type=hidden name=csrf value="{html.escape(visits[visit]["csrf"])}"><input type=hidden name=visit value={visit}>'
                self.page("Allow access?", f'''
                    <form method=post action=logout><button>Not you?</button></form>
                    <form method=post action=consent>{hidden}
                    <select name=tenant><option value=1>One<option value=2 selected>Two &amp; more</select>
                    <input type=checkbox name=scope value=customers:read checked> <input type=checkbox name=scope value=extra>
                    <button name=decision value=deny>Don't allow</button>
                    <button name=decision value={name}><b>{name.title()}</b></button></form>''')

            def post_consent(self):
                if self.fault == "resends" and "visit" in self.query:
                    return self.consent()
                said = self.form()
                visit = visits.pop(said.get("visit", ""), None)
                right = visit and visit.get("in") and said.get("csrf") == visit["csrf"]
                if not right or said.get("decision") != "allow" or said.get("tenant") != "2" or said.get("scope") != "customers:read":
                    return self.page("Refused", "", 403)
                if self.fault == "elsewhere":
                    return self.see("https://elsewhere.test/mfa")
                code = secrets.token_urlsafe(9)
                codes[code] = visit
                answer = {"code": code, "state": visit["state"], "iss": self.base}
                if self.fault == "denied":
                    answer = {"error": "access_denied", "error_description": "not today", "state": visit["state"], "iss": self.base}
                if self.fault == "other-state":
                    answer["state"] += "x"
                if self.fault in ("no-iss", "iss-unpromised"):
                    del answer["iss"]
                if self.fault == "other-iss":
                    answer["iss"] += "/"
                if self.fault == "no-code":
                    del answer["code"]
                self.see(f"{visit['redirect_uri']}?{urlencode(answer)}")

            def client(self, said):
                header = self.headers.get("Authorization", "")
                if header.startswith("Basic "):
                    from urllib.parse import unquote_plus

                    name, secret = map(unquote_plus, base64.b64decode(header[6:]).decode().split(":", 1))
                    method = "client_secret_basic"
                else:
                    name, secret = said.get("client_id", ""), said.get("client_secret")
                    method = "client_secret_post" if secret else "none"
                if name.startswith("https://"):
                    return name if method == "none" else None
                known = clients.get(name, {})
                right = known.get("token_endpoint_auth_method") == method and known.get("client_secret") == secret
                return name if right else None

            def post_token(self):
                said = self.form()
                name = self.client(said)
                if not name:
                    return self.reply(401, {"error": "invalid_client"})
                if said.get("grant_type") == "authorization_code":
                    visit = codes.pop(said.get("code", ""), None)
                    digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
                    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                    right = (
                        visit and visit["code_challenge"] == challenge and visit["client_id"] == name
                        and visit["redirect_uri"] == said.get("redirect_uri") and said.get("resource") == self.resource
                    )
                    if not right or self.fault == "token-400":
                        return self.reply(400, {"error": "invalid_grant", "error_description": "The code is unknown"})
                    scope = visit["scope"]
                else:
                    refresh = said.get("refresh_token", "")
                    scope = refreshes.get(refresh) if self.fault == "no-rotation" else refreshes.pop(refresh, None)
                    if not scope or self.fault == "refresh-400":
                        return self.reply(400, {"error": "invalid_grant"})
                token = secrets.token_urlsafe(9)
                tokens[token] = scope
                answer = {"access_token": token, "token_type": "mac" if self.fault == "mac" else "bearer", "expires_in": 600}
                if self.fault == "no-expiry":
                    del answer["expires_in"]
                if self.fault != "no-refresh":
                    answer["refresh_token"] = said.get("refresh_token") if self.fault == "no-rotation" and said.get("refresh_token") else secrets.token_urlsafe(9)
                    refreshes[answer["refresh_token"]] = scope
                self.reply(200, answer, **({} if self.fault == "stored" else {"Cache_Control": "no-store"}))

            def post_revoke(self):
                said = self.form()
                if said.get("token") in tokens or said.get("token") in refreshes:
                    revoked.append((said.get("token_type_hint"), self.fault))
                self.reply(200, {})

            def bearer(self):
                header = self.headers.get("Authorization", "")
                return header[7:] if header.startswith("Bearer ") else None

            def userinfo(self):
                if self.bearer() not in tokens or self.fault == "userinfo-401":
                    return self.reply(401, {"error": "invalid_token"})
                self.reply(200, {"sub": "1", "email": EMAIL, "email_verified": self.fault != "unverified"})

            def post_mcp(self):
                asked = json.loads(self.read())
                token = self.bearer()
                known = (token in tokens or token == KEY) and self.fault != "token-refused"
                if not known and self.fault != "open":
                    where = f"{self.base}/metadata" if self.fault == "no-path-form" else (
                        f"http://{self.headers['Host']}/.well-known/oauth-protected-resource/{self.fault}/mcp")
                    header = f'Bearer error="invalid_token", resource_metadata="{where}", scope="customers:read"'
                    if self.fault == "no-resource-metadata":
                        header = 'Bearer realm="a, \\"b\\" resource_metadata=c"'
                    headers = {} if self.fault == "no-challenge" else {"WWW_Authenticate": header}
                    return self.reply(401, {"error": "invalid_token"}, **headers)
                method, meta = asked["method"], asked.get("params", {}).get("_meta", {})
                version = self.headers.get("MCP-Protocol-Version")
                is_new = META + "protocolVersion" in meta
                if "id" not in asked:
                    return self.reply(202)
                if is_new and (version != NEW or self.headers.get("Mcp-Method") != method or META + "clientCapabilities" not in meta):
                    return self.fail(400, -32020, "The headers differ")
                if self.fault == "no-era" or (self.fault == "old-era" and is_new):
                    return self.fail(400, -32022, "Unsupported version")
                if method == "server/discover" and is_new:
                    return self.result({"supportedVersions": [NEW, OLD], "capabilities": {"tools": {}}, "resultType": "complete"})
                if method == "initialize" and self.fault != "new-era":
                    return self.result({"protocolVersion": OLD, "capabilities": {"tools": {}}}, Mcp_Session_Id="one")
                if method == "tools/list" and (is_new or (version == OLD and self.headers.get("Mcp-Session-Id") == "one")):
                    if self.fault == "no-tools":
                        return self.result({"tools": []})
                    if self.fault == "paged" and "cursor" not in asked.get("params", {}):
                        return self.result({"tools": [tool("", "first")], "nextCursor": "2"})
                    return self.result({"tools": [tool(self.fault, "customers_list")]})
                self.fail(404, -32601, "Unknown method")

            def result(self, result, **headers):
                message = {"jsonrpc": "2.0", "id": 1, "result": result}
                if self.fault == "stream":
                    note = {"jsonrpc": "2.0", "method": "notifications/message"}
                    text = f": hello\r\n\r\ndata: {json.dumps(note)}\r\n\r\nevent: message\r\ndata: {json.dumps(message)}\r\n\r\n"
                    return self.reply(200, text, "text/event-stream", **headers)
                self.reply(200, message, **headers)

            def fail(self, status, code, text):
                self.reply(status, {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": text}})


        class Server(ThreadingHTTPServer):
            request_queue_size = 128


        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
