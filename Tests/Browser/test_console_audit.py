"""The audit: what a key did is seen, found, taken away as a file, and taken back."""

import json

import pytest
import requests
from judging import is_fit_for_people, snapshot


def press(page, name: str):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name: str):
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def column(page, label: str) -> list[str]:
    return page.locator(f"main td[data-label='{label}']").all_inner_texts()


@pytest.fixture(scope="module")
def assistant(business):
    """A key that made three customers and changed one of them; its number."""
    secret = business.key("--notes=for an assistant")
    api = requests.Session()
    api.headers["Authorization"] = f"Bearer {secret}"

    def send(method: str, path: str, body: dict) -> dict:
        answer = api.request(method, f"{business.url}/api/ai-actions/actions{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    made = [send("POST", "/customers/", {"name": f"Made {number}", "email": "old@x.example"}) for number in range(3)]
    send("PATCH", f"/customers/{made[0]['id']}/", {"email": "new@x.example", "phone": "+33 1 02 03 04 05"})
    keys = json.loads(business.command("keys", "list", "--tenant", business.subdomain, "--format", "json"))
    [key] = [key for key in keys if key["notes"] == "for an assistant"]
    return key["id"]


def test_what_a_key_did_is_seen_and_found(business, open_page, assistant):
    page = open_page(locale="en")
    business.enter(page, path="/audit/")
    assert "Added a customer" in column(page, "What")
    is_fit_for_people(page, "en", "audit")
    # What is not for everyday is folded, and names stand where numbers were.
    assert not page.get_by_label("What was done").is_visible() and page.get_by_label("Number").count() == 0
    assert "Made 0\nCustomer" in "\n".join(column(page, "About"))
    page.get_by_label("Kind", exact=True).select_option(label="Customer")
    press(page, "Show")
    assert len(column(page, "What")) == 4
    assert page.get_by_label("Number").count() == 1
    page.get_by_text("More filters").click()
    page.get_by_label("What was done").select_option(label="Changed a customer")
    press(page, "Show")
    assert [text.split("\n")[0] for text in column(page, "What")] == ["Changed a customer"]
    # What it became is there to read, and the fold in which something was said stays open.
    assert "Email: \u2068new@x.example\u2069" in column(page, "What")[0]
    assert page.get_by_label("What was done").is_visible()
    is_fit_for_people(page, "en", "audit-filtered")
    page.get_by_label("What was done").select_option("")
    page.get_by_label("Who", exact=True).select_option(f"key:{assistant}")
    press(page, "Show")
    assert len(column(page, "What")) == 4
    page.goto(f"{business.url}/audit/?resource=customers")
    follow(page, "Test")
    assert "actor=key" in page.url and "Only what Test did." in page.locator("main").inner_text()
    assert len(column(page, "What")) == 4
    follow(page, "Changed a customer")
    lines = page.locator("table.difference tbody tr").all_inner_texts()
    assert any("old@x.example" in line and "new@x.example" in line for line in lines)
    assert page.locator("main").get_by_text("With the rights of").count() == 0
    is_fit_for_people(page, "en", "audit-event")
    follow(page, "Other changes of this row")
    assert [text.split("\n")[0] for text in column(page, "What")] == ["Changed a customer", "Added a customer"]


def test_what_is_looked_for_in_a_wrong_way_is_said(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/audit/?actor=nobody@x.example&row=12x")
    assert page.title().startswith("Error: ")
    assert page.locator("[aria-invalid=true]").count() == 2
    assert page.get_by_label("Who", exact=True).input_value() == "nobody@x.example"
    page.goto(f"{business.url}/audit/?resource=webhooks")
    assert "Nothing matches." in page.locator("main").inner_text()
    is_fit_for_people(page, "en", "audit-none-found")
    page.goto(f"{business.url}/audit/event/?id=nothing")
    assert "There is no such page" in page.title()


@pytest.mark.parametrize("format, end", [("CSV", ".csv"), ("JSON Lines", ".jsonl")])
def test_the_audit_is_taken_away_as_a_file(business, contexts, assistant, format, end):
    # A download is a request that the page gives up, of which the other tests' pages would complain.
    page = contexts(locale="en").new_page()
    business.enter(page, path="/audit/?resource=customers")
    follow(page, "Export…")
    is_fit_for_people(page, "en", "audit-export")
    page.get_by_label(format).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.startswith(f"audit-{business.subdomain}-")
    assert download.value.suggested_filename.endswith(end)
    lines = download.value.path().read_text().splitlines()
    if end == ".csv":
        assert lines[0].startswith("id,created_at,actor") and len(lines) == 5
    else:
        assert [json.loads(line)["resource_type"] for line in lines] == ["customers"] * 4
    page.goto(f"{business.url}/audit/?action=audit.export")
    assert column(page, "What")[0] == "Exported the audit"
    page.context.clear_cookies()
    page.close()


def test_what_a_key_did_is_taken_back(business, open_page, assistant):
    page = open_page(locale="en", java_script_enabled=True)
    business.enter(page, path=f"/audit/?actor=key:{assistant}")
    follow(page, "Take back what it did…")
    assert page.get_by_label("Done by").input_value() == f"key:{assistant}"
    page.get_by_label("From").evaluate("it => it.removeAttribute('required')")
    press(page, "Show what would happen")
    assert page.title().startswith("Error: ") and page.locator("[aria-invalid=true]").count() == 1
    is_fit_for_people(page, "en", "audit-undo")
    page.get_by_label("From").fill("2020-01-01T00:00")
    press(page, "Show what would happen")
    assert page.locator("h1").inner_text() == "Take back what Test did?"
    assert sorted(column(page, "What would happen")) == ["Put away"] * 3
    # What it comes to and what is to be done first stand above the rows, which have their names.
    assert "3 customers become inactive" in page.locator("dl.facts").inner_text()
    assert sorted(text.split("\n")[0] for text in column(page, "About")) == ["Made 0", "Made 1", "Made 2"]
    places = [page.get_by_text(text).first.bounding_box()["y"] for text in ("become inactive", "Revoke the key first")]
    places.append(page.locator("main table").first.bounding_box()["y"])
    assert places == sorted(places)
    is_fit_for_people(page, "en", "audit-undo-preview")
    press(page, "Take back 4 changes")
    assert sorted(column(page, "What happened")) == ["Put away"] * 3
    assert "All of it was taken back." in page.get_by_role("status").inner_text()
    is_fit_for_people(page, "en", "audit-undo-done")
    follow(page, "See it in the audit")
    assert [text.split("\n")[0] for text in column(page, "What")] == ["Took back a change of a customer"] * 3


def test_what_was_changed_since_stays(business, open_page):
    secret, other = business.key("--notes=one"), business.key("--notes=other")

    def send(key: str, method: str, path: str, body: dict) -> dict:
        url = f"{business.url}/api/ai-actions/actions{path}"
        answer = requests.request(method, url, json=body, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code < 300, answer.text
        return answer.json()

    row = send(other, "POST", "/customers/", {"name": "Kept", "email": "old@x.example"})
    send(secret, "PATCH", f"/customers/{row['id']}/", {"email": "new@x.example"})
    send(other, "PATCH", f"/customers/{row['id']}/", {"email": "newest@x.example"})
    page = open_page(locale="en")
    business.enter(page, path=f"/audit/?resource=customers&row={row['id']}")
    # The second change of three, whose key has the same name as the others.
    page.goto(business.url + page.locator("td[data-label=Who] a").nth(1).get_attribute("href"))
    follow(page, "Take back what it did…")
    page.get_by_label("From").fill("2020-01-01T00:00")
    press(page, "Show what would happen")
    assert column(page, "What would happen") == ["In conflict"]
    assert column(page, "Why") == ["Somebody changed it since: Email."]
    press(page, "Take back what can be")
    assert column(page, "What happened") == ["In conflict"]
    assert "The table says what was not, and why." in page.get_by_role("status").inner_text()


def test_many_rows_are_folded_and_counted(business, open_page):
    key = business.key("--notes=busy")
    for number in range(27):
        answer = requests.post(
            f"{business.url}/api/ai-actions/actions/customers/", json={"name": f"Busy {number}"},
            headers={"Authorization": f"Bearer {key}"})
        assert answer.ok, answer.text
    page = open_page(locale="en")
    business.enter(page, path="/audit/?resource=customers")
    # The latest was the busy key's.
    page.goto(business.url + page.locator("td[data-label=Who] a").first.get_attribute("href"))
    follow(page, "Take back what it did…")
    page.get_by_label("From").fill("2020-01-01T00:00")
    press(page, "Show what would happen")
    assert "27 customers become inactive" in page.locator("dl.facts").inner_text()
    assert page.locator("h2", has_text="27 customers").count() == 1
    assert page.locator("main table").first.locator("tbody tr").count() == 25
    last = page.get_by_text("Busy 0", exact=True)
    assert not last.is_visible()
    page.get_by_text("Show 2 more", exact=True).click()
    assert last.is_visible()
    assert page.get_by_role("button", name="Take back 27 changes").count() == 1
    is_fit_for_people(page, "en", "audit-undo-many")


def test_names_are_for_those_who_may_read_the_rows(business, open_page, assistant):
    """Who may read the audit and no customers is told numbers."""
    business.command(
        "roles", "create", "--tenant", business.subdomain, "--name", "Auditor", "--permissions", "audit:read")
    page = open_page(locale="en")
    business.enter(page, role="Auditor", path="/audit/?resource=customers")
    shown = column(page, "About")
    assert shown and all(text.startswith("Customer ") for text in shown), shown
    # Nor do they see who there is to choose from.
    assert page.get_by_label("Who", exact=True).evaluate("it => it.localName") == "input"


def test_a_period_without_anything(business, open_page, assistant):
    page = open_page(locale="en")
    business.enter(page, path=f"/audit/undo/?actor=key:{assistant}&from=2020-01-01T00:00&until=2020-01-02T00:00")
    press(page, "Show what would happen")
    assert "There is nothing of theirs in this period." in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Take back").count() == 0
    follow(page, "Choose another period")
    assert page.get_by_label("From").input_value() == "2020-01-01T00:00"


def test_who_may_only_look_at_data_sees_no_audit(business, open_page):
    page = open_page(locale="en")
    business.enter(page, role="Read-only", path="/audit/")
    assert "You may not see this" in page.title()
    page.goto(f"{business.url}/audit/undo/")
    assert "You may not see this" in page.title()


def test_the_audit_in_french(business, open_page, assistant):
    page = open_page(locale="fr")
    business.enter(page, path=f"/audit/?actor=key:{assistant}")
    assert "Ajout d’un client" in column(page, "Quoi")
    is_fit_for_people(page, "fr")
    snapshot(page, "audit-french")
    follow(page, "Modification d’un client")
    assert "Téléphone" in page.locator("table.difference").inner_text()
