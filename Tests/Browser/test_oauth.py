"""A person connects an app, sees what it may do, and takes it back: in two languages, with the keyboard alone."""

import contextlib
import hashlib
import http.server
import secrets
import threading
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import requests
from conftest import contract_tests
from journeys import consent, go_to, login, send
from judging import axe_finds_nothing, is_fit_for_people

PASSWORD = "correct horse battery staple"
SCOPES = "openid offline_access customers:read invoices:read invoices:write"
LOOKS = [(width, theme) for width in (360, 1440) for theme in ("light", "dark")]
TITLES = {
    "en": ("Log in", "Ledger & Sons⁩ asks for access", "Apps with access"),
    "fr": ("Se connecter", "Ledger & Sons⁩ demande un accès", "Applications autorisées"),
}


@pytest.fixture(scope="module")
def kiikd():
    """One whose own address is where the browser finds it."""
    with contract_tests().running_at_its_own_address() as daemon:
        yield daemon


@pytest.fixture
def email(kiikd):
    address = f"{secrets.token_hex(6)}@demo.example"
    arguments = ["--tenant", "demo", "--email", address, "--role", "Owner", "--password-stdin"]
    kiikd.command("users", "create", *arguments, said=PASSWORD)
    return address


@contextlib.contextmanager
def callback_server():
    """The app's own: its address, and what came."""
    came = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            came.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Connected</title><link rel=icon href=data:,>")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/callback", came
        server.shutdown()


class App:
    def __init__(self, kiikd, redirect_uri: str):
        self.url, self.redirect_uri, self.verifier = kiikd.url, redirect_uri, secrets.token_urlsafe(48)
        metadata = {"client_name": "Ledger & Sons", "redirect_uris": [redirect_uri]}
        made = requests.post(
            f"{kiikd.url}/oauth/register/", json={**metadata, "token_endpoint_auth_method": "none"}
        )
        assert made.status_code == 201, made.text
        self.client_id = made.json()["client_id"]

    def address(self, **more: str) -> str:
        challenge = urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        return f"{self.url}/oauth/authorize/?" + urlencode({
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "scope": SCOPES,
            "state": "a b&ü", "code_challenge": challenge, "code_challenge_method": "S256", **more,
        })

    def token(self, **parameters: str):
        return requests.post(f"{self.url}/oauth/token/", data={"client_id": self.client_id, **parameters})

    def exchange(self, code: str):
        return self.token(
            grant_type="authorization_code", code=code, redirect_uri=self.redirect_uri, code_verifier=self.verifier
        )

    def call(self, token: str) -> int:
        address = f"{self.url}/api/ai-actions/context/customers/"
        return requests.get(address, headers={"Authorization": f"Bearer {token}"}).status_code


def is_fit(page, language: str, title: str):
    assert title in page.title()
    is_fit_for_people(page, language)
    axe_finds_nothing(page, LOOKS)


@pytest.mark.parametrize("language", TITLES)
def test_a_person_connects_an_app_and_takes_it_back(kiikd, open_page, email, language):
    at_login, at_consent, at_apps = TITLES[language]
    page = open_page(locale=language)
    with callback_server() as (address, came):
        app = App(kiikd, address)
        page.goto(app.address())
        is_fit(page, language, at_login)
        login(page, email, "wrong horse battery staple")
        assert page.get_by_role("alert").is_visible()
        assert page.locator("[name=email]").input_value() == email
        assert page.locator("[name=password]").input_value() == ""
        is_fit(page, language, at_login)
        login(page, email, PASSWORD)

        is_fit(page, language, at_consent)
        assert "Ledger & Sons" in page.locator("main").inner_text()
        assert email in page.locator("main").inner_text()
        consent(page, without=("invoices:write",))
        assert page.title() == "Connected"
        assert len(came) == 1
    said = dict(parse_qsl(urlsplit(came[0]).query))
    assert (said["state"], said["iss"]) == ("a b&ü", kiikd.url)

    given = app.exchange(said["code"]).json()
    assert given["scope"] == "openid offline_access customers:read invoices:read"
    assert app.call(given["access_token"]) == 200

    page.goto(f"{kiikd.url}/oauth/authorized/")
    is_fit(page, language, at_apps)
    assert page.get_by_role("heading", name="Ledger & Sons").is_visible()
    go_to(page, "form[action='/oauth/authorized/'] button")
    send(page)
    assert page.get_by_role("heading", name="Ledger & Sons").count() == 0
    is_fit(page, language, at_apps)
    assert app.call(given["access_token"]) == 401
    again = app.token(grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_who_says_no_is_led_back_to_the_app_too(kiikd, open_page, email):
    page = open_page(locale="en")
    with callback_server() as (address, came):
        page.goto(App(kiikd, address).address())
        login(page, email, PASSWORD)
        consent(page, "deny")
        assert page.title() == "Connected"
    assert parse_qs(urlsplit(came[0]).query)["error"] == ["access_denied"]


def test_consent_leads_to_an_app_with_a_scheme_of_its_own(kiikd, contexts, email):
    """Where no program takes the scheme, the browser stays; that it would have gone is what counts."""
    page = contexts(locale="en").new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(App(kiikd, "com.example.ledger:/callback").address())
    login(page, email, PASSWORD)
    go_to(page, "[name=decision][value=allow]")
    with page.expect_request(lambda request: request.url.startswith("com.example.ledger:/callback?code=")):
        page.keyboard.press("Enter")
    assert complaints == []
    page.context.clear_cookies()
    page.close()
