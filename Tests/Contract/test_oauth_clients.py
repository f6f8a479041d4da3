"""Programs that speak OAuth by Authlib and by requests-oauthlib, from the metadata to the end of their tokens."""

import time

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6750 import InsufficientScopeError, InvalidTokenError
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7662 import IntrospectTokenValidator
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from authlib.oidc.discovery import OpenIDProviderMetadata
from authlib.oidc.discovery import get_well_known_url as get_openid_url
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from oauth_server import CALLBACK
from oauthlib.oauth2 import AccessDeniedError, InvalidGrantError, InvalidScopeError
from people import said
from requests_oauthlib import OAuth2Session as RequestsOAuth2Session

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

SCOPES = "openid email offline_access customers:read customers:write"
KEYS = {
    "ES256": lambda: ECKey.generate_key("P-256", auto_kid=True),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
    "RS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
}
METHODS = ["none", "client_secret_basic", "client_secret_post", *(f"private_key_jwt {name}" for name in KEYS)]


@pytest.fixture(autouse=True)
def plain_http(monkeypatch):
    """Both libraries want https, but for developers."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def authlib_client(oauth, method: str) -> OAuth2Session:
    method, _, algorithm = method.partition(" ")
    if not algorithm:
        made = oauth.register(token_endpoint_auth_method=method)
        assert made["token_endpoint_auth_method"] == method
        assert ("client_secret" in made) == (method != "none")
        key = made.get("client_secret")
    else:
        key = KEYS[algorithm]()
        made = oauth.register(token_endpoint_auth_method=method, jwks=KeySet([key]).as_dict(private=False))
    client = OAuth2Session(
        made["client_id"], key, scope=SCOPES, redirect_uri=CALLBACK, code_challenge_method="S256",
        token_endpoint_auth_method=method, revocation_endpoint_auth_method=method,
    )
    if algorithm:
        client.register_client_auth_method(PrivateKeyJWT(alg=algorithm, headers={"kid": key.kid}))
    return client


def test_authlib_takes_the_metadata(oauth):
    metadata = AuthorizationServerMetadata(requests.get(get_well_known_url(oauth.url, external=True)).json())
    assert metadata["issuer"] == oauth.url
    provider = OpenIDProviderMetadata(requests.get(get_openid_url(oauth.url, external=True)).json())
    # Discovery wants RS256 beside; kiikd signs by ES256 alone.
    assert provider["id_token_signing_alg_values_supported"] == ["ES256"]
    provider["id_token_signing_alg_values_supported"] = ["ES256", "RS256"]
    for document in (metadata, provider):
        # Authlib has an issuer at https even where developers need not.
        document["issuer"] = document["issuer"].replace("http://", "https://")
        document.validate()


@pytest.mark.parametrize("method", METHODS)
def test_authlib_goes_all_the_way(oauth, person, method):
    metadata, client = oauth.metadata, authlib_client(oauth, method)
    verifier = generate_token(48)
    address, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    back = person.visit(address)
    assert back.startswith(CALLBACK)
    assert said(back)["iss"] == metadata["issuer"]

    # It holds the state to what it sent.
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
    )
    assert token["token_type"] == "Bearer" and set(token["scope"].split()) == set(SCOPES.split())
    assert client.get(oauth.customers).status_code == 200
    assert client.get(metadata["userinfo_endpoint"]).json()["email"] == person.email

    # As if its time were over: the next call refreshes by itself.
    client.metadata["token_endpoint"] = metadata["token_endpoint"]
    client.token = {**token, "expires_at": int(time.time()) - 1}
    assert client.get(oauth.customers).status_code == 200
    assert client.token["access_token"] != token["access_token"]
    assert client.token["refresh_token"] != token["refresh_token"]

    if method != "none":
        shown = client.introspect_token(metadata["introspection_endpoint"], client.token["access_token"]).json()
        assert shown["active"] is True and shown["username"] == person.email
    assert client.revoke_token(metadata["revocation_endpoint"], client.token["refresh_token"]).status_code == 200
    assert client.get(oauth.customers).status_code == 401
    with pytest.raises(OAuthError) as refused:
        client.refresh_token(metadata["token_endpoint"])
    assert refused.value.error == "invalid_grant"


def test_both_are_told_what_is_refused(oauth, person):
    metadata, client = oauth.metadata, authlib_client(oauth, "client_secret_basic")
    client.client_secret = "kos_wrong"
    with pytest.raises(OAuthError) as refused:
        client.fetch_token(metadata["token_endpoint"], code="x", code_verifier=generate_token(48))
    assert refused.value.error == "invalid_client"

    other = RequestsOAuth2Session(client.client_id, redirect_uri=CALLBACK, scope=["customers:read"], pkce="S256")
    address, _ = other.authorization_url(metadata["authorization_endpoint"])
    with pytest.raises(AccessDeniedError):
        other.fetch_token(metadata["token_endpoint"], authorization_response=person.visit(address, allow=False))
    other.scope = ["keys:write"]
    address, _ = other.authorization_url(metadata["authorization_endpoint"])
    with pytest.raises(InvalidScopeError):
        other.fetch_token(metadata["token_endpoint"], authorization_response=person.visit(address))


def test_a_resource_server_of_authlibs_asks_about_tokens(oauth, person):
    metadata, client = oauth.metadata, authlib_client(oauth, "client_secret_basic")
    verifier = generate_token(48)
    address, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=person.visit(address, without=("customers:write",)),
        code_verifier=verifier, state=state,
    )

    class Validator(IntrospectTokenValidator):
        def introspect_token(self, token_string):
            return client.introspect_token(metadata["introspection_endpoint"], token_string).json()

    validator = Validator()
    found = validator.authenticate_token(token["access_token"])
    validator.validate_token(found, ["customers:read"], None)
    with pytest.raises(InsufficientScopeError):
        validator.validate_token(found, ["customers:write"], None)
    client.revoke_token(metadata["revocation_endpoint"], token["access_token"])
    for ended in (token["access_token"], "koa_unknown"):
        with pytest.raises(InvalidTokenError):
            validator.validate_token(validator.authenticate_token(ended), [], None)


@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
def test_requests_oauthlib_goes_all_the_way(oauth, person, method):
    metadata = oauth.metadata
    made = oauth.register(token_endpoint_auth_method=method)
    secret = made.get("client_secret")
    way = {
        "none": {"include_client_id": True},
        "client_secret_basic": {"client_secret": secret},
        "client_secret_post": {"client_secret": secret, "include_client_id": True},
    }[method]
    kept = {key: value for key, value in way.items() if key == "client_secret"}
    client = RequestsOAuth2Session(
        made["client_id"], redirect_uri=CALLBACK, scope=SCOPES.split(), pkce="S256",
        auto_refresh_url=metadata["token_endpoint"], token_updater=lambda _: None,
        auto_refresh_kwargs={"client_id": made["client_id"], **kept},
    )
    address, _ = client.authorization_url(metadata["authorization_endpoint"])
    token = client.fetch_token(metadata["token_endpoint"], authorization_response=person.visit(address), **way)
    assert client.get(oauth.customers).status_code == 200

    client.token = {**token, "expires_in": -1, "expires_at": time.time() - 1}
    assert client.get(oauth.customers).status_code == 200
    assert client.token["access_token"] != token["access_token"]

    # It has nothing for RFC 7009.
    ended = requests.post(
        metadata["revocation_endpoint"],
        data={"token": client.token["refresh_token"], "client_id": made["client_id"], **kept},
    )
    assert ended.status_code == 200
    with pytest.raises(InvalidGrantError):
        client.refresh_token(metadata["token_endpoint"], client_id=made["client_id"], **kept)
    assert requests.get(oauth.customers, headers={"Authorization": f"Bearer {client.access_token}"}).status_code == 401
