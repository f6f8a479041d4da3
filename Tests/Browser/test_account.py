"""The pages that mails lead to."""

import pytest
from conftest import link_in_mail
from journeys import send, type_into
from judging import is_fit_for_people

TITLES = {
    "en": ("Choose a password", "The password is set", "This link does not work"),
    "fr": ("Choisissez un mot de passe", "Le mot de passe est enregistré", "Ce lien ne fonctionne pas"),
}


@pytest.mark.parametrize("language", TITLES)
def test_an_invitation_leads_to_a_password(daemon, open_page, language):
    email = f"ada-{language}@acme.example"
    daemon.command("tenants", "create", "--subdomain", f"acme-{language}", "--name", "Acme")
    daemon.command("users", "invite", "--tenant", f"acme-{language}", "--email", email, "--role", "Owner")
    link = link_in_mail(daemon, email, "You are invited")
    choose, done, dead = TITLES[language]

    page = open_page(locale=language)
    page.goto(link)
    assert page.title() == choose
    said = page.locator("main").inner_text()
    assert "Acme" in said and "Owner" in said and email in said
    is_fit_for_people(page, language)
    type_into(page, "password", "short 1")
    send(page)
    assert page.locator("[aria-invalid=true]").count() == 1
    assert page.locator("[name=password]").input_value() == ""
    is_fit_for_people(page, language)
    type_into(page, "password", "correct horse battery staple")
    send(page)
    assert page.title() == done
    assert page.locator("[name=email]").input_value() == email
    is_fit_for_people(page, language)
    page.goto(link)
    assert dead in page.title()
    is_fit_for_people(page, language)


def test_everything_works_without_script(daemon, open_page):
    email = "grace@acme.example"
    daemon.command("tenants", "create", "--subdomain", "no-script", "--name", "Acme")
    daemon.command("users", "invite", "--tenant", "no-script", "--email", email, "--role", "Owner")
    page = open_page(locale="en", java_script_enabled=False)
    page.goto(link_in_mail(daemon, email, "You are invited"))
    page.locator("[name=password]").fill("correct horse battery staple")
    send(page)
    assert page.title() == "The password is set"
