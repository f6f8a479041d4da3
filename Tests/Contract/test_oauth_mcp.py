"""Assistants that find everything out by themselves, from the address of the MCP endpoint on."""

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import webbrowser
from pathlib import Path

import people
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from fastmcp import Client as FastMCPClient
from fastmcp.client.auth import OAuth
from key_value.aio.stores.memory import MemoryStore
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata
from oauth_server import CALLBACK
from people import said
from test_oauth_documents import document


class Storage:
    """What an app keeps between its runs."""

    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class App:
    """One that is written with the SDK."""

    def __init__(self, oauth, person, redirect_uri: str = CALLBACK, client_metadata_url: str | None = None):
        self.oauth, self.person, self.storage = oauth, person, Storage()
        self.asked: list[str] = []
        self.metadata = {"redirect_uris": [redirect_uri], "client_name": "Assistant"}
        self.client_metadata_url = client_metadata_url

    def talk(self, conversation, mode: str = "auto", expired: bool = False):
        async def ask(address):
            self.asked.append(address)

        async def told():
            back = said(await asyncio.to_thread(self.person.visit, self.asked[-1]))
            return AuthorizationCodeResult(code=back["code"], state=back["state"], iss=back["iss"])

        async def run():
            provider = OAuthClientProvider(
                f"{self.oauth.url}/mcp", OAuthClientMetadata(**self.metadata), self.storage, ask, told,
                client_metadata_url=self.client_metadata_url,
            )
            if expired:
                await provider._initialize()
                provider.context.token_expiry_time = 1
            async with contextlib.AsyncExitStack() as stack:
                http = await stack.enter_async_context(create_mcp_http_client(auth=provider))
                transport = streamable_http_client(f"{self.oauth.url}/mcp", http_client=http)
                client = await stack.enter_async_context(Client(transport, mode=mode, cache=None))
                return await conversation(client)

        return asyncio.run(run())


async def reads(client):
    result = await client.call_tool("customers_list", {"limit": 1})
    assert not result.is_error
    return result.structured_content


def revoke(oauth, token: str, client_id: str):
    ended = requests.post(oauth.metadata["revocation_endpoint"], data={"token": token, "client_id": client_id})
    assert ended.status_code == 200


@pytest.mark.parametrize("mode", ["auto", "2026-07-28", "legacy"])
def test_the_sdk_goes_all_the_way(oauth, person, mode):
    app = App(oauth, person)
    app.metadata["token_endpoint_auth_method"] = "none"
    app.talk(reads, mode)
    assert len(app.asked) == 1
    asked = said(app.asked[0])
    assert asked["resource"] == f"{oauth.url}/mcp"
    assert "customers:read" in asked["scope"].split() and "offline_access" in asked["scope"].split()
    first = app.storage.tokens

    # Another run: nobody is asked again, and what is over is refreshed.
    app.talk(reads, mode)
    assert app.storage.tokens == first
    app.talk(reads, mode, expired=True)
    assert app.storage.tokens.refresh_token != first.refresh_token
    assert len(app.asked) == 1

    # Revoked: the person is asked again.
    revoke(oauth, app.storage.tokens.refresh_token, app.storage.client.client_id)
    app.talk(reads, mode)
    assert len(app.asked) == 2


def test_the_sdk_with_a_secret_goes_all_the_way(oauth, person):
    app = App(oauth, person)
    for method in (None, "client_secret_basic", "client_secret_post"):
        app.storage, app.metadata["token_endpoint_auth_method"] = Storage(), method
        app.talk(reads)
        before = app.storage.tokens.access_token
        app.talk(reads, expired=True)
        assert app.storage.client.client_secret and app.storage.tokens.access_token != before


def test_the_sdk_is_known_by_its_document(oauth, person, site):
    callback = "http://localhost:33418/callback"
    client_id = document(
        site, redirect_uris=[callback], token_endpoint_auth_method="none",
        token_endpoint_auth_methods_supported=None, jwks_uri=None,
    )
    app = App(oauth, person, callback, client_id)
    app.talk(reads)
    assert said(app.asked[0])["client_id"] == app.storage.client.client_id == client_id


def test_the_sdk_asks_for_more_where_a_tool_needs_more(oauth, person):
    app = App(oauth, person)
    app.metadata["token_endpoint_auth_method"] = "none"

    async def writes(client):
        return await client.call_tool("customers_create", {"name": "Step up", "dry_run": True})

    result = app.talk(writes)
    assert not result.is_error, result
    assert len(app.asked) == 2 and "customers:write" in said(app.asked[1])["scope"].split()
    assert "customers:read" in app.storage.tokens.scope.split()


@pytest.mark.filterwarnings("ignore:Using in-memory token storage")
def test_fastmcp_goes_all_the_way(oauth, person, monkeypatch):
    asked = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or person.go_meanwhile(address))
    store = MemoryStore()

    async def talk(expired: bool = False):
        helper = OAuth(token_storage=store, client_name="Assistant", callback_timeout=180)
        async with FastMCPClient(f"{oauth.url}/mcp", auth=helper) as client:
            if expired:
                helper.context.token_expiry_time = 1
            assert "customers_list" in [tool.name for tool in await client.list_tools()]
            result = await client.call_tool("customers_list", {"limit": 1})
            assert result.structured_content["items"]
        return helper.context.current_tokens, helper.context.client_info.client_id

    first, client_id = asyncio.run(talk())
    assert asyncio.run(talk()) == (first, client_id)
    second, _ = asyncio.run(talk(expired=True))
    assert second.refresh_token != first.refresh_token and len(asked) == 1
    revoke(oauth, second.refresh_token, client_id)
    asyncio.run(talk())
    assert len(asked) == 2


@pytest.mark.parametrize("resource, allowed", [(None, ["api", "mcp"]), ("", ["api"]), ("/mcp", ["mcp"])])
def test_a_token_is_good_where_it_was_asked_for(oauth, person, resource, allowed):
    named = {} if resource is None else {"resource": oauth.url + resource}
    client = OAuth2Session(
        oauth.register(token_endpoint_auth_method="none")["client_id"], scope="customers:read", redirect_uri=CALLBACK,
        code_challenge_method="S256",
    )
    verifier = secrets.token_urlsafe(48)
    address, _ = client.create_authorization_url(
        oauth.metadata["authorization_endpoint"], code_verifier=verifier, **named
    )
    token = client.fetch_token(
        oauth.metadata["token_endpoint"], code=said(person.visit(address))["code"], code_verifier=verifier, **named
    )
    headers = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json, text/event-stream"}
    ping = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answers = {
        "api": requests.get(oauth.customers, headers=headers),
        "mcp": requests.post(f"{oauth.url}/mcp", json=ping, headers={**headers, "MCP-Protocol-Version": "2025-11-25"}),
    }
    expected = {name: 200 if name in allowed else 401 for name in answers}
    assert {name: answer.status_code for name, answer in answers.items()} == expected


def test_mcp_authlab_grades_A(oauth, person, tmp_path):
    """It logs in by a browser, which is ours, and then tries what should be refused."""
    environment = {
        **os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PERSON_URL": oauth.url,
        "PERSON_EMAIL": person.email, "BROWSER": f"{sys.executable} {Path(people.__file__)} %s",
    }

    def authlab(*words: str):
        return subprocess.run(
            [sys.executable, "-m", "mcp_authlab", *words], env=environment, capture_output=True, text=True, timeout=300
        )

    target = f"{oauth.url}/mcp"
    login = authlab("login", target, "--thorough")
    assert login.returncode == 0, login.stdout + login.stderr
    scan = authlab("scan", target, "--format", "json")
    report = json.loads(scan.stdout)
    found = {check["id"]: check["message"] for check in report["results"] if check["status"] not in ("pass", "skip")}
    assert report["grade"] == "A", (report["reasons"], found)
    # Here it is reached over http, and what is wrong with a request is told to those who have logged in.
    assert found.keys() <= {"TLS-01", "ASF-01"}
    # It has nothing to do with sessions, which kiikd has not.
    assert {check["id"] for check in report["results"] if check["status"] == "skip"} <= {"SESS-01", "SESS-02"}
