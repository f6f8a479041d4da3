"""Apps that are known by a document of theirs on the web (Client ID Metadata Documents), as ChatGPT is."""

import secrets
import time

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from https_site import answer, redirecting, trickling
from joserfc.jwk import ECKey, KeySet
from people import said

CALLBACK = "https://chatgpt.com/connector_platform_oauth_redirect"


@pytest.fixture(autouse=True)
def plain_http(monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


def document(site, **changes) -> str:
    """The client id of an app whose document is like ChatGPT's: a preference in the singular, more in the plural."""
    path = f"/oauth/{secrets.token_hex(4)}/client.json"
    site.put(path, {
        "client_id": site.url + path, "client_name": "ChatGPT", "client_uri": "https://chatgpt.com",
        "logo_uri": "https://chatgpt.com/logo.png", "redirect_uris": [CALLBACK], "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg": "ES256", "jwks_uri": f"{site.url}{path}.keys", **changes,
    })
    return site.url + path


def publish(site, client_id: str, *keys: ECKey):
    site.put(client_id.removeprefix(site.url) + ".keys", KeySet(list(keys)).as_dict(private=False))


def app(client_id: str, key: ECKey | None = None) -> OAuth2Session:
    method = "private_key_jwt" if key else "none"
    client = OAuth2Session(
        client_id, key, scope="openid offline_access customers:read", redirect_uri=CALLBACK,
        code_challenge_method="S256", token_endpoint_auth_method=method, revocation_endpoint_auth_method=method,
    )
    if key:
        client.register_client_auth_method(PrivateKeyJWT(alg="ES256", headers={"kid": key.kid}))
    return client


def connect(oauth, person, client: OAuth2Session) -> dict:
    verifier = secrets.token_urlsafe(48)
    address, state = client.create_authorization_url(
        oauth.metadata["authorization_endpoint"], code_verifier=verifier, resource=f"{oauth.url}/mcp"
    )
    back = person.visit(address)
    assert back.startswith(CALLBACK + "?") and said(back)["iss"] == oauth.url
    return client.fetch_token(
        oauth.metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier,
        resource=f"{oauth.url}/mcp",
    )


def refresh(oauth, client: OAuth2Session) -> dict:
    return client.refresh_token(oauth.metadata["token_endpoint"], resource=f"{oauth.url}/mcp")


def test_an_app_with_a_document_is_connected_without_registration_and_without_a_key(oauth, person, site):
    client = app(document(site))
    first = connect(oauth, person, client)
    assert refresh(oauth, client)["refresh_token"] != first["refresh_token"]
    # It is read once for as long as it may be kept.
    assert site.seen.count(client.client_id.removeprefix(site.url)) == 1
    client.revoke_token(oauth.metadata["revocation_endpoint"], client.token["refresh_token"])
    with pytest.raises(OAuthError):
        refresh(oauth, client)


def test_an_app_with_a_document_shows_its_key_and_may_change_it(oauth, person, site):
    old, new = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    client_id = document(site)
    publish(site, client_id, old)
    client = app(client_id, old)
    connect(oauth, person, client)
    assert refresh(oauth, client)["access_token"]

    publish(site, client_id, new)
    rotated = app(client_id, new)
    rotated.token = client.token
    # A key that nobody knows is asked for, but not as often as anybody may name one.
    end = time.monotonic() + 60
    while True:
        try:
            refresh(oauth, rotated)
            break
        except OAuthError as refused:
            assert refused.error == "invalid_client" and time.monotonic() < end
            time.sleep(0.5)
    assert site.seen.count(f"{client_id}.keys".removeprefix(site.url)) == 2
    # The old key went with the old set.
    client.token = rotated.token
    with pytest.raises(OAuthError) as refused:
        refresh(oauth, client)
    assert refused.value.error == "invalid_client"
    assert refresh(oauth, rotated)["access_token"]


def test_a_document_that_wants_a_key_is_not_content_without(oauth, person, site):
    key = ECKey.generate_key("P-256", auto_kid=True)
    client_id = document(site, token_endpoint_auth_methods_supported=["private_key_jwt"])
    publish(site, client_id, key)
    with pytest.raises(OAuthError) as refused:
        connect(oauth, person, app(client_id))
    assert refused.value.error == "invalid_client"
    connect(oauth, person, app(client_id, key))


def bad_documents(site) -> dict:
    good = {"client_name": "Robot", "redirect_uris": [CALLBACK]}
    named = {name: f"/bad/{name}.json" for name in (
        "another", "nobody", "large", "redirecting", "slow", "missing", "no-json", "no-redirect", "secret",
    )}
    own = {name: {**good, "client_id": site.url + path} for name, path in named.items()}
    pages = {
        "another": {**good, "client_id": f"{site.url}/bad/other.json"},
        "nobody": good,
        "large": {**own["large"], "padding": "x" * 20_000},
        "redirecting": redirecting(site.put("/bad/target.json", own["redirecting"])),
        "slow": trickling,
        "no-json": lambda request: answer(request, b"<html>"),
        "no-redirect": {"client_id": own["no-redirect"]["client_id"], "client_name": "Robot"},
        "secret": {**own["secret"], "token_endpoint_auth_method": "client_secret_basic"},
    }
    for name, page in pages.items():
        site.put(named[name], page)
    return {name: site.url + path for name, path in named.items()}


def is_a_page_that_leads_nowhere(answer):
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Location" not in answer.headers


def asking(url: str, client_id: str, redirect_uri: str = CALLBACK):
    parameters = {
        "response_type": "code", "client_id": client_id, "redirect_uri": redirect_uri, "state": "x",
        "code_challenge": "x" * 43, "code_challenge_method": "S256",
    }
    return requests.get(f"{url}/oauth/authorize/", params=parameters, allow_redirects=False)


def test_S30_a_document_that_is_not_as_it_has_to_be_leads_nowhere(oauth, site):
    for name, client_id in bad_documents(site).items():
        is_a_page_that_leads_nowhere(asking(oauth.url, client_id))
        assert client_id.removeprefix(site.url) in site.seen, name
        if name == "slow":
            continue
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": client_id}
        refused = requests.post(oauth.metadata["token_endpoint"], data=form)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client"), name
    assert "/bad/target.json" not in site.seen


def test_S30_an_address_that_the_document_does_not_name_is_not_gone_to(oauth, site):
    client_id = document(site)
    for address in ("https://evil.example/", f"{CALLBACK}/x", "https://chatgpt.com.evil.example/"):
        is_a_page_that_leads_nowhere(asking(oauth.url, client_id, address))
    assert asking(oauth.url, client_id).status_code == 200


def test_S29_a_private_address_is_not_reached_where_nobody_allowed_it(daemon, site):
    before = site.connections
    path = document(site).removeprefix(site.url)
    port = site.url.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"):
        is_a_page_that_leads_nowhere(asking(daemon.url, f"https://{host}:{port}{path}"))
    assert site.connections == before


def test_a_document_that_becomes_unreadable_ends_no_connection(oauth, person, site):
    client_id = document(site)
    client = app(client_id)
    connect(oauth, person, client)
    path = client_id.removeprefix(site.url)
    for page in (None, trickling, {"client_id": "https://evil.example/"}):
        site.put(path, page)
        # As if a day had gone by.
        oauth.sql("UPDATE oauth_clients SET fresh_until = now() - interval '1 day' WHERE fresh_until IS NOT NULL")
        before = site.seen.count(path)
        assert refresh(oauth, client)["access_token"]
        assert connect(oauth, person, app(client_id))["access_token"]
        # Nor is every request kept waiting by it.
        assert site.seen.count(path) == before + 1
