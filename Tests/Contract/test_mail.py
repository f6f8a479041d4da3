"""Mail through an SMTP server that nobody here wrote, read by Python's own parser."""

import email
import email.policy
import queue
import re

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from conftest import reserved_port, running


class Mailbox:
    """Keeps what it is given, refuses one address for good, and another one once."""

    def __init__(self):
        self.mails, self.refused = queue.Queue(), set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 No such user"
        if address.startswith("later@") and address not in self.refused:
            self.refused.add(address)
            return "451 4.3.0 Not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.put(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"kiik" and data.password == b"p@ss/word")


def test_mail_leaves_through_a_server_and_its_link_works():
    box = Mailbox()
    with reserved_port() as port:
        server = Controller(
            box, hostname="127.0.0.1", port=port, authenticator=authenticate, auth_required=True, auth_require_tls=False
        )
        server.start()
    try:
        with running(
            KIIK_SMTP_URL=f"smtp://kiik:p%40ss%2Fword@127.0.0.1:{port}", KIIK_MAIL_FROM="office@acme.example"
        ) as daemon:
            daemon.command("tenants", "create", "--subdomain", "societe", "--name", "Soci\u00e9t\u00e9 G\u00e9n\u00e9rale & Fils")
            for name in ("ada", "gone", "later"):
                daemon.command(
                    "users", "invite", "--tenant", "societe", "--email", f"{name}@acme.example", "--role", "Owner"
                )
            mail = box.mails.get(timeout=180)
            assert mail["To"] == "ada@acme.example" and mail["From"] == "office@acme.example"
            assert mail["Subject"] == "You are invited to Soci\u00e9t\u00e9 G\u00e9n\u00e9rale & Fils"
            assert mail["Message-ID"] and mail["Date"].datetime
            text = mail.get_content()
            assert "Soci\u00e9t\u00e9 G\u00e9n\u00e9rale" in text
            token = re.search(r"token=(klk_\w+)", text)[1]
            answer = requests.post(
                f"{daemon.url}/api/v1/auth/password/reset",
                json={"token": token, "password": "correct horse battery staple"},
                timeout=30,
            )
            assert answer.status_code == 200, answer.text
            login = requests.post(
                f"{daemon.url}/api/v1/auth/login",
                json={"email": "ada@acme.example", "password": "correct horse battery staple"},
                timeout=30,
            )
            assert login.status_code == 200
            assert box.mails.empty()  # the other two were refused
    finally:
        server.stop()
