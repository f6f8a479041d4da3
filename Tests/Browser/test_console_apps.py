"""Settings → Connect, Connected apps, OAuth applications: a program from its registration to its end."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from conftest import PASSWORD
from journeys import consent
from judging import is_fit_for_people, snapshot
from test_console_keys import follow, press, send, written
from test_oauth import callback_server


class Program:
    """What somebody writes who pastes an application's id and secret."""

    def __init__(self, business, client_id: str, secret: str, redirect_uri: str):
        self.url, self.client, self.redirect_uri = business.url, (client_id, secret), redirect_uri
        self.verifier = secrets.token_urlsafe(48)

    def address(self, scope: str) -> str:
        challenge = urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        return f"{self.url}/oauth/authorize/?" + urlencode({
            "response_type": "code", "client_id": self.client[0], "redirect_uri": self.redirect_uri, "scope": scope,
            "state": "here", "code_challenge": challenge, "code_challenge_method": "S256",
        })

    def token(self, **parameters: str):
        return requests.post(f"{self.url}/oauth/token/", data=parameters, auth=self.client)

    def exchange(self, code: str) -> dict:
        answer = self.token(
            grant_type="authorization_code", code=code, redirect_uri=self.redirect_uri, code_verifier=self.verifier
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, token: str) -> int:
        url = f"{self.url}/api/ai-actions/context/customers/"
        return requests.get(url, headers={"Authorization": f"Bearer {token}"}).status_code


def add(page, business, name: str, redirect_uri: str) -> tuple[str, str]:
    """As the guide says; client id and secret."""
    page.goto(f"{business.url}/settings/applications/")
    follow(page, "Add Application")
    page.locator("[name=name]").fill(name)
    page.locator("[name=client_type][value=confidential]").check()
    page.locator("[name=grant_type][value=authorization_code]").check()
    page.get_by_label("Redirect URIs").fill(redirect_uri)
    form = written(page)
    press(page, "Add Application")
    client_id, secret = page.locator("pre code").all_inner_texts()[:2]
    assert secret.startswith("kos_") and secret not in page.url
    answer = send(page, business, "/settings/applications/new/", form)
    assert "It was made already" in answer.text() and "kos_" not in answer.text()
    return client_id, secret


def connect(page, program, came, scope="offline_access customers:read invoices:read") -> dict:
    page.goto(program.address(scope))
    consent(page)
    assert page.title() == "Connected"
    return program.exchange(dict(parse_qsl(urlsplit(came.pop()).query))["code"])


def rows(page, caption: str):
    return page.get_by_role("table", name=caption, exact=True).locator("tbody tr")


def test_an_application_is_added_connected_seen_and_withdrawn(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    with callback_server() as (address, came):
        client_id, secret = add(page, business, "Ledger & <b>Sons", address)
        is_fit_for_people(page, "en", "application-secret")
        boxes = page.locator("pre code").all_inner_texts()
        assert f"{business.url}/oauth/authorize/" in boxes and f"{business.url}/oauth/token/" in boxes
        follow(page, "I have copied it")
        assert secret not in page.content()
        is_fit_for_people(page, "en", "application")
        page.goto(f"{business.url}/settings/applications/?search=ledger")
        assert rows(page, "OAuth applications").count() == 1
        is_fit_for_people(page, "en", "applications")
        program = Program(business, client_id, secret, address)
        given = connect(page, program, came)
    assert program.call(given["access_token"]) == 200

    page.goto(f"{business.url}/settings/connected-apps/")
    for caption in ("Your own apps", "All apps of the business"):
        row = rows(page, caption).filter(has_text="Ledger & <b>Sons")
        assert row.count() == 1, caption
        assert "See customers" in row.inner_text()
    is_fit_for_people(page, "en", "connected-apps")
    follow(page, "Ledger & <b>Sons")
    is_fit_for_people(page, "en", "connected-app")
    follow(page, "Withdraw access")
    is_fit_for_people(page, "en", "connected-app-withdraw")
    press(page, "Withdraw access")
    assert "withdrawn" in page.get_by_role("status").first.inner_text()
    assert rows(page, "Your own apps").count() == 0
    assert program.call(given["access_token"]) == 401
    again = program.token(grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_whoever_looks_after_the_apps_withdraws_another_persons(business, open_page):
    page, other = open_page(locale="en"), open_page(locale="en-GB")
    business.enter(page)
    with callback_server() as (address, came):
        client_id, secret = add(page, business, "Robot of many", address)
        program = Program(business, client_id, secret, address)
        business.enter(other, role="Manager")
        given = connect(other, program, came, "customers:read")
    page.goto(f"{business.url}/settings/connected-apps/?search=robot")
    assert rows(page, "Your own apps").count() == 0
    row = rows(page, "All apps of the business")
    assert row.count() == 1
    way = row.get_by_role("link", name="Withdraw access")
    reader = open_page(locale="en-IE")
    business.enter(reader, role="Read-only")
    for path in (way.get_attribute("href"), way.get_attribute("href").removesuffix("withdraw/")):
        assert reader.goto(business.url + path).status == 404
    with page.expect_navigation():
        way.click()
    press(page, "Withdraw access")
    assert program.call(given["access_token"]) == 401
    other.goto(f"{business.url}/settings/connected-apps/")
    assert rows(other, "Your own apps").count() == 0


def test_an_application_is_changed_disabled_and_given_a_new_secret(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    with callback_server() as (address, came):
        client_id, secret = add(page, business, "Before", address)
        program = Program(business, client_id, secret, address)
        given = connect(page, program, came)
    page.goto(f"{business.url}/settings/applications/?search={client_id}")
    follow(page, "Before")
    follow(page, "Edit")
    is_fit_for_people(page, "en", "application-edit")
    edit, stale = page.url.removeprefix(business.url), written(page)
    page.locator("[name=name]").fill("After")
    page.get_by_label("Redirect URIs").fill(f"{address}\nhttps://other.example/back")
    press(page, "Save")
    assert page.locator("h1").inner_text() == "After"
    assert page.get_by_text("https://other.example/back").count() == 1
    answer = send(page, business, edit, stale, name="Stale")
    assert answer.status == 409 and "Stale" in answer.text() and "Somebody changed this" in answer.text()
    follow(page, "Make a new secret")
    is_fit_for_people(page, "en", "application-rotate")
    rotate, form = page.url.removeprefix(business.url), written(page)
    press(page, "Make a new secret")
    answer = send(page, business, rotate, form)
    assert "It was made already" in answer.text() and "kos_" not in answer.text()
    fresh = page.locator("pre code").all_inner_texts()[1]
    refresh = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    assert program.token(**refresh).status_code == 401
    program.client = (client_id, fresh)
    given = program.token(**refresh).json()
    assert program.call(given["access_token"]) == 200
    follow(page, "I have copied it")
    follow(page, "Disable")
    is_fit_for_people(page, "en", "application-disable")
    press(page, "Disable")
    assert program.call(given["access_token"]) == 401
    follow(page, "Enable")
    press(page, "Enable")
    assert program.call(given["access_token"]) == 200


def test_redirect_uris_are_looked_at_as_they_are_typed_and_nothing_is_lost(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/settings/applications/new/")
    is_fit_for_people(page, "en", "application-new")
    field, note = page.get_by_label("Redirect URIs"), page.locator(".check")
    field.press_sequentially("https://app.example/callback")
    note.get_by_text("This address can be used.").wait_for()
    field.press_sequentially("\nhttp://app.example/#x")
    note.get_by_text("It may have no fragment (#).").wait_for()
    assert note.inner_text().count("\n") == 1
    typed = field.input_value()
    page.locator("[name=name]").fill("x" * 50)
    page.locator("[name=client_type][value=public]").check()
    page.locator("[name=grant_type][value=client_credentials]").check()
    page.locator("[name=scopes][value='customers:read']").check()
    page.locator("[name=needs_approval]").check()
    press(page, "Add Application")
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Redirect URIs").input_value() == typed
    assert "fragment" in page.locator("#redirect_uris-fault").inner_text()
    assert page.locator("[aria-invalid=true]").count() == 2
    for value in ("public", "client_credentials", "customers:read", "true"):
        assert page.locator(f"main [value='{value}']").is_checked(), value
    is_fit_for_people(page, "en", "application-new-faults")


def test_an_application_that_acts_for_itself(business, open_page):
    page = open_page(locale="en", java_script_enabled=False)
    business.enter(page, path="/settings/applications/new/")
    page.locator("[name=name]").fill("Night run")
    page.locator("[name=grant_type][value=client_credentials]").check()
    page.locator("[name=scopes][value='customers:read']").check()
    press(page, "Add Application")
    client_id, secret = page.locator("pre code").all_inner_texts()[:2]
    program = Program(business, client_id, secret, "")
    given = program.token(grant_type="client_credentials").json()
    assert program.call(given["access_token"]) == 200


@pytest.mark.parametrize("script", [True, False])
def test_a_connection_is_tested_step_by_step(business, open_page, script):
    page = open_page(locale="en", java_script_enabled=script)
    business.enter(page, path="/settings/connect/other/")
    if script:
        is_fit_for_people(page, "en", "connect-other")
    press(page, "Test connection: an assistant")
    page.get_by_role("button", name="Test again").wait_for()
    steps = page.locator("ol.steps > li")
    titles = steps.locator("h3").all_inner_texts()
    assert "The public address" in titles[0] and "The tools" in titles[-1]
    assert len(titles) >= 9 and all("Passed" in title or "Not needed" in title for title in titles), titles
    verdict = page.locator(".notice.good")
    assert "Nothing stops an assistant." in verdict.inner_text()
    # What it came to stands above the steps, though it came last.
    assert verdict.bounding_box()["y"] < steps.first.bounding_box()["y"]
    assert not page.locator(".waiting").is_visible()
    # It has no https:// address, which is not all green, and says what was expected and what was found.
    doubtful = steps.filter(has_text="Passed, but…")
    assert "Expected: The address begins with https://." in doubtful.first.inner_text()
    assert f"Found: It is {business.url}/mcp" in doubtful.first.inner_text()
    assert "RFC 6750" not in doubtful.first.inner_text() and "KIIK_" not in page.locator("ol.steps").inner_text()
    if script:
        doubtful.first.get_by_text("For whoever runs the server").click()
        assert "RFC 6750" in doubtful.first.inner_text()
    if script:
        is_fit_for_people(page, "en", "connect-test")
    # What the test let in is not left behind.
    page.goto(f"{business.url}/settings/connected-apps/")
    assert rows(page, "Your own apps").count() == 0


def test_a_connection_is_tested_in_french(business, open_page):
    page = open_page(locale="fr")
    business.enter(page, path="/settings/connect/other/")
    press(page, "Tester la connexion\u00a0: un assistant")
    page.get_by_role("button", name="Tester à nouveau").wait_for()
    said = page.locator("ol.steps").inner_text()
    assert "un jeton d’accès pour" in said and "outils" in said and "un code, state, iss" in said
    # Besides addresses and versions, English is where a rule stands.
    for text in page.locator("ol.steps [lang=en]").all_inner_texts():
        assert text.startswith("(") or not re.search(r"[a-z]{2} [a-z]{2}", text), text
    assert "Aucun obstacle pour un assistant." in page.locator(".notice.good").inner_text()
    is_fit_for_people(page, "fr", "connect-test-fr")


def test_the_steps_come_one_by_one_and_a_second_test_waits(business):
    """As a browser without script sends it; both are read while they come."""
    for _ in range(5):
        second = second_of_two_tests(business)
        assert second.rstrip().endswith("</html>")
        # On a machine that is busy the first may have ended before the second came.
        if "A test of yours is still running." in second:
            return
    raise AssertionError(second)


def second_of_two_tests(business) -> str:
    session = requests.Session()
    email = business.person()
    page = session.get(f"{business.url}/login")
    session.post(f"{business.url}/login", data={**hidden(page.text), "email": email, "password": PASSWORD})
    address = f"{business.url}/settings/connect/generic/test/"
    token = hidden(session.get(address).text)
    headers = {"Origin": business.url}
    with session.post(address, data=token, headers=headers, stream=True) as first:
        assert first.status_code == 200
        pieces = first.iter_content(None)
        seen = next(pieces)
        assert b"<h1>" in seen and b"</html>" not in seen
        while b"<li id=" not in seen:
            seen += next(pieces)
        assert b"</html>" not in seen
        second = session.post(address, data=token, headers=headers).text
        seen += b"".join(pieces)
    assert seen.rstrip().endswith(b"</html>")
    return second


def hidden(text: str) -> dict:
    """What the page's last form brings back."""
    found = {}
    for part in text.split('<input type="hidden" name="')[1:]:
        name, rest = part.split('" value="', 1)
        found[name] = rest.split('"', 1)[0]
    return found


def test_a_test_that_fails_says_where_and_what_was_not_reached(business, open_page):
    """The server does not reach the client's own document, as in a network without a way out."""
    page = open_page(locale="en")
    business.enter(page, path="/settings/connect/chatgpt/")
    press(page, "Test connection: ChatGPT")
    page.get_by_role("button", name="Test again").wait_for(timeout=180_000)
    verdict = page.locator(".verdict .notice")
    if page.locator("ol.steps .badge.bad").count() == 0:
        # It does reach it; but nobody from the internet reaches this one.
        assert "warning" in verdict.get_attribute("class") and "do not reach" in verdict.inner_text()
        return
    failed = page.locator("ol.steps > li").last
    assert "Failed" in failed.locator("h3").inner_text() and "Expected:" in failed.inner_text()
    assert verdict.get_by_role("link").get_attribute("href") == "#" + failed.get_attribute("id")
    assert "It would fail at this step" in verdict.inner_text()
    # Nothing that was not reached is said to be not needed.
    assert page.get_by_text("Not needed").count() == 0
    assert "The tools" in page.get_by_text("Not reached, because an earlier step failed").inner_text()
    is_fit_for_people(page, "en", "connect-test-failed")


def test_who_has_a_key_tests_that(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/settings/connect/n8n/")
    is_fit_for_people(page, "en", "connect-n8n")
    assert page.get_by_text("cannot reach this server").count() == 1
    press(page, "Test connection: a program with a key")
    page.get_by_role("button", name="Test again").wait_for()
    assert page.locator("ol.steps > li").count() == 3
    assert page.locator(".notice.good").count() == 1


def test_a_guide_leads_to_a_key_with_its_scopes(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/settings/connect/")
    is_fit_for_people(page, "en", "connect")
    for name in ("ChatGPT", "Claude", "Zapier"):
        page.goto(f"{business.url}/settings/connect/")
        follow(page, f"How to connect {name}")
        is_fit_for_people(page, "en", f"connect-{name.lower()}")
    follow(page, "Create a key with these scopes")
    assert page.locator("[name=scopes][value='invoices:write']").is_checked()
    assert not page.locator("[name=scopes][value='customers:write']").is_checked()


def test_who_may_only_look_connects_apps_and_sees_no_applications(business, open_page):
    page = open_page(locale="en")
    business.enter(page, role="Read-only", path="/settings/connected-apps/")
    assert page.get_by_text("You have not connected any app").count() == 1
    assert page.locator(".tabs a", has_text="OAuth applications").count() == 0
    is_fit_for_people(page, "en", "connected-apps-none")
    page.goto(f"{business.url}/settings/applications/")
    assert "You may not see this" in page.title()


def test_the_guides_in_french(business, open_page):
    page = open_page(locale="fr")
    business.enter(page, path="/settings/connect/claude/")
    assert "Connecter" in page.title()
    is_fit_for_people(page, "fr")
    page.goto(f"{business.url}/settings/connected-apps/")
    is_fit_for_people(page, "fr")
    page.goto(f"{business.url}/settings/connect/other/")
    press(page, "Tester la connexion\u00a0: un assistant")
    page.get_by_role("button", name="Tester à nouveau").wait_for()
    assert page.locator("ol.steps h3", has_text="L’adresse publique").count() == 1
    is_fit_for_people(page, "fr")
    snapshot(page, "connect-french")
