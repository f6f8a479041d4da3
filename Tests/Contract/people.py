"""People with a browser that runs no script. As a program: `people.py ADDRESS` goes where an app sends its person."""

import os
import sys
import threading
import time
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

PASSWORD = "correct horse battery staple"


class Forms(HTMLParser):
    """The forms of a page: where each leads, and what it would send as it stands."""

    def __init__(self, page: str):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        got = dict(attributes)
        if tag == "form":
            self.forms.append((got["action"], []))
        elif tag == "input" and "name" in got:
            if got.get("type") not in ("checkbox", "radio") or "checked" in got:
                self.forms[-1][1].append((got["name"], got.get("value") or ""))

    def leading_to(self, action: str):
        return next((fields for to, fields in self.forms if to == action), None)


class Person:
    """Logs in where that is asked for, and decides on what apps ask for."""

    def __init__(self, url: str, email: str):
        self.url, self.email = url, email
        self.browser = requests.Session()

    def visit(self, address: str, allow: bool = True, without: tuple[str, ...] = ()) -> str:
        """Goes where an app sends its person; the address to which that leads back in the end."""
        answer = self.browser.get(address, allow_redirects=False)
        for _ in range(10):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if not target.startswith(self.url + "/"):
                    return target
                answer = self.browser.get(target, allow_redirects=False)
                continue
            assert answer.status_code == 200, answer.text
            forms = Forms(answer.text)
            if fields := forms.leading_to("/oauth/login/"):
                answer = self._send("login", dict(fields) | {"email": self.email, "password": PASSWORD})
            elif fields := forms.leading_to("/oauth/consent/"):
                kept = [(name, value) for name, value in fields if not (name == "scope" and value in without)]
                answer = self._send("consent", [*kept, ("decision", "allow" if allow else "deny")])
            else:
                raise AssertionError(f"a page without a form: {answer.text}")
        raise AssertionError("sent around in circles")

    def _send(self, form: str, fields):
        return self.browser.post(f"{self.url}/oauth/{form}/", data=fields, allow_redirects=False)

    def go(self, address: str):
        """All the way, to the app's own server, which may open its port a little later."""
        target = self.visit(address)
        end = time.monotonic() + 120
        while True:
            try:
                return self.browser.get(target)
            except requests.ConnectionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def go_meanwhile(self, address: str) -> bool:
        """As `webbrowser.open`."""
        threading.Thread(target=self.go, args=[address], daemon=True).start()
        return True


def said(address: str) -> dict[str, str]:
    """What an answer to an app says."""
    return dict(parse_qsl(urlsplit(address).query))


if __name__ == "__main__":
    Person(os.environ["PERSON_URL"], os.environ["PERSON_EMAIL"]).go(sys.argv[1])
