"""What a person does on the pages, with the keyboard alone."""


def type_into(page, name: str, text: str):
    """Tabs to a field and fills it in."""
    go_to(page, f"[name={name}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def go_to(page, selector: str):
    target = page.locator(selector).first
    for _ in range(400):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def send(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def login(page, email: str, password: str, code: str | None = None):
    """From the login page to wherever it leads; with a code, by the page that asks for it alone."""
    type_into(page, "email", email)
    type_into(page, "password", password)
    send(page)
    if code is not None:
        give_code(page, code)


def give_code(page, code: str):
    """On the page that asks for a code alone."""
    type_into(page, "code", code)
    send(page)


def consent(page, decision: str = "allow", without: tuple[str, ...] = ()):
    """Unticks these scopes, and decides."""
    for scope in without:
        go_to(page, f"[name=scope][value='{scope}']")
        page.keyboard.press("Space")
    go_to(page, f"[name=decision][value={decision}]")
    send(page)
