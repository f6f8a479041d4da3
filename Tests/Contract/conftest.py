"""Starts a real kiikd with demo data, on a free port and in a directory of its own, for the whole run."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def executable() -> Path:
    """The newest build there is: the tests' own debug build, or the release build."""
    builds = [ROOT / ".build" / kind / "kiikd" for kind in ("debug", "release")]
    found = [path for path in builds if path.exists()]
    assert found, "kiikd is not built: run `swift build` first"
    return max(found, key=lambda path: path.stat().st_mtime)


class Daemon:
    def __init__(self, process: subprocess.Popen, data: str, url: str):
        self.process, self.data, self.url = process, data, url
        self.key = Path(data, "demo-key").read_text().strip()

    def command(self, *arguments: str, said: str = "") -> str:
        return subprocess.run(
            [executable(), *arguments, "--data", self.data],
            check=True,
            capture_output=True,
            text=True,
            timeout=180,
            input=said,
        ).stdout


@pytest.fixture(scope="session")
def daemon():
    with running() as daemon:
        yield daemon


@contextlib.contextmanager
def reserved_port():
    """A free port that the system gives to nobody else, for a server whose settings name its own address.

    It is bound and not listened at: a server that reuses addresses, as kiikd and asyncio do, may listen there."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextlib.contextmanager
def running_at_its_own_address(**environment: str):
    """One that calls itself by the address that it listens at, and lets this one address log in as often as it likes."""
    limits = {"KIIK_LOGIN_LIMIT": "60000/min", "KIIK_REGISTRATION_LIMIT": "60000/min"}
    with (
        reserved_port() as port,
        running(port, KIIK_PUBLIC_URL=f"http://127.0.0.1:{port}", **limits, **environment) as daemon,
    ):
        yield daemon


@contextlib.contextmanager
def running(port: int = 0, **environment: str):
    data = tempfile.mkdtemp(prefix="kiikd-contract-")
    os.chmod(data, 0o755)  # the private PostgreSQL runs as another user when the tests run as root
    process = subprocess.Popen(
        [executable(), "serve", "--demo", "--host", "127.0.0.1", "--port", str(port), "--data", data],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        for line in process.stdout:
            if match := re.match(r"kiikd listens on (http://127\.0\.0\.1:\d+)", line):
                yield Daemon(process, data, match[1])
                break
        else:
            pytest.fail("kiikd did not start")
    finally:
        process.terminate()
        assert process.wait(180) == 0
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    from https_site import serving

    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def oauth(site):
    """An authorization server that may reach that site."""
    from oauth_server import authorization_server

    reach = {"KIIK_FETCH_ALLOWED": "127.0.0.0/8,::1", "KIIK_FETCH_CA_FILE": str(site.authority)}
    with authorization_server(**reach) as server:
        yield server


@pytest.fixture(scope="session")
def person(oauth):
    return oauth.person()
