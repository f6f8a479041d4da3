"""One's own profile: sessions, password, second factor; switching business and data."""

import secrets
import time

from conftest import PASSWORD, Business, link_in_mail
from judging import is_fit_for_people
from playwright.sync_api import expect
from test_console_keys import follow, press
from test_console_people import alert, enter, log_in, other_browser
from test_signin import code


def set_up_factor(page, business) -> str:
    """The authenticator's secret."""
    page.goto(f"{business.url}/profile/")
    follow(page, "Set up")
    is_fit_for_people(page, "en", "factor-password")
    page.get_by_label("Your password").fill("wrong horse battery")
    press(page, "Continue")
    assert "not your password" in alert(page)
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Continue")
    is_fit_for_people(page, "en", "factor-scan")
    secret = page.locator("pre code").inner_text()
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Confirm")
    assert page.locator(".fault").count() >= 1
    assert page.locator("pre code").inner_text() == secret
    # The step before, so that the present one is left; once this one ends it is too old.
    while time.time() % 30 > 15:
        page.wait_for_timeout(500)
    page.get_by_label("Code", exact=True).fill(code(secret, -1))
    press(page, "Confirm")
    expect(page.locator("pre code")).not_to_have_text(secret)
    assert len(page.locator("pre code").inner_text().split()) == 10
    is_fit_for_people(page, "en", "factor-codes")
    follow(page, "I have kept them")
    assert page.locator(".badge", has_text="On").count() == 1
    return secret


def test_a_second_factor_and_step_up(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    enter(page, business, path="/keys/new/")
    page.get_by_label("Name").fill("Kept & Sons")
    business.command("tenants", "update", "--subdomain", business.subdomain, "--step-up", "keys:create", "--step-up-age", "3600")
    press(page, "Create Key")
    assert "What you typed is kept" in page.locator("main").inner_text()
    assert "Kept" not in page.content()
    is_fit_for_people(page, "en", "step-up-kept")
    page.goto(f"{business.url}/keys/new/")
    assert "Show that it is you" in page.title()
    is_fit_for_people(page, "en", "step-up-none")
    secret = set_up_factor(page, business)
    page.goto(f"{business.url}/keys/new/")
    is_fit_for_people(page, "en", "step-up")
    page.get_by_label("Code", exact=True).fill("ABCD-EFGH")
    press(page, "Confirm")
    assert "wrong" in alert(page)
    page.get_by_label("Code", exact=True).fill(code(secret))
    press(page, "Confirm")
    assert page.url.endswith("/keys/new/")
    assert page.locator("h1").inner_text() == "Create New Key"
    page.goto(f"{business.url}/profile/second-factor/remove/")
    is_fit_for_people(page, "en", "factor-remove")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code", exact=True).fill("ABCD-EFGH")
    press(page, "Remove")
    assert "wrong" in alert(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code", exact=True).fill(code(secret, 1))
    press(page, "Remove")
    assert page.locator(".badge", has_text="Off").count() == 1


def test_ones_name_and_address_change(business, open_page):
    page = open_page(locale="en")
    email = enter(page, business, role="Read-only", path="/profile/")
    follow(page, "Change name")
    is_fit_for_people(page, "en", "profile-name")
    page.get_by_label("Name").fill("Ada <Lovelace>")
    press(page, "Save")
    assert "Ada <Lovelace>" in page.locator("main").inner_text()
    follow(page, "Change email")
    is_fit_for_people(page, "en", "profile-email")
    assert email in page.locator("main").inner_text()
    new = f"{secrets.token_hex(6)}@elsewhere.example"
    page.get_by_label("New email").fill(new)
    page.get_by_label("Your password").fill("wrong horse battery")
    press(page, "Send the link")
    assert "not your password" in page.locator(".fault").all_inner_texts()[-1]
    assert page.get_by_label("New email").input_value() == new
    is_fit_for_people(page, "en", "profile-email-fault")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Send the link")
    assert new in page.get_by_role("status").inner_text()
    is_fit_for_people(page, "en", "profile-email-sent")
    with other_browser(page) as context:
        guest = context.new_page()
        guest.goto(link_in_mail(business.daemon, new, "Confirm your new email address"))
        with guest.expect_navigation():
            guest.get_by_role("button", name="Confirm").click()
        assert "confirmed" in guest.title()
        log_in(guest, business, new)
        assert new in guest.locator("header").inner_text()
    page.goto(f"{business.url}/profile/")
    assert new in page.locator("main").inner_text() and email not in page.locator("main").inner_text()


def test_sessions_and_password(business, open_page):
    page = open_page(locale="en")
    email = enter(page, business, path="/profile/")
    is_fit_for_people(page, "en", "profile-alone")
    with other_browser(page) as first, other_browser(page) as second:
        others = [first.new_page(), second.new_page()]
        for other in others:
            log_in(other, business, email)
        page.goto(f"{business.url}/profile/")
        is_fit_for_people(page, "en", "profile")
        assert page.get_by_text("Firefox on Linux").count() >= 2
        press(page, "End the chosen")
        assert "Choose at least one session." in alert(page)
        page.locator("[name=session]").first.check()
        press(page, "End the chosen")
        assert page.locator("[name=session]").count() == 1
        press(page, "End all others")
        assert page.locator("[name=session]").count() == 0
        for other in others:
            other.goto(f"{business.url}/profile/")
            assert "/login" in other.url
    follow(page, "Change password")
    is_fit_for_people(page, "en", "password")
    page.get_by_label("Your password now").fill("wrong horse battery")
    page.get_by_label("New password").fill("another horse battery staple")
    press(page, "Change password")
    assert "not your password" in page.locator(".fault").all_inner_texts()[-1]
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password").fill("another horse battery staple")
    press(page, "Change password")
    assert "Your changes are saved." in page.get_by_role("status").inner_text()
    page.context.clear_cookies()
    log_in(page, business, email, "another horse battery staple")
    assert email in page.locator("header").inner_text()


def test_business_and_data_are_switched(console, business, open_page):
    page, other = open_page(locale="en"), Business(console, "Other & Co")
    email = enter(page, business)
    console.command("users", "create", "--tenant", other.subdomain, "--email", email, "--role", "Owner")
    page.locator(".business a").click()
    is_fit_for_people(page, "en", "businesses")
    page.locator(f"[name=to][value='{other.subdomain}']").check()
    press(page, "Go there")
    assert "Other & Co" in page.locator("header").inner_text()
    page.goto(f"{business.url}/profile/businesses/")
    page.get_by_label("Test data").check()
    press(page, "Use this data")
    assert page.locator("header .badge", has_text="Test data").count() == 1
    is_fit_for_people(page, "en", "home-test")
    # A key made here opens the test data.
    page.goto(f"{business.url}/keys/new/")
    page.get_by_label("Name").fill("Trial")
    page.locator("[name=scopes][value='customers:read']").check()
    press(page, "Create Key")
    assert page.locator("pre code").first.inner_text().startswith("sk_test_")
    page.goto(f"{business.url}/admin/users/")
    assert page.locator("header .badge").count() == 0
    assert email in page.locator("main").inner_text()
    page.goto(f"{business.url}/profile/businesses/")
    page.get_by_label("Live data").check()
    press(page, "Use this data")
    assert page.locator("header .badge").count() == 0
