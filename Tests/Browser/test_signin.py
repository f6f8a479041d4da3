"""A person logs in, with a second factor too, and sets a forgotten password anew: in two languages, with the keyboard alone."""

import base64
import hashlib
import hmac
import secrets
import struct
import time

import pytest
import requests
from conftest import contract_tests, link_in_mail
from journeys import give_code, go_to, login, send, type_into
from judging import axe_finds_nothing, is_fit_for_people

PASSWORD = "correct horse battery staple"
LOOKS = [(width, theme) for width in (360, 1440) for theme in ("light", "dark")]
HOME = "/oauth/authorized/"
TITLES = {
    "en": ("Log in", "Choose a new password", "Look into your mailbox", "Choose a password", "The password is set"),
    "fr": (
        "Se connecter",
        "Choisir un nouveau mot de passe",
        "Consultez votre messagerie",
        "Choisissez un mot de passe",
        "Le mot de passe est enregistré",
    ),
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


def is_fit(page, language: str, title: str):
    assert title in page.title()
    is_fit_for_people(page, language)
    axe_finds_nothing(page, LOOKS)


def code(secret: str, offset: int = 0) -> str:
    """Of RFC 6238, as an authenticator shows it."""
    step = struct.pack(">Q", int(time.time()) // 30 + offset)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1)
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def with_second_factor(kiikd, email: str) -> tuple[str, list[str]]:
    """The authenticator's secret, and the recovery codes."""
    auth = f"{kiikd.url}/api/v1/auth"
    made = requests.post(f"{auth}/login/", json={"email": email, "password": PASSWORD}).json()
    who = {"Authorization": f"Bearer {made['data']['access_token']}"}
    secret = requests.post(f"{auth}/totp/enroll/", json={"password": PASSWORD}, headers=who).json()["data"]["secret"]
    for _ in range(3):
        # The step before, so that the present one is left; where a step ends meanwhile it is too old.
        sent = requests.post(f"{auth}/totp/confirm/", json={"totp": code(secret, -1)}, headers=who)
        if sent.ok:
            return secret, sent.json()["data"]["recovery_codes"]
    raise AssertionError(sent.text)


@pytest.mark.parametrize("language", TITLES)
def test_a_person_logs_in_with_a_password(kiikd, open_page, email, language):
    title = TITLES[language][0]
    page = open_page(locale=language)
    page.goto(f"{kiikd.url}/login?next={HOME}")
    is_fit(page, language, title)
    login(page, email, "wrong horse battery staple")
    assert page.get_by_role("alert").is_visible()
    assert page.locator("[name=email]").input_value() == email
    assert page.locator("[name=password]").input_value() == ""
    is_fit(page, language, title)
    login(page, email, PASSWORD)
    assert page.url == kiikd.url + HOME
    assert email in page.locator("main").inner_text()
    # Who is in needs no login.
    page.goto(f"{kiikd.url}/login?next={HOME}")
    assert page.url == kiikd.url + HOME


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("kind", ["authenticator", "recovery code"])
def test_a_person_logs_in_with_a_second_factor(kiikd, open_page, email, language, kind):
    secret, recovery_codes = with_second_factor(kiikd, email)
    page = open_page(locale=language)
    page.goto(f"{kiikd.url}/login?next={HOME}")
    login(page, email, PASSWORD)
    assert page.get_by_role("status").is_visible()
    assert page.evaluate("document.activeElement.name") == "code"
    is_fit(page, language, TITLES[language][0])
    # The password was right, and is not asked for again.
    assert page.locator("[name=password]").count() == 0
    give_code(page, "ABCD-EFGH")
    assert page.get_by_role("alert").is_visible()
    is_fit(page, language, TITLES[language][0])
    give_code(page, code(secret) if kind == "authenticator" else recovery_codes[0])
    assert page.url == kiikd.url + HOME


@pytest.mark.parametrize("language", TITLES)
def test_a_person_sets_a_forgotten_password_anew(kiikd, open_page, email, language):
    at_login, at_forgotten, at_sent, at_choice, at_end = TITLES[language]
    password = "another horse battery staple"
    page = open_page(locale=language)
    page.goto(f"{kiikd.url}/login")
    go_to(page, "a[href='/password/forgot']")
    send(page)
    is_fit(page, language, at_forgotten)
    type_into(page, "email", email)
    send(page)
    is_fit(page, language, at_sent)
    page.goto(link_in_mail(kiikd, email, "Choose a new password"))
    is_fit(page, language, at_choice)
    type_into(page, "password", password)
    send(page)
    is_fit(page, language, at_end)
    # It is a login, with the address filled in.
    assert page.locator("[name=email]").input_value() == email
    login(page, email, PASSWORD)
    is_fit(page, language, at_login)
    assert page.get_by_role("alert").is_visible()
    page.goto(f"{kiikd.url}/login?next={HOME}")
    login(page, email, password)
    assert page.url == kiikd.url + HOME


def test_all_of_it_works_without_script(kiikd, open_page, email):
    page = open_page(locale="en", java_script_enabled=False)
    page.goto(f"{kiikd.url}/login?next={HOME}")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(kiikd.url + HOME)


@pytest.mark.parametrize("target", ["//evil.example/", "/\\evil.example/", "https://evil.example/", "/\t/evil.example/"])
def test_no_login_leads_away(kiikd, open_page, email, target):
    page = open_page(locale="en")
    page.goto(requests.Request("GET", f"{kiikd.url}/login", params={"next": target}).prepare().url)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    login(page, email, PASSWORD)
    assert asked and all(address.startswith(kiikd.url + "/") for address in asked)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_outlives_the_session(kiikd, open_page, email, language, script):
    page = open_page(locale=language, java_script_enabled=script)
    page.goto(f"{kiikd.url}/login")
    sign_in(page, email)
    page.goto(f"{kiikd.url}/customers/new/")
    page.locator("[name=name]").fill("Kept & Sons")
    page.locator("[name=notes]").fill("first\nsecond")
    page.context.clear_cookies()
    press(page, "main form .main")
    assert page.locator("[role=status]").is_visible() and page.locator("[name=password]").is_visible()
    if script:
        is_fit(page, language, TITLES[language][0])
    sign_in(page, email)
    assert page.locator("[name=name]").input_value() == "Kept & Sons"
    assert page.locator("[name=notes]").input_value() == "first\nsecond"
    assert page.locator(".notice.warning").is_visible()
    if script:
        is_fit_for_people(page, language, "kept-form")
    press(page, "main form .main")
    assert "Kept & Sons" in page.locator("h1").inner_text()
    assert page.locator(".notice.good").count() == 1
    assert "?" not in page.url
    page.reload()
    assert page.locator(".notice.good").count() == 0


def test_a_live_page_says_when_the_session_ended(kiikd, open_page, email):
    page = open_page(locale="en")
    page.goto(f"{kiikd.url}/login")
    sign_in(page, email)
    page.goto(f"{kiikd.url}/usage/log/")
    notice = page.locator("#ended")
    assert notice.is_hidden()
    page.context.clear_cookies()
    notice.wait_for(state="visible", timeout=180_000)
    assert "You were logged out" in notice.inner_text()
    is_fit_for_people(page, "en", "ended")
    with page.expect_navigation():
        notice.get_by_role("link").click()
    sign_in(page, email)
    assert page.url == f"{kiikd.url}/usage/log/"


def sign_in(page, email: str):
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "main button")


def press(page, selector: str):
    with page.expect_navigation():
        page.locator(selector).first.click()
