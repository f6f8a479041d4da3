"""The business's data in the console: made, found, changed, printed and decided about by a person."""

import secrets

import pytest
import requests
from journeys import go_to, login, send, type_into
from judging import axe_finds_nothing, is_fit_for_people, nothing_scrolls_sideways, snapshot
from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"


class Tenant:
    def __init__(self, daemon):
        self.daemon = daemon
        self.name = f"data{secrets.token_hex(4)}"
        daemon.command("tenants", "create", "--subdomain", self.name, "--name", "Data & Co")
        self.owner = self.person("Owner")
        made = daemon.command("keys", "create", "--tenant", self.name, "--name", "Robot", "--scopes", "*")
        self.key = next(word for word in made.split() if word.startswith(("fta_", "sk_")))

    def person(self, role: str) -> str:
        email = f"{secrets.token_hex(6)}@{self.name}.example"
        arguments = ["--tenant", self.name, "--email", email, "--role", role, "--password-stdin"]
        self.daemon.command("users", "create", *arguments, said=PASSWORD)
        return email

    def api(self, path: str, body=None, method: str = "POST", files=None):
        url = f"{self.daemon.url}/api/ai-actions/{path}"
        headers = {"Authorization": f"Bearer {self.key}"}
        sent = requests.request(method, url, json=body, files=files, headers=headers)
        assert sent.ok, sent.text
        return sent.json()


@pytest.fixture(scope="module")
def tenant(daemon):
    return Tenant(daemon)


@pytest.fixture
def visit(tenant, open_page):
    """Opens a page of the console for somebody of the tenant."""

    def open_as(email=None, **options):
        page = open_page(**{"locale": "en", **options})
        base = tenant.daemon.url.replace("127.0.0.1", "localhost")
        page.goto(f"{base}/login?next=/customers/")
        login(page, email or tenant.owner, PASSWORD)
        page.base = base
        return page

    return open_as


def go(page, path: str):
    return page.goto(page.base + path)


def press(page, name: str):
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name: str):
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def facts(page) -> dict[str, str]:
    names = page.locator("dt").all_inner_texts()
    return dict(zip(names, (text.strip() for text in page.locator("dd").all_inner_texts()), strict=True))


def test_from_a_customer_to_a_paid_invoice(visit):
    page = visit()
    go(page, "/customers/")
    is_fit_for_people(page, "en")
    assert page.locator(".empty, tbody tr").count() > 0
    follow(page, "New customer")
    is_fit_for_people(page, "en")
    page.fill("[name=name]", "Grace & Söhne <b>")
    page.fill("[name=address]", "Hauptstraße 1\n12345 Stadt")
    press(page, "Create customer")
    assert page.get_by_role("status").inner_text() == "It was created."
    assert page.locator("h1").inner_text() == "Grace & Söhne <b>"
    assert "12345 Stadt" in facts(page)["Address"]
    is_fit_for_people(page, "en")
    customer = page.url.split("?")[0].rstrip("/").split("/")[-1]

    go(page, "/projects/new/")
    is_fit_for_people(page, "en")
    page.fill("[name=name]", "Web shop")
    page.select_option("[name=customer_id]", customer)
    page.fill("[name=daily_rate]", "1,550.50")
    press(page, "Create project")
    assert facts(page)["Daily rate"] == "€1,550.50"
    is_fit_for_people(page, "en")
    follow(page, "Edit")
    assert page.input_value("[name=daily_rate]") == "1550.50"
    is_fit_for_people(page, "en")

    go(page, "/invoices/new/")
    # What is wrong is marked, and what was typed stays.
    page.fill("[name='lines.0.description']", "Design")
    page.fill("[name='lines.0.unit_price']", "much")
    press(page, "Create invoice")
    assert page.get_by_role("alert").is_visible()
    assert page.locator("[id='lines.0.unit_price-fault']").inner_text().startswith("Write a number")
    assert page.locator("[id=customer_id-fault]").is_visible()
    assert page.input_value("[name='lines.0.description']") == "Design"
    assert page.input_value("[name='lines.0.unit_price']") == "much"
    # The keyboard is at the first of them, and what is said above leads to each.
    assert page.evaluate("document.activeElement.name") == "customer_id"
    link = page.get_by_role("alert").get_by_role("link", name="Line 1, Unit price")
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#lines.0.unit_price")
    assert page.evaluate("document.activeElement.name || document.querySelector(':target').name") == "lines.0.unit_price"
    is_fit_for_people(page, "en")
    page.fill("[name='lines.0.unit_price']", "500")
    page.fill("[name='lines.0.quantity']", "2.5")
    page.fill("[name='lines.0.unit']", "day")
    page.fill("[name='lines.0.tax_rate']", "20")
    page.select_option("[name=customer_id]", customer)
    press(page, "Add lines")
    assert page.locator("[name='lines.5.description']").count() == 1
    assert page.input_value("[name='lines.0.quantity']") == "2.5"
    page.fill("[name='lines.4.description']", "Travel\nby train")
    page.fill("[name='lines.4.unit_price']", "99.95")
    page.fill("[name='lines.4.tax_rate']", "5.5")
    press(page, "Create invoice")
    shown = facts(page)
    assert (shown["Net total"], shown["Tax at 20%"], shown["Tax at 5.5%"]) == ("€1,349.95", "€250.00", "€5.50")
    assert shown["Total"] == "€1,605.45"
    assert page.locator("tbody tr").count() == 2
    is_fit_for_people(page, "en")
    invoice = page.url.split("?")[0]

    follow(page, "Printable page")
    assert "Hauptstraße 1" in page.locator(".letterhead section").last.inner_text()
    is_fit_for_people(page, "en")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.locator("thead").is_visible()
    assert page.locator("td").first.evaluate("it => getComputedStyle(it).display") == "table-cell"
    page.emulate_media(media="screen")

    page.goto(invoice)
    follow(page, "Mark as sent")
    assert "its content is fixed" in page.locator("main").inner_text()
    is_fit_for_people(page, "en")
    press(page, "Mark as sent")
    assert facts(page)["Status"] == "Sent"
    assert page.get_by_role("link", name="Edit", exact=True).count() == 0
    follow(page, "Mark as paid")
    press(page, "Mark as paid")
    assert facts(page)["Status"] == "Paid"
    go(page, f"/invoices/?status=paid&customer_id={customer}")
    assert page.locator("tbody tr").count() == 1
    is_fit_for_people(page, "en")


def test_an_invoice_is_taken_back_by_a_credit_note(visit, tenant):
    customer = tenant.api("actions/customers/", {"name": "Credit & Co", "address": "Hauptstraße 2\n12345 Stadt"})["id"]
    line = {"description": "Design", "quantity": 2, "unit": "day", "unit_price": 500, "tax_rate": 20}
    invoice = tenant.api("actions/invoices/", {"customer_id": customer, "lines": [line]})
    tenant.api(f"actions/invoices/{invoice['id']}/", {"status": "sent"}, method="PATCH")
    page = visit()
    go(page, f"/invoices/{invoice['id']}/")
    follow(page, "Issue credit note")
    page.fill("[name=reason]", "Wrong address")
    press(page, "Issue credit note")
    shown = facts(page)
    assert page.locator("h1").inner_text().startswith("CN-")
    assert (shown["Invoice"], shown["Reason"], shown["Total"]) == (invoice["invoice_number"], "Wrong address", "€1,200.00")
    is_fit_for_people(page, "en", "credit-note")
    note = page.url.split("?")[0]
    follow(page, "Printable page")
    assert "Hauptstraße 2" in page.locator(".letterhead section").last.inner_text()
    assert facts(page)["Invoice"] == invoice["invoice_number"] and facts(page)["Tax at 20%"] == "€200.00"
    is_fit_for_people(page, "en", "credit-note-print")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible() and page.locator("thead").is_visible()
    page.emulate_media(media="screen")
    follow(page, page.locator(".trail a").last.inner_text())
    assert page.url == note
    follow(page, invoice["invoice_number"])
    assert facts(page)["Status"] == "Cancelled"
    page.locator("main").get_by_role("link", name="Credit note CN-").click()
    page.wait_for_url(note)
    go(page, "/credit-notes/")
    is_fit_for_people(page, "en", "credit-notes")
    go(page, "/credit-notes/?search=wrong+address")
    assert page.locator("tbody tr").count() == 1
    page = visit(locale="fr")
    for path in ("/credit-notes/", note.removeprefix(page.base), f"{note.removeprefix(page.base)}print/"):
        go(page, path)
        is_fit_for_people(page, "fr")


def test_a_form_that_is_sent_twice_makes_one_row(visit, tenant):
    page = visit()
    name = f"Twice {secrets.token_hex(4)}"
    go(page, "/customers/new/")
    page.fill("[name=name]", name)
    form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    headers = {"Origin": page.base}
    first, second = (page.request.post(f"{page.base}/customers/new/", form=form, headers=headers) for _ in range(2))
    assert first.url == second.url and "/customers/new/" not in first.url
    found = tenant.api(f"context/customers/?search={name}", method="GET")
    assert len(found) == 1
    # Another content under the same name is another wish: it is asked about.
    again = page.request.post(f"{page.base}/customers/new/", form={**form, "name": f"{name} b"}, headers=headers)
    assert "sent already" in again.text() and f"{name} b" in again.text()

    # So does a change, and what is done with a row.
    row = first.url.split("?")[0]
    invoice = tenant.api("actions/invoices/", {"customer_id": found[0]["id"], "amount": 5, "description": "Five"})
    for path, field in ((f"{row}edit/", {"name": "Changed"}), (f"{page.base}/invoices/{invoice['id']}/send/", {})):
        page.goto(path)
        form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))") | field
        first, second = (page.request.post(path, form=form, headers=headers) for _ in range(2))
        assert first.url == second.url and second.ok and "?" not in second.url


def test_nobody_overwrites_what_somebody_else_wrote(visit, tenant):
    made = tenant.api("actions/customers/", {"name": "Before", "phone": "1"})
    page = visit()
    go(page, f"/customers/{made['id']}/")
    assert "Made by Robot" in page.locator("main").inner_text()
    go(page, f"/customers/{made['id']}/edit/")
    page.fill("[name=name]", "Mine")
    tenant.api(f"actions/customers/{made['id']}/", {"name": "Theirs", "phone": "2"}, method="PATCH")
    press(page, "Save")
    assert page.get_by_role("alert").is_visible()
    assert page.input_value("[name=name]") == "Mine"
    # What only they changed is taken over, and says so.
    assert page.input_value("[name=phone]") == "2"
    assert "last by Robot" in page.locator("#phone-hint").inner_text()
    assert [page.locator(it).inner_text() for it in (".difference del", ".difference ins")] == ["Theirs", "Mine"]
    is_fit_for_people(page, "en", "merged-form")
    assert tenant.api(f"context/customers/{made['id']}/", method="GET")["name"] == "Theirs"
    press(page, "Save")
    row = tenant.api(f"context/customers/{made['id']}/", method="GET")
    assert (row["name"], row["phone"]) == ("Mine", "2")


def test_a_document_becomes_a_customer(visit, tenant):
    def hand_in(name: str) -> int:
        email = f"{secrets.token_hex(4)}@lovelace.example"
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{email}\r\nEND:VCARD\r\n"
        files = {"file": ("card.vcf", card, "text/vcard")}
        return tenant.api("actions/documents/", files=files)["document"]["id"]

    approved, rejected = hand_in("Ada Lovelace"), hand_in("Nobody")
    page = visit()
    go(page, "/documents/")
    is_fit_for_people(page, "en")
    go(page, f"/documents/{approved}/")
    is_fit_for_people(page, "en")
    follow(page, "Approve")
    # What is decided about is there to be looked at.
    assert "FN:Ada Lovelace" in page.locator("pre").inner_text()
    file = page.get_by_role("link", name="Download the file").get_attribute("href")
    assert "FN:Ada Lovelace" in page.request.get(page.base + file).text()
    is_fit_for_people(page, "en", "approve")
    assert page.input_value("[name=name]") == "Ada Lovelace"
    page.fill("[name=phone]", "0123")
    press(page, "Approve")
    assert facts(page)["Status"] == "Approved"
    follow(page, "Ada Lovelace")
    assert facts(page)["Phone"] == "0123"
    go(page, f"/documents/{rejected}/reject/")
    press(page, "Reject")
    assert facts(page)["Status"] == "Rejected"
    # What cannot be done any more is not offered.
    go(page, f"/documents/{rejected}/approve/")
    assert page.url == f"{page.base}/documents/{rejected}/"


def test_documents_are_handed_in_by_a_page(visit, tenant):
    def card(name: str, mail: str = "") -> dict:
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"EMAIL:{mail or secrets.token_hex(4) + '@cards.example'}", "END:VCARD", ""]
        return {"name": f"{name}.vcf", "mimeType": "text/vcard", "buffer": "\r\n".join(lines).encode()}

    page = visit(tenant.person("Support"))
    go(page, "/documents/")
    follow(page, "Upload documents")
    is_fit_for_people(page, "en", "documents-new")
    # A browser asks for a file itself; whoever has another one is told by the page.
    page.locator("[name=file]").evaluate("it => it.removeAttribute('required')")
    press(page, "Upload")
    assert "Choose at least one file." in page.locator(".fault").all_inner_texts()[-1]
    wrong = {"name": "holiday.gif", "mimeType": "image/gif", "buffer": b"GIF89a\x00\x01"}
    page.set_input_files("[name=file]", [card("Grace Hopper"), wrong])
    press(page, "Upload")
    assert page.title().startswith("Error: ")
    assert "holiday.gif is none of the kinds" in page.locator(".fault").all_inner_texts()[-1]
    is_fit_for_people(page, "en", "documents-new-fault")
    page.set_input_files("[name=file]", [card("Grace Hopper")])
    press(page, "Upload")
    assert page.locator("h1").inner_text() == "Grace Hopper.vcf"
    assert "waits for somebody's decision" in page.get_by_role("status").inner_text()
    assert facts(page)["Name"] == "Grace Hopper"
    follow(page, "Approve")
    press(page, "Approve")
    assert facts(page)["Status"] == "Approved"
    go(page, "/documents/new/")
    page.set_input_files("[name=file]", [card("Alan Turing"), card("Ada Byron")])
    press(page, "Upload")
    table = page.locator("table").inner_text()
    assert "Alan Turing.vcf" in table and "Ada Byron.vcf" in table and "Grace" not in table
    go(page, "/documents/new/")
    huge = {"name": "huge.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + b"0" * (12 << 20)}
    page.set_input_files("[name=file]", [huge])
    press(page, "Upload")
    assert "larger than 10\xa0MB" in page.locator("main").inner_text()


def test_documents_are_handed_in_without_script_and_in_french(visit):
    page = visit(java_script_enabled=False, locale="fr")
    go(page, "/documents/new/")
    text = {"name": "note.txt", "mimeType": "text/plain", "buffer": "Name: Ada Lovelace\n".encode()}
    page.set_input_files("[name=file]", [text])
    press(page, "Déposer")
    assert page.locator("h1").inner_text() == "note.txt"
    assert "attend la décision" in page.get_by_role("status").inner_text()


def test_a_document_that_nothing_was_read_out_of_says_so(visit, tenant):
    pdf = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n" + secrets.token_hex(8).encode()
    files = {"file": ("scan.pdf", pdf, "application/pdf")}
    made = tenant.api("actions/documents/", files=files)["document"]["id"]
    page = visit()
    go(page, f"/documents/{made}/approve/")
    assert "Nothing could be read out of this file" in page.locator(".notice.warning").inner_text()
    assert page.get_by_role("link", name="Download the file").count() == 1 and page.locator("pre").count() == 0
    is_fit_for_people(page, "en", "approve-unread")
    go(page, f"/documents/{made}/reject/")
    assert page.get_by_role("link", name="Download the file").count() == 1


def test_an_estimate_and_a_month_become_invoices(visit, tenant):
    customer = tenant.api("actions/customers/", {"name": "Estimated"})["id"]
    page = visit()
    go(page, f"/estimates/new/?customer_id={customer}")
    page.get_by_text("A total or days without lines").click()
    page.fill("[name=amount]", "5500")
    page.fill("[name=description]", "Web development")
    press(page, "Create estimate")
    is_fit_for_people(page, "en")
    follow(page, "Mark as sent")
    press(page, "Mark as sent")
    follow(page, "Accept")
    is_fit_for_people(page, "en")
    page.check("[name=create_project]")
    page.check("[name=create_invoice]")
    press(page, "Accept")
    assert page.locator("h1").inner_text().startswith("INV-")
    follow(page, "Web development")
    project = page.url.rstrip("/").split("/")[-1]

    go(page, f"/activity-reports/new/?project_id={project}")
    is_fit_for_people(page, "en")
    page.select_option("[name='days.2']", "1")
    page.select_option("[name='days.3']", "0.5")
    months = page.locator("[name=month] option").evaluate_all("all => all.map(it => it.value)")
    month = page.input_value("[name=month]")
    page.select_option("[name=month]", months[3])
    # What was entered for one month is no other's: the new one is shown, empty, and nothing is made.
    press(page, "Create report")
    assert "are now those of" in page.get_by_role("alert").inner_text() and page.title().startswith("Error: ")
    assert page.locator("fieldset.days legend").inner_text() == page.locator(f"option[value='{months[3]}']").inner_text()
    assert page.input_value("[name='days.2']") == ""
    is_fit_for_people(page, "en", "report-turned")
    page.select_option("[name='days.5']", "1")
    # It comes back with its month, and waits there.
    page.select_option("[name=month]", month)
    press(page, "Show this month’s days")
    assert page.get_by_role("alert").count() == 0
    assert [page.input_value(f"[name='days.{day}']") for day in (2, 3, 5)] == ["1", "0.5", ""]
    page.select_option("[name=month]", months[3])
    press(page, "Show this month’s days")
    assert page.input_value("[name='days.5']") == "1"
    page.select_option("[name='days.6']", "0.5")
    press(page, "Create report")
    assert facts(page)["Days"] == "1.5"
    report = page.url

    # A month of a calendar: weeks below each other from Monday on, and the days of work at once.
    go(page, "/activity-reports/new/?project_id=" + project)
    page.set_viewport_size({"width": 1440, "height": 900})
    left = {}
    for field in page.locator("fieldset.days .field").all():
        left.setdefault(field.locator("label").inner_text().split()[0], set()).add(round(field.bounding_box()["x"]))
    places = [left[day] for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]
    assert all(len(place) == 1 for place in places) and places == sorted(places, key=min)
    weekday = page.locator("fieldset.days .field", has_text="Mon").first.locator("select").get_attribute("name")
    page.select_option(f"[name='{weekday}']", "0.5")
    press(page, "Fill Monday to Friday")
    filled = page.locator("fieldset.days .field").evaluate_all(
        "all => all.map(it => [it.querySelector('label').textContent.slice(0, 3), it.querySelector('select').value])"
    )
    assert {value for day, value in filled if day in ("Sat", "Sun")} == {""}
    assert sorted({value for day, value in filled if day not in ("Sat", "Sun")}) == ["0.5", "1"]
    page.goto(report)
    # It is called by what it is for.
    assert page.locator("h1").inner_text() == f"Web development, {facts(page)['Month']}"
    is_fit_for_people(page, "en")
    follow(page, "Submit")
    assert page.locator("h1").inner_text().startswith("Submit Web development, ")
    # Whoever decides sees what about.
    assert facts(page)["Days"] == "1.5"
    press(page, "Submit")
    assert page.get_by_role("link", name="Edit", exact=True).count() == 0
    tenant.api(f"actions/projects/{project}/", {"daily_rate": 600}, method="PATCH")
    follow(page, "Make an invoice")
    page.fill("[name=tax_rate]", "20")
    press(page, "Make an invoice")
    assert facts(page)["Total"] == "€1,080.00"
    for path in ("/estimates/", "/activity-reports/", "/projects/"):
        go(page, path)
        is_fit_for_people(page, "en")


def test_a_work_item_moves_where_it_may(visit, tenant):
    customer = tenant.api("actions/customers/", {"name": "Carrier"})["id"]
    page = visit()
    go(page, f"/work-items/new/?customer={customer}")
    is_fit_for_people(page, "en")
    page.fill("[name=type]", "repair")
    page.fill("[name=description]", "Screen replacement")
    press(page, "Create work item")
    follow(page, "Edit")
    offered = page.locator("[name=status] option").evaluate_all("all => all.map(it => it.value)")
    assert offered == ["intake", "in_progress", "waiting", "cancelled"]
    page.select_option("[name=status]", "in_progress")
    page.fill("[name=due_date]", "2030-01-31")
    press(page, "Save")
    assert (facts(page)["Status"], facts(page)["Due"]) == ("In progress", "31 Jan 2030")
    go(page, "/work-items/?search=screen&status=in_progress")
    assert page.locator("tbody tr").count() == 1
    is_fit_for_people(page, "en")
    go(page, "/work-items/?search=nothing-like-it")
    assert page.locator(".empty").is_visible()


def test_whoever_may_only_read_sees_pages_to_read(visit, tenant):
    made = tenant.api("actions/customers/", {"name": "Read only"})
    page = visit(tenant.person("Read-only"))
    go(page, f"/customers/{made['id']}/")
    assert page.locator("main").get_by_role("link", name="Edit", exact=True).count() == 0
    assert page.locator("main").get_by_role("button").count() == 0
    for path in ("/customers/new/", f"/customers/{made['id']}/edit/"):
        assert go(page, path).status == 403
    is_fit_for_people(page, "en")


def test_in_french_numbers_have_commas(visit, tenant):
    customer = tenant.api("actions/customers/", {"name": "Société"})["id"]
    page = visit(locale="fr")
    go(page, f"/invoices/new/?customer_id={customer}")
    is_fit_for_people(page, "fr")
    page.fill("[name='lines.0.description']", "Conseil")
    page.fill("[name='lines.0.unit_price']", "1 250,50")
    press(page, "Créer la facture")
    assert facts(page)["Total HT"].replace("\u202f", " ").replace("\xa0", " ") == "1 250,50 €"
    is_fit_for_people(page, "fr")
    follow(page, "Modifier")
    assert page.input_value("[name='lines.0.unit_price']") == "1250,50"
    page.fill("[name=due_days]", "15")
    press(page, "Enregistrer")
    assert page.get_by_role("status").is_visible()


def test_all_of_it_works_without_script(visit):
    page = visit(java_script_enabled=False)
    go(page, "/invoices/new/")
    page.fill("[name='lines.0.description']", "Kept")
    press(page, "Add lines")
    assert page.input_value("[name='lines.0.description']") == "Kept"
    assert page.locator("[name='lines.5.description']").count() == 1


@pytest.fixture(scope="module")
def crowd(tenant):
    """The last of the tests ask for it: from here on no list of customers is whole. Answers the last customer's id."""
    for number in range(300):
        tenant.api("actions/customers/", {"name": f"Aardvark {number}"})
    return tenant.api("actions/customers/", {"name": "Zebra <b> & Söhne"})["id"]


def test_without_script_one_of_many_customers_is_found(visit, crowd):
    page = visit(java_script_enabled=False)
    go(page, "/customers/")
    first = page.locator("tbody tr").first.inner_text()
    follow(page, "Next page")
    assert page.locator("tbody tr").first.inner_text() != first
    go(page, "/projects/new/")
    page.fill("[name=name]", "Kept")
    # The newest alone are there to choose from.
    assert page.locator("[name=customer_id] option").count() == 11
    assert page.locator(f"[name=customer_id] option[value='{crowd}']").count() == 1
    page.fill("[name='find.customer_id']", "aardvark 17")
    press(page, "Create project")
    # Its whole name was typed: that is the one, whichever begin with it.
    assert facts(page)["Customer"] == "Aardvark 17"
    go(page, "/projects/new/")
    page.fill("[name=name]", "Kept")
    page.fill("[name='find.customer_id']", "aardvark 17")
    press(page, "Find")
    assert page.input_value("[name=name]") == "Kept"
    page.fill("[name='find.customer_id']", "vark 17")
    page.select_option("[name=customer_id]", "")
    press(page, "Find")
    assert page.input_value("[name=customer_id]") == ""
    names = page.locator("[name=customer_id] option").all_inner_texts()[1:]
    assert "Aardvark 17" in names and all("17" in name for name in names), names
    assert page.locator("[name=customer_id][autofocus]").count() == 1
    # A name that was typed and not looked for yet is looked for before anything is made; the only one is chosen.
    page.fill("[name='find.customer_id']", "zebr")
    press(page, "Create project")
    assert page.input_value("[name=customer_id]") == str(crowd)
    # Enter sends the form, whatever button stands beside a field.
    page.focus("[name=name]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert facts(page)["Customer"] == "Zebra <b> & Söhne"
    # Lists are filtered alike.
    go(page, "/projects/")
    page.fill("[name='find.customer_id']", "zebra")
    press(page, "Show")
    assert f"customer_id={crowd}" in page.url and page.locator("tbody tr").count() == 1
    assert page.input_value("[name=customer_id]") == str(crowd)


def test_one_of_many_customers_is_chosen_by_keyboard(visit, crowd, tenant):
    page = visit()
    go(page, "/projects/new/")
    is_fit_for_people(page, "en", "picker")
    page.set_viewport_size({"width": 360, "height": 800})
    box = page.get_by_role("combobox", name="Customer", exact=True)
    rows = page.get_by_role("listbox", name="Customer").get_by_role("option")
    marked = page.locator("[role=option][aria-selected=true]")
    said = page.locator("form").get_by_role("status")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/find/" in request.url else None)

    def at(text):
        expect(marked).to_have_text(text)
        assert marked.get_attribute("id") == box.get_attribute("aria-activedescendant")

    def state():
        return box.get_attribute("aria-expanded"), page.input_value("select[name=customer_id]")

    type_into(page, "name", "By keyboard")
    go_to(page, "#customer_id")
    # It is one field now, with its label and what is wrong with it.
    assert not page.get_by_role("button", name="Find", exact=True).is_visible()
    assert not page.locator("select[name=customer_id]").is_visible()
    page.keyboard.press("ArrowDown")
    at("Zebra <b> & Söhne")
    assert rows.count() == 10 and said.inner_text() == "The first 10 are shown. Type more of the name to see others."
    snapshot(page, "picker-open")
    axe_finds_nothing(page)
    nothing_scrolls_sideways(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert rows.last.evaluate("it => it.getBoundingClientRect().bottom + scrollY < document.documentElement.scrollHeight")
    page.keyboard.press("ArrowUp")
    at(rows.last.inner_text())
    page.keyboard.press("Escape")
    assert state() == ("false", "") and page.url.endswith("/projects/new/")
    # What is typed is looked for once, when somebody stops typing.
    asked.clear()
    page.keyboard.type("vark 29", delay=20)
    expect(rows).to_have_count(10)
    assert [url.split("=")[-1] for url in asked] == ["vark%2029"]
    assert said.inner_text() == "The first 10 are shown. Type more of the name to see others."
    page.keyboard.type("9")
    expect(rows).to_have_count(1)
    assert said.inner_text() == "Found: 1." and marked.count() == 0
    page.keyboard.press("ArrowDown")
    at("Aardvark 299")
    page.keyboard.press("Enter")
    assert box.input_value() == "Aardvark 299" and state()[0] == "false" and state()[1] != ""
    # Another one in its place.
    page.keyboard.press("Control+A")
    page.keyboard.type("nobody")
    expect(said).to_have_text("Nothing matches.")
    assert state() == ("false", "")
    page.keyboard.press("Control+A")
    page.keyboard.type("b> zebra")
    expect(rows).to_have_count(1)
    page.keyboard.press("ArrowDown")
    at("Zebra <b> & Söhne")
    page.keyboard.press("Tab")
    assert state() == ("false", str(crowd)) and box.input_value() == "Zebra <b> & Söhne"
    type_into(page, "name", "By keyboard")
    send(page)
    assert facts(page)["Customer"] == "Zebra <b> & Söhne"

    # Who does not wait and does not choose is asked with what was found.
    go(page, "/projects/new/")
    type_into(page, "name", "In haste")
    go_to(page, "#customer_id")
    page.keyboard.type("vark 11")
    send(page)
    expect(rows.nth(1)).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "customer_id" and box.input_value() == "vark 11"
    page.keyboard.press("ArrowDown")
    at("Aardvark 11")
    page.keyboard.press("Enter")
    send(page)
    assert facts(page)["Customer"] == "Aardvark 11"
    follow(page, "Edit")
    assert box.input_value() == "Aardvark 11"

    # The same field filters a list.
    go(page, "/projects/")
    is_fit_for_people(page, "en", "picker-filter")
    go_to(page, "#customer_id")
    page.keyboard.type("zebra")
    expect(rows).to_have_count(1)
    snapshot(page, "picker-filter-open")
    axe_finds_nothing(page)
    nothing_scrolls_sideways(page)
    page.keyboard.press("ArrowDown")
    at("Zebra <b> & Söhne")
    page.keyboard.press("Enter")
    send(page)
    assert "find." not in page.url and f"customer_id={crowd}" in page.url
    assert set(page.locator("tbody td[data-label=Customer]").all_inner_texts()) == {"Zebra <b> & Söhne"}
    assert box.input_value() == "Zebra <b> & Söhne"


def test_many_customers_in_french_and_by_touch(visit, crowd):
    page = visit(locale="fr", has_touch=True)
    go(page, "/projects/new/")
    is_fit_for_people(page, "fr")
    box = page.get_by_role("combobox", name="Client", exact=True)
    box.tap()
    box.press_sequentially("zebra")
    row = page.get_by_role("listbox", name="Client").get_by_role("option")
    expect(row).to_have_count(1)
    assert page.locator("form").get_by_role("status").inner_text().replace("\xa0", " ") == "Résultats : 1."
    row.tap()
    assert page.input_value("select[name=customer_id]") == str(crowd)
