"""The guide's own examples, word for word but for the address and the key, against a running kiikd."""

import json
import subprocess

import requests
from openapi_spec_validator import validate


def test_the_guides_curl_lines(daemon):
    listing = subprocess.run(
        ["curl", "-sf", "-H", f"Authorization: Bearer {daemon.key}", f"{daemon.url}/api/ai-actions/context/customers/"],
        check=True,
        capture_output=True,
    )
    assert json.loads(listing.stdout)[0]["id"] == 1
    created = subprocess.run(
        [
            "curl", "-sf", "-X", "POST",
            "-H", f"Authorization: Bearer {daemon.key}",
            "-H", "Content-Type: application/json",
            "-d", '{"customer_id": 1, "amount": 1500, "description": "Consulting services"}',
            f"{daemon.url}/api/ai-actions/actions/invoices/",
        ],
        check=True,
        capture_output=True,
    )
    assert json.loads(created.stdout)["amount"] == 1500


def test_the_guides_python_example(daemon):
    API_KEY = daemon.key
    BASE_URL = daemon.url

    headers = {
        "Authorization": f"Bearer {API_KEY}",
        "Content-Type": "application/json"
    }

    # Get all customers
    response = requests.get(f"{BASE_URL}/api/ai-actions/context/customers/", headers=headers)
    customers = response.json()

    # Create an invoice
    invoice_data = {
        "customer_id": customers[0]["id"],
        "amount": 2500.00,
        "description": "Monthly retainer - January 2025",
        "due_days": 30
    }
    response = requests.post(f"{BASE_URL}/api/ai-actions/actions/invoices/", headers=headers, json=invoice_data)
    invoice = response.json()
    assert response.status_code == 201
    assert invoice["invoice_number"].startswith("INV-")


def test_the_schema_is_valid_openapi(daemon):
    validate(requests.get(f"{daemon.url}/api/schema/").json())


def test_a_key_is_made_used_logged_and_revoked(daemon):
    made = json.loads(
        daemon.command("keys", "create", "--tenant", "demo", "--name", "n8n", "--scopes", "customers:read", "--format", "json")
    )
    headers = {"Authorization": f"Bearer {made['key']}"}
    url = f"{daemon.url}/api/ai-actions/context/customers/"
    assert requests.get(url, headers=headers).status_code == 200
    assert requests.get(f"{daemon.url}/api/ai-actions/context/invoices/", headers=headers).status_code == 403
    daemon.command("keys", "revoke", str(made["id"]))
    assert requests.get(url, headers=headers).status_code == 401
    daemon.command("keys", "activate", str(made["id"]))
    assert requests.get(url, headers=headers).status_code == 200
