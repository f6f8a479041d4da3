"""The web as apps use it: a server whose certificate an authority of its own has signed."""

import contextlib
import http.server
import json
import ssl
import subprocess
import threading
import time
from pathlib import Path


class Site:
    """Serves what it holds by path: a document, or a function that answers the request itself."""

    def __init__(self, port: int, authority: Path):
        self.authority = authority
        self.url = f"https://127.0.0.1:{port}"
        self.pages: dict = {}
        # What was asked for, and how often somebody came at all.
        self.seen: list[str] = []
        self.connections = 0

    def put(self, path: str, page) -> str:
        self.pages[path] = page
        return self.url + path


@contextlib.contextmanager
def serving(folder: Path):
    def openssl(*arguments: str):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=180)

    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Authority")
    openssl("req", *new_key, "-keyout", "site.key", "-out", "site.csr", "-subj", "/CN=Site")
    (folder / "site.ext").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl(
        "x509", "-req", "-in", "site.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "site.ext", "-out", "site.pem",
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            site.seen.append(self.path)
            page = site.pages.get(self.path)
            if callable(page):
                with contextlib.suppress(OSError):  # who gives up while it is answered
                    page(self)
            elif page is None:
                self.send_error(404)
            else:
                answer(self, json.dumps(page).encode())

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def verify_request(self, *_):
            site.connections += 1
            return True

        def handle_error(self, *_):
            pass  # whoever does not like the certificate

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem", folder / "site.key")
    with Server(("127.0.0.1", 0), Handler) as server:
        # The handshake belongs to each connection's own thread.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site = Site(server.server_port, folder / "ca.pem")
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield site
        server.shutdown()


def answer(request, body: bytes, status: int = 200, **headers: str):
    request.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def redirecting(to: str):
    return lambda request: answer(request, b"", 302, Location=to)


def trickling(request):
    """A byte at a time, for longer than anybody waits."""
    answer(request, b"", Content_Length="10000")
    for _ in range(600):
        request.wfile.write(b" ")
        time.sleep(0.1)
