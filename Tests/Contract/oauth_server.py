"""kiikd as the authorization server of clients that others wrote."""

import contextlib
import os
import secrets
import subprocess
from pathlib import Path

import requests
from conftest import running_at_its_own_address
from people import PASSWORD, Person

CALLBACK = "http://localhost:9/callback"


class AuthorizationServer:
    def __init__(self, daemon):
        self.daemon, self.url = daemon, daemon.url
        # What needs customers:read.
        self.customers = f"{self.url}/api/ai-actions/context/customers/"

    @property
    def metadata(self) -> dict:
        return requests.get(f"{self.url}/.well-known/oauth-authorization-server").json()

    def person(self, role: str = "Owner") -> Person:
        email = f"{secrets.token_hex(6)}@demo.example"
        arguments = ["--tenant", "demo", "--email", email, "--role", role, "--password-stdin"]
        self.daemon.command("users", "create", *arguments, said=PASSWORD)
        return Person(self.url, email)

    def sql(self, text: str):
        """As the superuser of the private PostgreSQL."""
        place = f"postgres://kiik_admin@/kiik?host={self.daemon.data}/socket&port=5432"
        psql = Path(os.environ.get("KIIK_POSTGRES_BIN", ""), "psql")
        subprocess.run([psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text, place], check=True, timeout=180)

    def register(self, **metadata) -> dict:
        answer = requests.post(
            f"{self.url}/oauth/register/", json={"client_name": "Robot", "redirect_uris": [CALLBACK], **metadata}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()


@contextlib.contextmanager
def authorization_server(**environment: str):
    """One that is reached where it says that it is."""
    with running_at_its_own_address(**environment) as daemon:
        yield AuthorizationServer(daemon)
