"""A Chromium for the whole run, a kiikd to look at, and a watch on everything a page complains of."""

import importlib.util
import json
import re
import secrets
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]

# What a page does by itself is waited for as long as a busy machine may take.
expect.set_options(timeout=60_000)


def contract_tests():
    """How the contract tests start kiikd; their conftest has this one's name."""
    spec = importlib.util.spec_from_file_location("contract", ROOT / "Tests" / "Contract" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def daemon():
    # All tests have one address, and a fast machine logs in more often than five times a minute.
    with contract_tests().running(KIIK_LOGIN_LIMIT="60000/min") as daemon:
        yield daemon


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        # The sandbox needs what containers do not give root.
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(chromium):
    """One for each set of options: making one takes half a second."""
    made = {}

    def context(**options):
        key = tuple(sorted(options.items()))
        if key not in made:
            made[key] = chromium.new_context(**options)
            made[key].set_default_timeout(120_000)
        return made[key]

    return context


@pytest.fixture
def open_page(contexts):
    """Makes pages, and fails the test for what any of them complained of: console, policy, network."""
    pages, complaints = [], []

    def listen(message):
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def make(**options):
        page = contexts(**options).new_page()
        pages.append(page)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"{request.url} failed: {request.failure}"))
        return page

    yield make
    for page in pages:
        page.context.clear_cookies()
        page.close()
    # A refused form is answered with 4xx, which Chromium notes too.
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []


def link_in_mail(daemon, recipient: str, subject: str) -> str:
    """The address in the newest mail of that subject."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        for path in sorted(Path(daemon.data, "mail").glob("*.eml"), reverse=True):
            text = path.read_text()
            if f"To: {recipient}" in text and f"Subject: {subject}" in text:
                return daemon.url + re.search(r"https?://[^/\s]+(/account/\S+)", text)[1]
        time.sleep(0.05)
    raise AssertionError(f"no mail to {recipient}: {subject}")


PASSWORD = "correct horse battery staple"


class Business:
    """A tenant of a test's own, in a kiikd whose own address is where the browser finds it."""

    def __init__(self, daemon, name: str = "Acme & Sons"):
        self.daemon, self.url = daemon, daemon.url
        self.subdomain = f"t{secrets.token_hex(8)}"
        daemon.command("tenants", "create", "--subdomain", self.subdomain, "--name", name)

    def command(self, *arguments: str, said: str = "") -> str:
        return self.daemon.command(*arguments, said=said)

    def person(self, role: str = "Owner") -> str:
        """The address of a new member."""
        email = f"{secrets.token_hex(6)}@acme.example"
        arguments = ["--tenant", self.subdomain, "--email", email, "--role", role, "--password-stdin"]
        self.command("users", "create", *arguments, said=PASSWORD)
        return email

    def key(self, *arguments: str) -> str:
        """The secret of a new key, which may do everything unless scopes are named."""
        scopes = () if "--scopes" in arguments else ("--scopes", "*:*")
        said = self.command("keys", "create", "--tenant", self.subdomain, "--name", "Test", "--format", "json", *scopes, *arguments)
        return json.loads(said)["key"]

    def enter(self, page, role: str = "Owner", path: str = "/"):
        """Logs a new person in, and goes to a page."""
        page.goto(f"{self.url}/login")
        page.locator("[name=email]").fill(self.person(role))
        page.locator("[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(self.url + path)


@pytest.fixture(scope="session")
def console():
    """A kiikd for the console's tests, found by its own public address."""
    with contract_tests().running_at_its_own_address() as daemon:
        yield daemon


@pytest.fixture(scope="module")
def business(console):
    return Business(console)
