"""The first run: from the link that kiikd prints to the start page."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile

import pytest
from conftest import PASSWORD, contract_tests
from judging import is_fit_for_people


@contextlib.contextmanager
def fresh(*arguments: str):
    """A kiikd that nobody has an account on, and the link it prints, at the address where it is."""
    data = tempfile.mkdtemp(prefix="kiikd-setup-")
    os.chmod(data, 0o755)
    process = subprocess.Popen(
        [contract_tests().executable(), "serve", *arguments, "--host", "127.0.0.1", "--port", "0", "--data", data],
        stdout=subprocess.PIPE,
        text=True,
    )
    url = ""
    try:
        for line in process.stdout:
            if match := re.match(r"kiikd listens on (http://127\.0\.0\.1:\d+)", line):
                url = match[1]
            elif match := re.search(r"(/setup\?token=\S+)", line):
                yield url, match[1]
                break
        else:
            pytest.fail("kiikd did not start")
    finally:
        process.terminate()
        assert process.wait(180) == 0
        shutil.rmtree(data, ignore_errors=True)


def fill(page, **values: str):
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def send(page):
    with page.expect_navigation():
        page.locator("button").click()


def test_the_first_business_and_its_owner_are_made(open_page):
    page = open_page(locale="en")
    with fresh() as (url, link):
        page.goto(f"{url}/setup?token=rubbish")
        assert "This link does not work" in page.title()
        is_fit_for_people(page, "en", "setup-dead")
        answer = page.goto(url + link)
        assert answer.headers["cache-control"] == "no-store"
        is_fit_for_people(page, "en", "setup")
        page.locator("[name=email]").evaluate("it => it.type = 'text'")
        fill(page, name="", subdomain="Not a name", currency="XXQ", time_zone="Mars/Olympus", email="x", password="short")
        fill(page, owner_name="Ada")
        send(page)
        assert page.url == f"{url}/setup"
        assert page.locator("[aria-invalid=true]").count() == 6
        assert page.locator("[name=owner_name]").input_value() == "Ada"
        assert page.locator("[name=time_zone]").input_value() == "Mars/Olympus"
        assert page.locator("[name=subdomain]").input_value() == "Not a name"
        assert page.locator("[name=password]").input_value() == ""
        is_fit_for_people(page, "en", "setup-faults")
        fill(page, name="Acme", subdomain="acme", currency="EUR", time_zone="Europe/Paris")
        fill(page, email="ada@acme.example", password=PASSWORD)
        send(page)
        assert page.url == f"{url}/"
        header = page.locator("header").inner_text()
        assert "acme" in header and "ada@acme.example" in header
        page.goto(url + link)
        assert "This link does not work" in page.title()


@pytest.mark.parametrize("script", [True, False])
def test_a_business_without_people_gets_its_first_owner(open_page, script):
    page = open_page(locale="fr", java_script_enabled=script)
    with fresh("--demo") as (url, link):
        page.goto(url + link)
        assert page.locator("[name=subdomain]").is_hidden()
        if script:
            is_fit_for_people(page, "fr", "setup-existing")
            page.locator("[name=place][value=new]").check()
            assert page.locator("[name=subdomain]").is_visible()
            page.locator("[name=place][value=all]").check()
        fill(page, owner_name="Ada", email="ada@demo.example", password=PASSWORD)
        send(page)
        assert page.url == f"{url}/"
        assert "ada@demo.example" in page.locator("header").inner_text()


def test_money_and_zone_are_chosen_from_those_that_there_are(open_page):
    with fresh() as (url, link):
        page = open_page(locale="fr", timezone_id="America/New_York")
        page.goto(url + link)
        assert page.locator("[name=time_zone]").input_value() == "America/New_York"
        assert page.locator("datalist#currency-list option[value=CHF]").text_content() == "franc suisse"
        assert page.locator("datalist#time_zone-list option[value='Europe/Paris']").count() == 1
        page.close()
        plain = open_page(locale="fr", timezone_id="America/New_York", java_script_enabled=False)
        plain.goto(url + link)
        assert plain.locator("[name=time_zone]").input_value() == "Europe/Paris"
