"""Clients that nobody here wrote, made from the served schema alone."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path


HERE = Path(__file__).parent


def run(tmp_path, *words, environment={}):
    tool = Path(sys.executable).with_name(words[0])
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        [tool, *words[1:]], cwd=tmp_path, capture_output=True, text=True, timeout=1800,
        env={**os.environ, "PATH": path, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"), **environment})


def verified(daemon):
    request = urllib.request.Request(f"{daemon.url}/verify", headers={"Authorization": f"Bearer {daemon.key}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_schemathesis_finds_no_difference_between_the_schema_and_the_server(daemon, tmp_path):
    """All checks but one, which is replaced by ours: it takes every refusal of a sound request for a fault."""
    result = run(
        tmp_path, "schemathesis", "run", f"{daemon.url}/api/schema/",
        "--header", f"Authorization: Bearer {daemon.key}",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance",
        "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", os.environ.get("CONTRACT_EXAMPLES", "15"),
        # The same requests every time, unless another seed is asked for.
        "--seed", os.environ.get("CONTRACT_SEED", "1"), "--continue-on-failure", "--no-color",
        environment={"CONTRACT_KEY_ID": str(verified(daemon)["key_id"])},
    )
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-2_000:]
    assert "Tested: " in result.stdout
    # All of it was asked with a key that still works.
    assert verified(daemon)["valid"]


def test_a_client_generated_from_the_schema_makes_an_invoice(daemon, tmp_path):
    schema = tmp_path / "openapi.json"
    schema.write_text(daemon.command("openapi"))
    made = run(tmp_path, "openapi-python-client", "generate", "--path", str(schema), "--meta", "none",
               "--output-path", str(tmp_path / "kiik_client"), "--fail-on-warning")
    assert made.returncode == 0, made.stdout + made.stderr
    program = f"""
from kiik_client import AuthenticatedClient
from kiik_client.api.customers import customers_create
from kiik_client.api.invoices import invoices_create, invoices_list
from kiik_client.models import CustomerInput, Invoice, InvoiceInput

client = AuthenticatedClient(base_url={daemon.url!r}, token={daemon.key!r}, raise_on_unexpected_status=True)
customer = customers_create.sync(client=client, body=CustomerInput(name="Generated"))
invoice = invoices_create.sync(
    client=client, body=InvoiceInput(customer_id=customer.id, amount=1500, description="By a generated client"))
assert isinstance(invoice, Invoice) and invoice.invoice_number.startswith("INV-"), invoice
assert invoice.amount == 1500 and invoice.total == 1500
listed = invoices_list.sync(client=client, customer_id=customer.id)
assert [one.id for one in listed] == [invoice.id]

# The service desk's operations of the same names stand beside Kiik's.
from kiik_client.api.desk_work_items import desk_work_items_create, desk_work_items_history, desk_work_items_show
from kiik_client.models import DeskWorkItemsShowIncludeItem as Include, WorkItem, WorkItemInput

made = desk_work_items_create.sync(
    client=client, body=WorkItemInput(customer=customer.id, type_="repair", description="By a generated client"))
item = desk_work_items_show.sync(made.id, client=client, include=[Include.CUSTOMERDETAILS])
assert isinstance(item, WorkItem) and item.customer == customer.id, item
assert item.customer_details.name == "Generated" and not item.tasks
assert [entry.action for entry in desk_work_items_history.sync(made.id, client=client)] == ["work_items.create"]
"""
    used = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=180)
    assert used.returncode == 0, used.stdout + used.stderr
