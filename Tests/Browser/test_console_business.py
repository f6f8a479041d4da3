"""What a business says of itself, and the invoices that keep it."""

import requests
from conftest import Business
from judging import SNAPSHOTS, is_fit_for_people
from test_console_keys import follow, press, send, written
from test_console_people import enter

OLD = {
    "Legal name": "Acme & Daughters SARL", "Registration number": "SIRET 303 265 045 00012 RCS Paris",
    "Tax number": "FR40303265045", "Email": "bills@acme.example", "Phone": "01 23 45 67 89",
    "Website": "acme.example", "Address": "1 rue de la Paix\n75002 Paris",
    "Payment": "IBAN FR76 3000 6000 0112 3456 7890 189\nBIC AGRIFRPP\nDue within 30 days; 3 times the legal rate after that.",
}


class Books:
    """A business's data by its key."""

    def __init__(self, business):
        self.url, self.headers = business.url, {"Authorization": f"Bearer {business.key()}"}

    def __call__(self, method: str, path: str, body: dict):
        answer = requests.request(method, f"{self.url}/api/ai-actions/actions/{path}", json=body, headers=self.headers)
        assert answer.ok, answer.text
        return answer.json()["id"]


def field(page, label: str):
    return page.get_by_label(label, exact=True)


def sides(page) -> list[str]:
    return page.locator(".letterhead section").all_inner_texts()


def test_an_invoice_keeps_who_sent_it_and_to_whom(console, open_page):
    page, business = open_page(locale="en"), Business(console)
    enter(page, business, path="/settings/business/")
    is_fit_for_people(page, "en", "business")
    # All that is wrong is said at once, and what was typed stays.
    page.get_by_label("Price of a day").fill("much")
    field(page, "Email").evaluate("it => it.type = 'text'")
    field(page, "Email").fill("nobody at all")
    field(page, "Address").fill(OLD["Address"])
    press(page, "Save")
    assert page.locator(".field .fault").count() == 2
    assert field(page, "Address").input_value() == OLD["Address"]
    is_fit_for_people(page, "en", "business-fault")
    page.get_by_label("Price of a day").fill("550,50")
    page.get_by_label("Name of the business").fill("Acme & Daughters")
    for label, text in OLD.items():
        field(page, label).fill(text)
    press(page, "Save")
    assert "Your changes are saved." in page.get_by_role("status").inner_text()
    assert page.get_by_label("Price of a day").input_value() == "550.50"
    for label, text in OLD.items():
        assert field(page, label).input_value() == text, label

    books = Books(business)
    customer = books("POST", "customers/", {"name": "Ada", "company": "Byron Ltd", "address": "Old Street 1\nLondon", "tax_number": "GB123456789"})
    lines = [
        {"description": "Design\nof a web shop", "quantity": 2.5, "unit": "day", "unit_price": 500, "tax_rate": 20},
        {"description": "Travel", "unit_price": 99.95, "tax_rate": 5.5},
    ]
    invoice = books("POST", "invoices/", {"customer_id": customer, "description": "Web shop, first part", "lines": lines})
    page.goto(f"{business.url}/invoices/{invoice}/")
    # Every page says who one is at work for.
    assert "Acme & Daughters" in page.locator("header").inner_text()
    follow(page, "Mark as sent")
    press(page, "Mark as sent")

    page.goto(f"{business.url}/settings/business/")
    stale = written(page)
    page.get_by_label("Name of the business").fill("Other Name")
    for label in OLD:
        field(page, label).fill("" if label == "Email" else "Changed")
    press(page, "Save")
    answer = send(page, business, "/settings/business/", stale, name="Stale & Sons")
    assert answer.status == 409 and "Stale &amp; Sons" in answer.text()
    books("PATCH", f"customers/{customer}/", {"name": "Grace", "company": "", "address": "New Street 2"})

    page.goto(f"{business.url}/invoices/{invoice}/print/")
    is_fit_for_people(page, "en", "invoice")
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("link", name="Print", exact=True).click()
    assert page.evaluate("window.printed === true")
    sender, recipient = sides(page)
    for label in ("Legal name", "Address", "Registration number", "Tax number", "Phone", "Email", "Website"):
        assert OLD[label] in sender, label
    for text in ("Byron Ltd", "Ada", "Old Street 1\nLondon", "GB123456789"):
        assert text in recipient, text
    shown = page.locator("main").inner_text()
    assert OLD["Payment"] in shown
    assert "Changed" not in shown and "New Street 2" not in shown
    page.set_viewport_size({"width": 360, "height": 800})
    left, right = (side.bounding_box() for side in page.locator(".letterhead section").all())
    assert left["x"] == right["x"] and left["y"] < right["y"]
    # On paper they stand side by side, in black on white whatever the screen is like.
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 680, "height": 960})
    left, right = (side.bounding_box() for side in page.locator(".letterhead section").all())
    assert left["y"] == right["y"] and left["x"] < right["x"]
    assert page.locator("main").evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("main").evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
    page.screenshot(path=SNAPSHOTS / "invoice-print.png", full_page=True)
    page.pdf(path=SNAPSHOTS / "invoice.pdf", prefer_css_page_size=True)
    page.emulate_media(media="screen")

    # A draft goes by today.
    draft = books("POST", "invoices/", {"customer_id": customer, "description": "Later", "amount": 10})
    page.goto(f"{business.url}/invoices/{draft}/print/")
    assert "Changed" in sides(page)[0] and "New Street 2" in sides(page)[1]
    is_fit_for_people(page, "en", "invoice-draft")


def test_who_may_only_look_sees_what_the_business_says(business, open_page):
    page = open_page(locale="en")
    business.command("roles", "create", "--tenant", business.subdomain, "--name", "Looks", "--permissions", "tenants:read")
    enter(page, business, role="Looks", path="/settings/business/")
    assert page.get_by_text("Acme & Sons").count() > 0
    assert page.locator("main form").count() == 0
