"""A Chromium for the whole run, a kiikd to look at, and a watch on everything a page complains of."""

import importlib.util
import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]


def contract_tests():
    """How the contract tests start kiikd; their conftest has this one's name."""
    spec = importlib.util.spec_from_file_location("contract", ROOT / "Tests" / "Contract" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def daemon():
    with contract_tests().running() as daemon:
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
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for path in sorted(Path(daemon.data, "mail").glob("*.eml"), reverse=True):
            text = path.read_text()
            if f"To: {recipient}" in text and f"Subject: {subject}" in text:
                return daemon.url + re.search(r"https?://[^/\s]+(/account/\S+)", text)[1]
        time.sleep(0.05)
    raise AssertionError(f"no mail to {recipient}: {subject}")
