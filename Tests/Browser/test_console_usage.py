"""Usage: figures, the log, unusual activity, and keys that can do no more than they need."""

import csv
import io
import json
import os
import subprocess
import time
from pathlib import Path

import pytest
import requests
from judging import is_fit_for_people
from playwright.sync_api import expect
from test_console_keys import follow, press

PATHS = "/api/ai-actions/context"
SCOPES = "customers:read,customers:write,invoices:read,projects:read"


def call(business, secret: str, path: str) -> int:
    return requests.get(business.url + path, headers={"Authorization": f"Bearer {secret}"}).status_code


def sql(business, statement: str) -> str:
    lines = Path(business.daemon.data, "postgres", "postmaster.pid").read_text().splitlines()
    environment = {**os.environ, "PGHOST": lines[4].strip(), "PGPORT": "5432", "PGUSER": "kiik_admin", "PGDATABASE": "kiik"}
    return subprocess.run(
        [Path(os.environ.get("KIIK_POSTGRES_BIN", ""), "psql"), "-XAtqv", "ON_ERROR_STOP=1", "-c", statement],
        check=True, capture_output=True, text=True, env=environment,
    ).stdout.strip()


def calls(business, key: int, count: int, at: str, action: str = "customers.list", ip: str = "192.0.2.1", status: int = 200):
    """Calls that were made at some other time."""
    sql(
        business,
        f"""INSERT INTO usage_records SELECT t.id, {at}, gen_random_uuid(), i, {key}, '{action}', 'GET', '/some/path/', {status},
            1000 + i, '{ip}', 'req_' || i, true FROM tenants t, generate_series(1, {count}) i WHERE subdomain = '{business.subdomain}'""",
    )


class Used:
    """A key with a history of two weeks, and calls of today."""

    def __init__(self, business):
        # A name that a spreadsheet would calculate.
        said = business.command(
            "keys", "create", "--tenant", business.subdomain, "--name", "=1+1 <b>", "--scopes", SCOPES, "--format", "json")
        self.secret = json.loads(said)["key"]
        self.id = int(sql(business, f"SELECT k.id FROM api_keys k JOIN tenants t ON t.id = k.tenant_id WHERE t.subdomain = '{business.subdomain}' AND k.name LIKE '=1%'"))
        for day in range(5, 13):
            calls(business, self.id, 3, f"now() - {day} * interval '1 day'")
        calls(business, self.id, 300, "date_trunc('hour', now()) - interval '30 minutes'", "projects.list", "203.0.113.9")
        calls(business, self.id, 150, "date_trunc('hour', now()) - interval '20 minutes'", "projects.list", "203.0.113.9", 429)
        self.statuses = [call(business, self.secret, f"{PATHS}/{path}/") for path in ("customers", "customers", "estimates")]
        assert self.statuses == [200, 200, 403]


@pytest.fixture(scope="module")
def used(business):
    return Used(business)


def enter_log(page, business, count: int, path: str = "/usage/log/?path=/api/"):
    """Until the records of the last calls have come."""
    business.enter(page, path=path)
    end = time.monotonic() + 120
    while page.locator("main tbody tr").count() < count:
        assert time.monotonic() < end
        page.wait_for_timeout(200)
        page.reload()


def test_the_figures_of_a_time(business, used, open_page):
    page = open_page(locale="en")
    enter_log(page, business, 3)
    follow(page, "Overview")
    assert page.locator("dt:text-is('Calls') + dd").inner_text() == "453"
    assert page.locator("dt:text-is('Limits hit') + dd").inner_text() == "150 (33.1%)"
    assert page.locator("figure svg rect.warning").count() >= 1
    is_fit_for_people(page, "en", "usage")
    page.get_by_text("Show as a table").click()
    assert page.locator("figure tbody tr").count() == 24
    page.get_by_label("Time").select_option(label="30 days")
    press(page, "Show")
    assert page.locator("dt:text-is('Calls') + dd").inner_text() == "477"
    follow(page, "projects.list")
    assert page.get_by_label("Endpoint").input_value() == "projects.list"
    assert page.locator("dt:text-is('Calls') + dd").inner_text() == "450"
    assert page.get_by_label("Time").input_value() == "30d"
    follow(page, "429")
    assert page.locator("main tbody tr").count() == 25
    assert {text.split()[0] for text in page.locator("td[data-label=Answer]").all_inner_texts()} == {"429"}


def test_nothing_was_called(business, used, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/usage/?key=-12345")
    assert "Nothing was called in this time." in page.locator(".empty").inner_text()
    is_fit_for_people(page, "en", "usage-nothing")


def test_the_log_is_filtered_and_taken_along(business, used, open_page):
    page = open_page(locale="en")
    enter_log(page, business, 3, "/usage/log/")
    assert page.locator("main tbody tr").count() == 25
    is_fit_for_people(page, "en", "usage-log")
    first = page.locator("main tbody").inner_text()
    follow(page, "Older calls")
    assert page.locator("main tbody").inner_text() != first
    follow(page, "Newest calls")
    assert page.locator("main tbody").inner_text() == first
    page.get_by_label("Path begins with").fill("/api/")
    page.get_by_label("Answer").select_option(label="4xx: refused")
    press(page, "Show")
    assert page.locator("main tbody tr").count() == 1
    assert "GET /api/ai-actions/context/estimates/" in page.locator("main tbody").inner_text()
    address = page.get_by_role("link", name="Download CSV").get_attribute("href")
    answer = page.request.get(business.url + address)
    assert answer.headers["content-disposition"].startswith('attachment; filename="calls-')
    (row,) = csv.DictReader(io.StringIO(answer.text()))
    assert (row["status"], row["action"], row["key"]) == ("403", "estimates.list", "'=1+1 <b>")
    whole = page.request.get(f"{business.url}/usage/log.csv?status=429").text()
    assert len(list(csv.reader(io.StringIO(whole)))) == 151
    page.goto(f"{business.url}/usage/log/?until=2020-01-01T10:00")
    assert "There are no such calls." in page.locator(".empty").inner_text()
    assert page.locator("[data-live]").count() == 0
    page.goto(f"{business.url}/usage/log/?from=yesterday&status=4")
    assert page.title().startswith("Error: ")
    assert page.locator("[aria-invalid=true]").count() == 2


def test_new_calls_appear_by_themselves(business, used, open_page):
    page = open_page(locale="en")
    enter_log(page, business, 0, f"/keys/{used.id}/logs/?status=404")
    assert page.locator("main tbody tr").count() == 0
    assert call(business, used.secret, f"{PATHS}/customers/999999/") == 404
    page.locator("main tbody tr", has_text="/customers/999999/").wait_for(timeout=120_000)
    is_fit_for_people(page, "en", "key-logs")


def test_the_log_says_when_it_stops_asking(business, used, open_page):
    page = open_page(locale="en")
    page.clock.install()
    enter_log(page, business, 0, f"/keys/{used.id}/logs/?path={PATHS}/projects/999999/")
    stopped = page.get_by_text("New calls no longer appear by themselves")
    assert page.locator("[data-live]").count() == 1 and not stopped.is_visible()
    page.clock.fast_forward("06:00")
    expect(stopped).to_be_visible()
    page.mouse.move(5, 5)
    is_fit_for_people(page, "en", "usage-log-stopped")
    assert stopped.is_visible()
    assert call(business, used.secret, f"{PATHS}/projects/999999/") == 404
    page.get_by_role("button", name="Show new calls again").click()
    expect(stopped).to_be_hidden()
    expect(page.locator("main tbody tr")).to_have_count(1, timeout=120_000)


@pytest.mark.parametrize("script", [True, False])
def test_a_log_says_that_it_follows_only_where_it_does(business, used, open_page, script):
    page = open_page(locale="en", java_script_enabled=script)
    business.enter(page, path="/usage/log/")
    assert page.get_by_text("new ones appear by themselves").is_visible() == script
    assert page.get_by_role("link", name="Refresh").is_visible() != script
    if not script:
        follow(page, "Refresh")
        assert page.locator("main tbody tr").count() == 25


def test_nothing_short_is_broken(business, used, open_page):
    """A day, an address, a figure stand on one line, at every width at which there are columns."""
    page = open_page(locale="en")
    enter_log(page, business, 3, "/usage/log/")
    for path in ("/usage/log/", "/settings/"):
        page.goto(business.url + path)
        for width in (960, 1024, 1200, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            assert page.locator("td.short").count() > 0
            broken = page.evaluate(
                """[...document.querySelectorAll('td.short > span')].filter(it => {
                    const range = document.createRange()
                    range.selectNode(it.firstChild)
                    return range.getClientRects().length > 1
                }).map(it => it.textContent)"""
            )
            assert broken == [], (path, width)


def test_what_is_unusual_is_said_and_can_be_stopped(business, used, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/usage/unusual/")
    said = page.locator("main tbody").inner_text()
    assert "Used from 203.0.113.9 for the first time" in said
    assert "Called projects.list for the first time" in said
    assert "450 calls in one hour" in said
    is_fit_for_people(page, "en", "usage-unusual")
    follow(page, "=1+1 <b>")
    assert page.locator(".notice.warning").count() >= 3
    assert "203.0.113.9" in page.locator("main table").last.inner_text()
    is_fit_for_people(page, "en", "key-used")
    page.go_back()
    follow(page, "Revoke")
    assert page.url.endswith(f"/keys/{used.id}/revoke/")
    page.goto(f"{business.url}/settings/")
    assert page.locator("td .spark rect").count() >= 2


def test_a_new_country_is_said_by_its_name(business, open_page):
    other = type(business)(business.daemon)
    other.key()
    key = int(sql(other, f"SELECT k.id FROM api_keys k JOIN tenants t ON t.id = k.tenant_id WHERE t.subdomain = '{other.subdomain}'"))
    # Networks of universities, in France for a week, then in the United States, and one at home.
    calls(other, key, 3, "now() - interval '7 days'", ip="193.51.196.138")
    calls(other, key, 4, "now() - interval '1 hour'", ip="18.9.22.69")
    calls(other, key, 2, "now() - interval '2 hours'", ip="10.0.0.7")
    page = open_page(locale="en")
    other.enter(page, path="/usage/unusual/")
    row = page.locator("main tbody tr", has_text="New country").inner_text()
    assert "Used from a country for the first time: United States, from 18.9.22.69" in row
    assert "Addresses known before: 1, none of them there. Calls from this address: 4." in row
    assert "Used from 10.0.0.7 for the first time" in page.locator("main tbody tr", has_text="New address").inner_text()
    assert page.locator("main tbody tr").count() == 2
    is_fit_for_people(page, "en", "usage-new-country")
    page.locator("main tbody tr", has_text="New country").get_by_role("link", name="Revoke").click()
    assert page.url.endswith(f"/keys/{key}/revoke/")
    page.goto(f"{business.url}/keys/{key}/")
    assert "United States, from 18.9.22.69" in page.locator(".notice.warning").first.inner_text()
    places = page.locator("main table").last.inner_text()
    assert "France" in places and "United States" in places
    is_fit_for_people(page, "en", "key-countries")
    page.goto(f"{business.url}/usage/log/")
    assert page.locator("td[data-label=Address]", has_text="France").count() == 3
    page = open_page(locale="fr")
    other.enter(page, path="/usage/unusual/")
    assert "Première utilisation depuis un pays\u00a0: États-Unis, depuis 18.9.22.69" in page.locator("main tbody").inner_text()


def test_nothing_is_unusual(business, open_page):
    page = open_page(locale="en")
    other = type(business)(business.daemon)
    other.enter(page, path="/usage/unusual/")
    assert "Nothing was unusual" in page.locator(".empty").inner_text()
    page.goto(f"{business.url}/usage/privileges/")
    assert "There is no active key." in page.locator(".empty").inner_text()


def test_what_a_key_does_not_use_is_taken_away(business, used, open_page):
    page = open_page(locale="en")
    enter_log(page, business, 3)
    page.goto(f"{business.url}/usage/privileges/")
    is_fit_for_people(page, "en", "usage-privileges")
    assert call(business, used.secret, f"{PATHS}/invoices/") == 200
    end = time.monotonic() + 120
    # The key was used for something else in the meantime.
    while "invoices:read" not in page.locator("td[data-label='Used in 30 days']", has_text="projects:read").inner_text():
        assert time.monotonic() < end
        page.wait_for_timeout(200)
        page.reload()
    follow(page, "Take away 1 unused scope")
    is_fit_for_people(page, "en", "key-privileges")
    assert page.locator("dd", has_text="Add and change customers").count() == 1
    page.locator("input[name=scopes]").first.evaluate("it => it.remove()")
    press(page, "Take away 1 unused scope")
    assert "Nothing was taken away" in page.get_by_role("alert").inner_text()
    press(page, "Take away 1 unused scope")
    assert page.url.startswith(f"{business.url}/keys/{used.id}/")
    assert page.locator("h2:text-is('What it needs') + p").inner_text() == "It used all that it may do."
    assert "Add and change customers" not in page.content()
    assert call(business, used.secret, f"{PATHS}/customers/") == 200


def test_the_figures_in_french(business, used, open_page):
    page = open_page(locale="fr")
    business.enter(page, path="/usage/?period=90d")
    assert "Utilisation" in page.title()
    is_fit_for_people(page, "fr", "usage-french")
