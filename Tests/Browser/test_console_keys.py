"""Settings → API & ChatGPT: a key from its making to its end."""

import re
from urllib.parse import urlencode

import pytest
import requests
from judging import is_fit_for_people, snapshot


def call(business, secret: str) -> int:
    """The status of the guide's first request."""
    url = f"{business.url}/api/ai-actions/context/customers/"
    return requests.get(url, headers={"Authorization": f"Bearer {secret}"}).status_code


def press(page, name: str):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name: str):
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def written(page) -> list:
    """What the page's form would send."""
    return page.locator("main form[method=post]").last.evaluate("form => [...new FormData(form)]")


def send(page, business, path: str, pairs: list, **others: str):
    """Sends a form as the browser does, with some of its fields otherwise."""
    pairs = [tuple(pair) for pair in pairs if pair[0] not in others] + list(others.items())
    own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": business.url, "Sec-Fetch-Site": "same-origin"}
    return page.context.request.post(business.url + path, data=urlencode(pairs), headers=own, max_redirects=0)


def create(page, business, name: str, *scopes: str) -> str:
    """As the guide says; the secret that is shown."""
    page.goto(f"{business.url}/settings/")
    assert page.locator("[aria-current=page]", has_text="API & ChatGPT").count() == 1
    follow(page, "Create New Key")
    page.get_by_label("Name").fill(name)
    for scope in scopes:
        page.locator(f"[name=scopes][value='{scope}']").check()
    press(page, "Create Key")
    return page.locator("pre code").first.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_key_is_made_used_seen_and_revoked(business, open_page, script):
    page = open_page(locale="en", java_script_enabled=script)
    business.enter(page)
    secret = create(page, business, "ChatGPT Production", "customers:read")
    assert secret.startswith("fta_") and len(secret) == 30
    assert secret not in page.url
    # Nothing is offered that nothing would do.
    assert (page.locator("button.copy:visible").count() > 0) == script
    if script:
        is_fit_for_people(page, "en", "key-secret")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy", exact=True).first.click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == secret
    assert call(business, secret) == 200
    follow(page, "I have copied it")
    assert secret not in page.content()
    if script:
        is_fit_for_people(page, "en", "key")
    key = page.url
    follow(page, "View Logs")
    line = page.locator("td", has_text="/api/ai-actions/context/customers/").first
    for _ in range(480):
        # By itself where there is a script.
        if line.count() > 0:
            break
        page.wait_for_timeout(250)
        if not script:
            page.reload()
    assert line.count() > 0
    page.goto(key)
    follow(page, "Revoke")
    if script:
        is_fit_for_people(page, "en", "key-revoke")
    press(page, "Revoke")
    assert page.get_by_role("status").inner_text().startswith("Revoked")
    assert call(business, secret) == 401
    follow(page, "Activate")
    press(page, "Activate")
    assert call(business, secret) == 200


def test_what_was_typed_stays_where_something_is_wrong(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    is_fit_for_people(page, "en", "key-new")
    page.get_by_label("Name").fill("  ")
    page.get_by_label("Name").evaluate("it => it.removeAttribute('required')")
    page.locator("[name=scopes][value='invoices:write']").check()
    page.get_by_text("Limits and notes").click()
    page.get_by_label("Rate limit").fill("often")
    page.get_by_label("Allowed addresses").fill("10.0.0.0/8\nnowhere")
    press(page, "Create Key")
    assert page.title().startswith("Error: ")
    assert page.get_by_role("alert").count() == 1
    assert page.locator("[name=scopes][value='invoices:write']").is_checked()
    assert page.get_by_label("Rate limit").input_value() == "often"
    assert page.get_by_label("Allowed addresses").input_value() == "10.0.0.0/8\nnowhere"
    faulty = page.locator("[aria-invalid=true]")
    assert faulty.count() == 3
    borders = [it.evaluate("it => getComputedStyle(it).borderTopColor") for it in faulty.all()]
    assert set(borders).isdisjoint({page.get_by_label("Expiration date").evaluate("it => getComputedStyle(it).borderTopColor")})
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["Name", "Rate limit", "Allowed addresses"]
    assert page.evaluate("document.activeElement.name") == "name"
    assert page.locator("nav.side [aria-current]").inner_text() == "Settings"
    is_fit_for_people(page, "en", "key-new-faults")


def test_a_key_is_renamed_and_rotated(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    secret = create(page, business, "Before", "projects:read", "projects:write")
    follow(page, "I have copied it")
    follow(page, "Edit")
    is_fit_for_people(page, "en", "key-edit")
    page.get_by_label("Name").fill('After <b>& "all"')
    page.locator("[name=scopes][value='projects:write']").uncheck()
    press(page, "Save")
    assert page.locator("h1").inner_text() == 'After <b>& "all"'
    assert page.get_by_text("Add and change projects").count() == 0
    follow(page, "Rotate")
    is_fit_for_people(page, "en", "key-rotate")
    page.get_by_label("The old key works for").select_option(label="An hour")
    press(page, "Rotate")
    fresh = page.locator("pre code").first.inner_text()
    assert fresh != secret


def test_a_secret_is_made_and_told_once(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    page.get_by_label("Name").fill("Only one")
    page.locator("[name=scopes][value='projects:read']").check()
    form = written(page)
    first, second = send(page, business, "/keys/new/", form), send(page, business, "/keys/new/", form)
    secret = re.search(r"fta_\w{20,}", first.text())[0]
    assert second.status == 200 and "It was made already" in second.text() and secret not in second.text()
    other = send(page, business, "/keys/new/", form, name="Another")
    assert other.status == 409 and "sent already" in other.text()
    page.goto(f"{business.url}/admin/keys/?search=Only+one")
    assert page.locator("[name=key]").count() == 1
    follow(page, "Only one")
    follow(page, "Rotate")
    path, form = page.url.removeprefix(business.url), written(page)
    first, second = send(page, business, path, form), send(page, business, path, form)
    secret = re.search(r"fta_\w{20,}", first.text())[0]
    assert second.status == 200 and "It was made already" in second.text() and secret not in second.text()
    page.goto(f"{business.url}/admin/keys/?search=Only+one")
    assert page.locator("[name=key]").count() == 2


def test_a_limit_that_is_no_number_is_not_dropped(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    page.get_by_label("Name").fill("Loose")
    form = written(page)
    for name in ("customer_ids", "project_ids", "role_id", "integration_id"):
        answer = send(page, business, "/keys/new/", form, **{name: "1x"})
        assert answer.status == 422 and "Choose one of the list." in answer.text(), name
    page.goto(f"{business.url}/admin/keys/?search=Loose")
    assert page.locator("[name=key]").count() == 0


def test_what_somebody_else_changed_is_not_overwritten(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    create(page, business, "Shared", "projects:read")
    follow(page, "I have copied it")
    follow(page, "Edit")
    path, form = page.url.removeprefix(business.url), written(page)
    assert send(page, business, path, form, name="Theirs").status == 303
    assert send(page, business, path, form, name="Theirs").status == 303
    page.get_by_label("Name").fill("Mine")
    press(page, "Save")
    assert "Somebody changed this" in page.get_by_role("alert").first.inner_text()
    assert page.get_by_label("Name").input_value() == "Mine"
    press(page, "Save")
    assert page.locator("h1").inner_text() == "Mine"


def test_what_cannot_be_done_with_a_key_is_not_asked(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    for name in ("Done with", "Still done with"):
        create(page, business, name, "projects:read")
    follow(page, "I have copied it")
    key = page.url
    page.goto(f"{key}activate/")
    assert "active already" in page.get_by_role("status").inner_text()
    page.goto(f"{key}revoke/")
    press(page, "Revoke")
    for act in ("revoke", "rotate"):
        page.goto(f"{key}{act}/")
        assert "revoked already" in page.get_by_role("status").inner_text()
        assert page.locator("main form").count() == 0
    is_fit_for_people(page, "en", "key-not-now")
    page.goto(f"{business.url}/admin/keys/?search=one+with")
    for place in range(2):
        page.locator("[name=key]").nth(place).check()
    press(page, "Revoke selected API keys")
    assert page.locator("h1").inner_text() == "Revoke 1 key?"
    assert "1 of 2 is revoked already." in page.get_by_role("status").inner_text()


def test_a_form_is_done_on_the_data_it_was_made_for(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    page.get_by_label("Name").fill("Astray")
    page.locator("[name=scopes][value='projects:read']").check()
    form = written(page)

    def use(data: str):
        page.goto(f"{business.url}/profile/businesses/")
        page.get_by_label(data).check()
        press(page, "Use this data")

    use("Test data")
    answer = send(page, business, "/keys/new/", form)
    assert answer.status == 409 and "You switched between live and test data" in answer.text()
    page.goto(f"{business.url}/keys/new/")
    page.get_by_label("Name").fill("Astray")
    form = written(page)
    use("Live data")
    assert send(page, business, "/keys/new/", form).status == 409
    page.goto(f"{business.url}/admin/keys/?search=Astray")
    assert page.locator("[name=key]").count() == 0
    use("Test data")
    press(page, "Log out")
    assert "/login" in page.url
    business.enter(page)
    assert page.locator("header .badge").count() == 0


def test_keys_are_found_ordered_and_chosen(business, open_page):
    page = open_page(locale="en")
    secrets = [business.key(f"--notes=number {number}") for number in range(3)]
    business.enter(page, path="/admin/keys/")
    is_fit_for_people(page, "en", "keys-admin")
    boxes = page.locator("[name=key]")
    assert boxes.count() >= 3
    press(page, "Revoke selected API keys")
    assert "Choose at least one key." in page.get_by_role("alert").inner_text()
    page.get_by_label("Choose all").check()
    count = boxes.count()
    assert page.locator("[name=key]:checked").count() == count
    boxes.first.uncheck()
    assert not page.get_by_label("Choose all").is_checked()
    boxes.first.check()
    assert page.get_by_label("Choose all").is_checked()
    active = page.locator("tbody tr", has=page.locator(".badge", has_text="Active")).count()
    press(page, "Revoke selected API keys")
    is_fit_for_people(page, "en", "keys-revoke-several")
    press(page, "Revoke")
    assert page.get_by_role("status").inner_text() == f"{active} keys are revoked: they are refused from now on."
    assert {call(business, secret) for secret in secrets} == {401}
    page.get_by_label("Status").select_option(label="Active")
    press(page, "Show")
    assert page.locator("[name=key]").count() == 0
    is_fit_for_people(page, "en", "keys-none-found")


def row(page, name: str):
    """The first key of that name in the table."""
    return page.locator("tbody tr", has=page.locator("bdi", has_text=name)).first


def test_the_words_of_the_guides_stand_where_they_say(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    secret = create(page, business, "By the book", "customers:read")
    assert page.get_by_role("link", name="API reference").get_attribute("href") == "/api/docs/"
    page.goto(f"{business.url}/settings/?search=By+the+book")
    assert page.get_by_role("link", name="API reference").get_attribute("href") == "/api/docs/"
    row(page, "By the book").get_by_role("link", name="View Logs").click()
    page.wait_for_url("**/logs/**")
    page.go_back()
    row(page, "By the book").get_by_role("link", name="Revoke").click()
    page.wait_for_url("**/revoke/")
    press(page, "Revoke")
    assert call(business, secret) == 401
    page.goto(f"{business.url}/admin/keys/?search=By+the+book")
    row(page, "By the book").locator("[name=key]").check()
    press(page, "Activate selected API keys")
    press(page, "Activate")
    assert page.get_by_role("status").inner_text() == "It works again."
    assert call(business, secret) == 200
    follow(page, "Add API Key")
    assert page.locator("h1").inner_text() == "Create New Key"


def test_a_key_without_scopes_is_told_so_at_the_scopes(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    page.get_by_label("Name").fill("May nothing")
    press(page, "Create Key")
    scopes = page.locator("fieldset[aria-invalid=true]")
    assert scopes.count() == 1 and scopes.locator("legend").first.inner_text() == "Scopes"
    assert scopes.locator(".fault").inner_text() == "Name at least one scope, or a role."
    assert "Give it no more than it needs" in scopes.locator(".hint").inner_text()
    is_fit_for_people(page, "en", "key-new-nothing")


@pytest.mark.parametrize("script", [True, False])
def test_all_that_reads_is_ticked_at_once(business, open_page, script):
    page = open_page(locale="en", java_script_enabled=script)
    business.enter(page, path="/keys/new/")
    ticked = page.locator("[name=scopes]:checked")
    page.get_by_label("Name").fill("Reader")
    page.locator("[name=scopes][value='invoices:write']").check()
    page.get_by_role("link", name="Read everything").click()
    page.locator("[name=scopes][value='invoices:read']:checked").wait_for()
    found = [ticked.nth(place).get_attribute("value") for place in range(ticked.count())]
    assert len(found) > 5 and all(scope.endswith(":read") for scope in found), found
    if script:
        assert page.get_by_label("Name").input_value() == "Reader"
    page.get_by_role("link", name="Nothing", exact=True).click()
    page.locator("[name=scopes][value='invoices:read']:not(:checked)").wait_for()
    assert ticked.count() == 0


def test_what_was_taken_away_can_be_given_back(business, open_page):
    page = open_page(locale="en")
    business.key("--scopes", "customers:read", "--notes=was everything once")
    business.enter(page, path="/settings/?search=was+everything+once")
    follow(page, "Test")
    follow(page, "Edit")
    is_fit_for_people(page, "en", "key-edit-everything")
    for scope in ("*:*", "users:read", "roles:write", "apps:write"):
        assert not page.locator(f"[name=scopes][value='{scope}']").is_checked(), scope
    page.locator("[name=scopes][value='*:*']").check()
    page.locator("[name=scopes][value='users:read']").check()
    press(page, "Save")
    assert page.get_by_text("See, add, change and delete everything you can").count() == 1
    # Nobody gives what they have not.
    press(page, "Log out")
    business.enter(page, role="Manager", path="/keys/new/")
    assert page.locator("[name=scopes][value='customers:write']").count() == 1
    assert page.locator("[name=scopes][value='*:*']").count() == 0


def test_a_key_ends_on_the_day_that_was_typed(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/new/")
    page.get_by_label("Name").fill("Until then")
    page.get_by_label("Expiration date").fill("2099-12-31")
    for scope in ("customers:read", "projects:read", "invoices:read", "estimates:read"):
        page.locator(f"[name=scopes][value='{scope}']").check()
    press(page, "Create Key")
    follow(page, "I have copied it")
    assert page.locator("dl.facts > div", has_text="Expires").inner_text().endswith("31 Dec 2099, at the end of the day")
    page.goto(f"{business.url}/settings/?search=Until+then")
    said = row(page, "Until then").inner_text()
    assert "31 Dec 2099" in said and "2100" not in said
    assert "See customers · See projects · +2 more" in said


def test_two_keys_of_which_one_replaces_the_other_know_each_other(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    secret = create(page, business, "Turned", "customers:read")
    follow(page, "I have copied it")
    old = page.url
    follow(page, "Rotate")
    page.get_by_label("The old key works for").select_option(label="An hour")
    press(page, "Rotate")
    follow(page, "I have copied it")
    assert "which still works" in page.get_by_role("status").inner_text()
    is_fit_for_people(page, "en", "key-successor")
    page.goto(f"{business.url}/settings/?search=Turned")
    assert page.get_by_text("Being replaced").count() == 1
    assert page.get_by_text(f"replaces {secret[:8]}").count() == 1
    page.goto(old)
    assert "This key is being replaced by Turned" in page.get_by_role("status").inner_text()
    follow(page, "End the old one now")
    press(page, "Revoke")
    assert call(business, secret) == 401
    assert page.get_by_text("being replaced").count() == 0
    page.locator("dd a", has_text="Turned").click()
    page.wait_for_url(lambda url: "/revoke/" not in url and url != old)
    assert page.get_by_text("which still works").count() == 0


def test_it_is_said_what_a_revocation_hits_and_who_did_it(business, open_page):
    page = open_page(locale="en")
    business.enter(page)
    person = page.locator("header .person bdi").inner_text()
    create(page, business, "Hit", "customers:read")
    follow(page, "I have copied it")
    follow(page, "Revoke")
    facts = page.locator("dl.facts").inner_text()
    for name in ("Last used", "Calls today", f"by {person}"):
        assert name in facts, facts
    press(page, "Revoke")
    said = page.locator("dl.facts > div", has_text="Revoked on").inner_text()
    assert said.endswith(f"by {person}"), said
    follow(page, "Activate")
    assert "Revoked on" in page.locator("dl.facts").inner_text()


def test_who_may_only_look_is_told_so(business, open_page):
    page = open_page(locale="en")
    business.enter(page, role="Read-only", path="/admin/keys/")
    assert "You may not see this" in page.title()
    assert page.locator("nav.side a", has_text="Usage").count() == 0
    is_fit_for_people(page, "en", "not-allowed")


def test_the_keys_in_french(business, open_page):
    page = open_page(locale="fr")
    business.enter(page, path="/settings/")
    assert "Paramètres" in page.title()
    is_fit_for_people(page, "fr")
    snapshot(page, "keys-french")


def test_a_page_that_is_not_there(business, open_page):
    page = open_page(locale="en")
    business.enter(page, path="/keys/999999999/")
    assert "There is no such page" in page.title()
    is_fit_for_people(page, "en", "not-found")
