"""Every page in every state, as the Swift tests wrote them, with the headers that kiikd gives them."""

import contextlib
import http.server
import json
import os
import threading
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from journeys import consent, give_code, login
from judging import axe_finds_nothing, is_fit_for_people

FOLDER = Path(os.environ.get("PAGES_FOLDER", "missing"))
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
SITE = "https://kiik.example/"


def show(page, name, sent=None):
    """Answers every request with that page, and keeps the forms that come."""

    def answer(route):
        if route.request.method == "POST" and sent is not None:
            sent.append(parse_qs(route.request.post_data, keep_blank_values=True))
        headers = json.loads((FOLDER / f"{name}.json").read_text())
        route.fulfill(body=(FOLDER / f"{name}.html").read_bytes(), headers=headers)

    page.route(f"{SITE}**", answer)
    page.goto(SITE + name)


@contextlib.contextmanager
def serving(**answers):
    """A server of its own: Chromium judges redirects only where they come over the network."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answers[self.command]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.skipif(not NAMES, reason="PAGES_FOLDER has no pages: scripts/browser-tests writes them")
class TestPages:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_page_is_fit_for_people(self, open_page, name):
        page = open_page()
        show(page, name)
        is_fit_for_people(page, name.rsplit(".", 1)[1])

    def test_consent_and_login_are_so_in_both_themes_at_both_widths(self, open_page):
        page = open_page()
        for name in ("consent.en", "consent.fr", "login.en", "login-wrong.fr"):
            show(page, name)
            axe_finds_nothing(page, [(width, theme) for width in (360, 1440) for theme in ("light", "dark")])

    def test_the_keyboard_logs_in(self, open_page):
        page, sent = open_page(), []
        show(page, "login-code.en", sent)
        give_code(page, "123456")
        show(page, "login.en", sent)
        login(page, "ada@acme.example", "correct horse")
        assert sent[0]["code"] == ["123456"] and "password" not in sent[0]
        assert (sent[1]["email"], sent[1]["password"]) == (["ada@acme.example"], ["correct horse"])

    @pytest.mark.parametrize("decision", ["allow", "deny"])
    def test_the_keyboard_consents_to_less(self, open_page, decision):
        page, sent = open_page(), []
        show(page, "consent-verified.en", sent)
        consent(page, decision, without=("email",))
        assert len(sent) == 1
        assert sent[0]["decision"] == [decision]
        assert sent[0]["scope"] == ["openid", "customers:read"]
        assert sent[0]["tenant"] == ["t1"]

    def test_limits_show_where_they_are_chosen(self, open_page):
        page = open_page()
        show(page, "consent.en")
        customers = page.locator("[name=customer]").first
        assert not customers.is_visible()
        page.locator("[name=reach][value=chosen]").check()
        assert customers.is_visible()

    def test_consent_leads_to_the_app_and_wherever_the_app_leads(self, open_page):
        headers = json.loads((FOLDER / "consent-verified.en.json").read_text())
        body = (FOLDER / "consent-verified.en.html").read_bytes()
        html = {"Content-Type": "text/html"}
        with (
            serving(GET=(200, html, b"<title>Connected</title>")) as last,
            serving(GET=(302, {"Location": last}, b"")) as app,
            serving(GET=(200, headers, body), POST=(303, {"Location": app}, b"")) as kiikd,
        ):
            page = open_page()
            page.goto(kiikd)
            consent(page)
            assert (page.title(), page.url) == ("Connected", last)
