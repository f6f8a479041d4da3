"""Users, roles, the security settings and the start page."""

import pytest
import requests
from conftest import PASSWORD, Business, link_in_mail
from judging import is_fit_for_people, snapshot
from test_console_keys import create, follow, press, send, written


def alert(page) -> str:
    return page.get_by_role("alert").first.inner_text()


def log_in(page, business, email: str, password: str = PASSWORD):
    page.goto(f"{business.url}/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def enter(page, business, role: str = "Owner", path: str = "/") -> str:
    """As `business.enter`; the address of who it is."""
    email = business.person(role)
    log_in(page, business, email)
    page.goto(business.url + path)
    return email


def other_browser(page):
    """Somebody else's, or one's own elsewhere."""
    return page.context.browser.new_context(locale="en", user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")


def test_somebody_is_invited_and_logs_in(business, open_page):
    page = open_page(locale="en")
    enter(page, business, path="/admin/")
    is_fit_for_people(page, "en", "admin")
    page.goto(f"{business.url}/admin/users/")
    follow(page, "Invite")
    is_fit_for_people(page, "en", "user-invite")
    assert page.get_by_label("Role").input_value() == ""
    answer = send(page, business, "/admin/users/new/", written(page), email="x@acme.example")
    assert answer.status == 422 and "Choose a role." in answer.text()
    page.get_by_label("Email").fill("nobody at all")
    page.get_by_label("Email").evaluate("it => it.type = 'text'")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("Role").select_option(label="Support")
    press(page, "Invite")
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Name").input_value() == "Grace Hopper"
    assert page.get_by_label("Role").locator("option:checked").inner_text() == "Support"
    is_fit_for_people(page, "en", "user-invite-fault")
    email = f"grace-{business.subdomain}@acme.example"
    page.get_by_label("Email").fill(email)
    press(page, "Invite")
    assert "No mail server is set: the mail lies as a file" in page.get_by_role("status").inner_text()
    page.get_by_label("Status").select_option(label="Invited")
    press(page, "Show")
    users = page.url
    follow(page, "Grace Hopper")
    follow(page, "Invite again")
    again = page.url
    press(page, "Invite again")
    # A second link within a minute is not sent.
    assert "Try again in" in alert(page)
    for address, name in ((users, "users"), (again, "user-invite-again")):
        page.goto(address)
        is_fit_for_people(page, "en", name)
    with other_browser(page) as context:
        guest = context.new_page()
        guest.goto(link_in_mail(business.daemon, email, "You are invited"))
        guest.locator("[name=password]").fill(PASSWORD)
        with guest.expect_navigation():
            guest.keyboard.press("Enter")
        log_in(guest, business, email)
        assert email in guest.locator("header").inner_text()
        guest.goto(f"{business.url}/admin/users/")
        assert "You may not see this" in guest.title()
    page.goto(f"{business.url}/admin/users/new/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Role").select_option(label="Support")
    press(page, "Invite")
    assert "member already" in page.locator(".fault").all_inner_texts()[-1]


def test_a_member_changes_role_is_locked_and_leaves(business, open_page):
    page = open_page(locale="en")
    enter(page, business)
    email = business.person("Support")
    with other_browser(page) as context:
        guest = context.new_page()
        log_in(guest, business, email)
        page.goto(f"{business.url}/admin/users/?search={email.split('@')[0]}")
        follow(page, email)
        is_fit_for_people(page, "en", "user")
        follow(page, "Change role")
        is_fit_for_people(page, "en", "user-role")
        page.get_by_label("Role").select_option(label="Manager")
        press(page, "Save")
        assert "Manager" in page.locator("main").inner_text()
        guest.goto(f"{business.url}/admin/users/")
        assert guest.title().startswith("Users")
        follow(page, "Lock")
        is_fit_for_people(page, "en", "user-lock")
        press(page, "Lock")
        assert page.locator(".badge", has_text="Locked").count() == 1
        guest.goto(f"{business.url}/admin/users/")
        assert "/login" in guest.url
        follow(page, "Unlock")
        press(page, "Unlock")
        assert page.locator(".badge", has_text="Active").count() == 1
    follow(page, "End membership")
    is_fit_for_people(page, "en", "user-end")
    press(page, "End membership")
    assert page.locator(".badge", has_text="Ended").count() == 1
    follow(page, "Let back in")
    press(page, "Save")
    assert page.locator(".badge", has_text="Active").count() == 1


def test_the_last_owner_stays(console, open_page):
    page, alone = open_page(locale="en"), Business(console)
    email = enter(page, alone, path="/admin/users/")
    follow(page, email)
    address = page.url
    for label, act, button in [("End membership", "end", "End membership"), ("Lock", "lock", "Lock")]:
        # Nobody is offered to turn themselves out.
        assert page.locator("main").get_by_role("link", name=label, exact=True).count() == 0
        page.goto(f"{address}{act}/")
        press(page, button)
        assert "last owner" in alert(page), act
        follow(page, "Cancel")
    follow(page, "Change role")
    page.get_by_label("Role").select_option(label="Support")
    press(page, "Save")
    assert "last owner" in alert(page)
    follow(page, "Cancel")
    assert page.locator(".badge", has_text="Active").count() == 1


def test_a_role_is_made_shown_and_changed(business, open_page):
    page = open_page(locale="en")
    enter(page, business, path="/admin/roles/")
    is_fit_for_people(page, "en", "roles")
    follow(page, "Add Role")
    is_fit_for_people(page, "en", "role-new")
    page.get_by_label("Name").fill("ChatGPT <reads>")
    page.locator("[name=permissions][value='customers:read']").check()
    press(page, "Save")
    assert page.locator("h1").inner_text() == "ChatGPT <reads>"
    is_fit_for_people(page, "en", "role")
    follow(page, "Edit")
    assert page.locator("[name=permissions][value='customers:read']").is_checked()
    path = page.url.removeprefix(business.url)
    assert send(page, business, path, written(page), name="Theirs").status == 303
    page.get_by_label("Name").fill("Mine")
    press(page, "Save")
    assert "Somebody changed this" in alert(page) and page.get_by_label("Name").input_value() == "Mine"
    page.get_by_label("Name").fill("")
    page.get_by_label("Name").evaluate("it => it.removeAttribute('required')")
    page.locator("[name=permissions][value='customers:write']").check()
    press(page, "Save")
    assert page.title().startswith("Error: ")
    assert page.locator("[name=permissions][value='customers:write']").is_checked()
    page.get_by_label("Name").fill("ChatGPT")
    press(page, "Save")
    assert "Your changes are saved." in page.get_by_role("status").inner_text()
    page.goto(f"{business.url}/admin/roles/matrix/")
    is_fit_for_people(page, "en", "role-matrix")
    page.set_viewport_size({"width": 1440, "height": 800})
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="Customers", exact=True))
    assert row.get_by_role("cell").last.inner_text() == "see, add, change"
    page.goto(f"{business.url}/admin/roles/")
    follow(page, "Owner")
    assert page.get_by_role("link", name="Edit", exact=True).count() == 0


def test_a_role_is_deleted_once_nobody_has_it(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    enter(page, business, path="/admin/roles/new/")
    # Only what something asks for is offered.
    offered = page.locator("[name=permissions]").evaluate_all("all => all.map(it => it.value)")
    assert "roles:delete" in offered and "documents:import" in offered
    assert not [scope for scope in offered if scope.startswith("webhooks:") or scope == "customers:delete"]
    page.get_by_label("Name").fill("Cashier <till>")
    page.locator("[name=permissions][value='customers:read']").check()
    press(page, "Save")
    role = page.url
    email = business.person("Cashier <till>")
    follow(page, "Delete role")
    assert "A role that somebody has" in page.get_by_role("status").inner_text()
    assert page.get_by_role("button", name="Delete role").count() == 0
    assert email in page.locator("main").inner_text()
    is_fit_for_people(page, "en", "role-delete-refused")
    follow(page, "1 Members")
    follow(page, email)
    follow(page, "Change role")
    page.get_by_label("Role").select_option(label="Support")
    press(page, "Save")
    page.goto(role.split("?")[0])
    follow(page, "Delete role")
    assert "Cashier <till>" in page.locator("h1").inner_text()
    is_fit_for_people(page, "en", "role-delete")
    press(page, "Delete role")
    assert "It was removed." in page.get_by_role("status").inner_text()
    assert page.get_by_role("link", name="Cashier <till>").count() == 0
    page.goto(role)
    assert "There is no such page" in page.title()
    page.goto(f"{business.url}/admin/roles/")
    follow(page, "Support")
    assert page.get_by_role("link", name="Delete role").count() == 0
    page.goto(f"{business.url}/audit/")
    assert "Removed a role" in page.locator("main").inner_text()


def test_the_security_settings(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    enter(page, business, path="/settings/security/")
    is_fit_for_people(page, "en", "security")
    page.get_by_label("without use").select_option(label="30 minutes")
    page.get_by_label("in any case").select_option(label="12 hours")
    page.get_by_label("Have to be approved").check()
    page.get_by_label("Where people may come from").fill("203.0.113.0/24")
    press(page, "Save")
    assert "shut yourself out: add 127.0.0.1" in page.locator(".fault").all_inner_texts()[-1]
    assert page.get_by_label("without use").locator("option:checked").inner_text() == "30 minutes"
    is_fit_for_people(page, "en", "security-fault")
    page.get_by_label("Where people may come from").fill("203.0.113.0/24\n127.0.0.0/8")
    press(page, "Save")
    assert "Your changes are saved." in page.get_by_role("status").inner_text()
    assert page.get_by_label("without use").locator("option:checked").inner_text() == "30 minutes"
    assert page.get_by_label("Where people may come from").input_value() == "203.0.113.0/24\n127.0.0.0/8"

    stale = written(page)
    page.get_by_label("without use").select_option(label="1 hour")
    press(page, "Save")
    assert page.get_by_label("without use").locator("option:checked").inner_text() == "1 hour"
    answer = send(page, business, "/settings/security/", stale, session_life="86400")
    assert answer.status == 409
    page.reload()
    assert page.get_by_label("in any case").locator("option:checked").inner_text() == "12 hours"


def test_home_says_what_is_to_be_done(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    enter(page, business)
    cards = page.locator(".cards > li")
    assert cards.filter(has_text="Create a key").locator(".badge").inner_text() == "To do"
    assert cards.filter(has_text="Invite a colleague").locator(".badge").inner_text() == "To do"
    is_fit_for_people(page, "en", "home")
    # The end of a key that another replaced is no limit that somebody set.
    create(page, business, "Replaced", "projects:read")
    follow(page, "I have copied it")
    follow(page, "Rotate")
    press(page, "Rotate")
    page.goto(f"{business.url}/")
    assert cards.filter(has_text="Create a key").locator(".badge").inner_text() == "Done"
    assert cards.filter(has_text="Set limits").locator(".badge").inner_text() == "To do"
    business.key("--rate-limit", "60/min")
    business.person("Support")
    assert cards.filter(has_text="Say who you are").locator(".badge").inner_text() == "To do"
    page.goto(f"{business.url}/settings/business/")
    page.get_by_label("Address", exact=True).fill("1 High Street")
    press(page, "Save")
    page.goto(f"{business.url}/")
    for done in ("Create a key", "Invite a colleague", "Set limits", "Say who you are"):
        assert cards.filter(has_text=done).locator(".badge").first.inner_text() == "Done", done
    page.context.clear_cookies()
    business.enter(page, role="Read-only")
    assert page.get_by_text("Invite a colleague").count() == 0
    assert page.get_by_text("Errors").count() == 0
    # What they may see of the business is there, with their own work.
    assert page.locator(".cards > li", has_text="Open invoices").get_by_text("Nobody owes you anything").count() == 1
    assert page.locator(".cards > li", has_text="Your work items").get_by_text("Nothing is assigned").count() == 1


def test_home_says_how_the_business_stands(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    key = business.key()

    def make(path: str, body: dict, method: str = "POST") -> dict:
        url = f"{business.url}/api/{path}"
        answer = requests.request(method, url, json=body, headers={"Authorization": f"Bearer {key}"})
        assert answer.ok, answer.text
        return answer.json()

    customer = make("ai-actions/actions/customers/", {"name": "Ada"})["id"]
    for amount in (100, 250):
        invoice = {"customer_id": customer, "amount": amount, "description": "Work"}
        made = make("ai-actions/actions/invoices/", invoice)["id"]
        make(f"ai-actions/actions/invoices/{made}/", {"status": "sent"}, method="PATCH")
    make(f"ai-actions/actions/invoices/{made}/", {"status": "overdue"}, method="PATCH")
    enter(page, business)
    card = page.locator(".cards > li", has_text="Open invoices")
    assert "2 invoices are not paid: €350.00" in card.inner_text()
    assert card.locator(".badge.bad").inner_text() == "1 late"
    # What was done lately is told with the names of what it was done to.
    assert any(text.startswith("INV-") for text in page.locator("td[data-label=About]").all_inner_texts())
    is_fit_for_people(page, "en", "home-business")


@pytest.mark.parametrize("path", ["/", "/admin/roles/matrix/", "/settings/business/", "/settings/security/", "/profile/", "/admin/users/new/"])
def test_in_french(business, open_page, path):
    page = open_page(locale="fr")
    business.enter(page, path=path)
    is_fit_for_people(page, "fr")
    snapshot(page, f"french{path.replace('/', '-')}")
