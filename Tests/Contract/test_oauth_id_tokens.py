"""ID tokens and the keys they are signed with, as two libraries of others verify them."""

import json
import secrets
from base64 import urlsafe_b64encode

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt as jose
from joserfc.errors import BadSignatureError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet
from oauth_server import CALLBACK
from people import said


@pytest.fixture(scope="module")
def nonce():
    return secrets.token_urlsafe(16)


@pytest.fixture(scope="module")
def signed_in(oauth, person, nonce):
    """The client's id and what it was given."""
    metadata = oauth.metadata
    client = OAuth2Session(
        oauth.register(token_endpoint_auth_method="none")["client_id"], scope="openid profile email",
        redirect_uri=CALLBACK, code_challenge_method="S256",
    )
    verifier = secrets.token_urlsafe(48)
    address, _ = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    code = said(person.visit(address))["code"]
    return client.client_id, client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)


def unsigned(token: str) -> str:
    """The same claims, with the word that they need no signature."""
    header = urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def test_joserfc_verifies_id_tokens_with_the_published_keys(oauth, person, signed_in, nonce):
    client_id, given = signed_in
    keys = KeySet.import_key_set(requests.get(oauth.metadata["jwks_uri"]).json())
    token = jose.decode(given["id_token"], keys, algorithms=oauth.metadata["id_token_signing_alg_values_supported"])
    assert token.header["alg"] == "ES256"
    rules = jose.JWTClaimsRegistry(
        iss={"essential": True, "value": oauth.url}, aud={"essential": True, "value": client_id},
        nonce={"essential": True, "value": nonce}, sub={"essential": True}, exp={"essential": True},
        iat={"essential": True},
    )
    rules.validate(token.claims)
    assert token.claims["email"] == person.email
    shown = requests.get(
        oauth.metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {given['access_token']}"}
    ).json()
    assert shown["sub"] == token.claims["sub"]
    with pytest.raises(InvalidClaimError):
        jose.JWTClaimsRegistry(aud={"essential": True, "value": "another"}).validate(token.claims)


def test_joserfc_takes_neither_another_key_nor_none(oauth, signed_in):
    _, given = signed_in
    published = requests.get(oauth.metadata["jwks_uri"]).json()
    assert not any("d" in key for key in published["keys"])
    with pytest.raises(InvalidKeyIdError):
        jose.decode(given["id_token"], KeySet([ECKey.generate_key("P-256", {"kid": "other"})]))
    kid = jwt.get_unverified_header(given["id_token"])["kid"]
    with pytest.raises(BadSignatureError):
        jose.decode(given["id_token"], KeySet([ECKey.generate_key("P-256", {"kid": kid})]))
    with pytest.raises(JoseError):
        jose.decode(unsigned(given["id_token"]), KeySet.import_key_set(published))


def test_pyjwt_verifies_id_tokens_and_takes_neither_another_key_nor_none(oauth, signed_in, nonce):
    client_id, given = signed_in
    token, rules = given["id_token"], {"algorithms": ["ES256"], "audience": client_id, "issuer": oauth.url}
    key = jwt.PyJWKClient(oauth.metadata["jwks_uri"]).get_signing_key_from_jwt(token)
    required = {"require": ["exp", "iat", "iss", "aud", "sub", "auth_time"]}
    assert jwt.decode(token, key, options=required, **rules)["nonce"] == nonce
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(token, key, **{**rules, "audience": "another"})
    with pytest.raises(jwt.InvalidIssuerError):
        jwt.decode(token, key, **{**rules, "issuer": f"{oauth.url}/"})
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, ECKey.generate_key("P-256").public_key, **rules)
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(unsigned(token), key, **rules)


def test_an_id_token_opens_nothing_and_who_asked_for_identity_has_identity(oauth, signed_in):
    _, given = signed_in
    assert given["scope"] == "openid profile email"
    claims = jwt.decode(given["id_token"], options={"verify_signature": False})
    header = jwt.get_unverified_header(given["id_token"])
    forged = jwt.encode(claims, ECKey.generate_key("P-256").private_key, "ES256", header)
    expected = {given["access_token"]: 403, given["id_token"]: 401, forged: 401, unsigned(given["id_token"]): 401}
    for token, status in expected.items():
        assert requests.get(oauth.customers, headers={"Authorization": f"Bearer {token}"}).status_code == status
