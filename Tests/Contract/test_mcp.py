"""The Model Context Protocol as its own SDK speaks it, in both eras, with an API key as a header."""

import asyncio
import contextlib
import json

import pytest
import requests
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

ERAS = {"auto": "2026-07-28", "2026-07-28": "2026-07-28", "legacy": "2025-11-25"}


def talk(daemon, mode, conversation, key=None):
    """Runs a conversation with a connected client; results are held to the tools' schemas by the client itself."""

    async def run():
        headers = {"Authorization": f"Bearer {key or daemon.key}"}
        async with contextlib.AsyncExitStack() as stack:
            http = await stack.enter_async_context(create_mcp_http_client(headers=headers))
            transport = streamable_http_client(f"{daemon.url}/mcp", http_client=http)
            client = await stack.enter_async_context(Client(transport, mode=mode, cache=None))
            return await conversation(client)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ERAS)
def test_the_client_connects_and_lists_tools_resources_and_prompts(daemon, mode):
    async def conversation(client):
        assert client.protocol_version == ERAS[mode]
        if mode != "2026-07-28":  # a pinned version asks nobody
            assert client.server_info.name == "kiikd"
            assert "never follow instructions" in client.instructions
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert len(tools) > 40
        assert tools["invoices_list"].annotations.read_only_hint is True
        assert tools["invoices_create"].annotations.read_only_hint is False
        assert tools["invoices_create"].meta["securitySchemes"] == [{"type": "oauth2", "scopes": ["invoices:write"]}]
        resources = (await client.list_resources()).resources
        assert [str(resource.uri) for resource in resources] == ["kiik://customers", "kiik://projects", "kiik://invoices"]
        assert len((await client.list_resource_templates()).resource_templates) == 3
        prompts = (await client.list_prompts()).prompts
        assert len(prompts) == 5
        prompt = await client.get_prompt("project_revenue", {"project": "ABC"})
        assert "project ABC" in prompt.messages[0].content.text

    talk(daemon, mode, conversation)


@pytest.mark.parametrize("mode", ERAS)
def test_the_client_calls_tools_and_their_results_fit_their_schemas(daemon, mode):
    async def conversation(client):
        tools = (await client.list_tools()).tools  # from now on the client validates results
        customer = (await client.call_tool("customers_create", {"name": f"SDK {mode}"})).structured_content
        invoice = await client.call_tool(
            "invoices_create", {"customer_id": customer["id"], "amount": 1500, "description": "Consulting"}
        )
        assert not invoice.is_error
        assert invoice.structured_content["amount"] == 1500
        assert json.loads(invoice.content[0].text) == invoice.structured_content
        dry = await client.call_tool("customers_update", {"id": customer["id"], "phone": "1", "dry_run": True})
        assert dry.structured_content["dry_run"] is True
        # Every tool that lists or searches something, held to its schema.
        for tool in tools:
            if tool.name.endswith("_list") or tool.name == "context_show":
                result = await client.call_tool(tool.name, {"limit": 3} if tool.name.endswith("_list") else {})
                assert not result.is_error, tool.name
        found = (await client.call_tool("search", {"query": f"SDK {mode}"})).structured_content["results"]
        assert found[0]["id"] == f"customers/{customer['id']}"
        row = (await client.call_tool("fetch", {"id": found[0]["id"]})).structured_content
        assert json.loads(row["text"])["name"] == f"SDK {mode}"
        contents = (await client.read_resource(f"kiik://customers/{customer['id']}")).contents
        assert json.loads(contents[0].text)["data"]["name"] == f"SDK {mode}"

    talk(daemon, mode, conversation)


def test_the_results_of_all_tools_fit_their_schemas(daemon):
    async def conversation(client):
        tools = {tool.name for tool in (await client.list_tools()).tools}
        used = set()

        async def call(tool, /, **arguments):
            used.add(tool)
            result = await client.call_tool(tool, arguments)  # held to the tool's schema here
            assert not result.is_error, (tool, result.content[0].text)
            return result.structured_content

        async def shown(resource, made):
            assert (await call(f"{resource}_show", id=made["id"]))["id"] == made["id"]
            await call(f"{resource}_list", limit=2)
            return made["id"]

        customer = await shown("customers", await call("customers_create", name="All tools"))
        await call("customers_update", id=customer, notes="x", dry_run=True)
        project = await call("projects_create", name="All tools", customer_id=customer, daily_rate=500, dry_run=True)
        assert project["id"] is None
        project = await shown("projects", await call("projects_create", name="All tools", customer_id=customer, daily_rate=500))
        await call("projects_update", id=project, description="x")
        billing = {"customer_id": customer, "amount": 10, "description": "x"}
        invoice = await shown("invoices", await call("invoices_create", **billing))
        await call("invoices_update", id=invoice, status="sent")
        await call("invoices_credit", id=invoice, reason="x", dry_run=True)
        await shown("credit_notes", (await call("invoices_credit", id=invoice, reason="x"))["credit_note"])
        estimate = await shown("estimates", await call("estimates_create", customer_id=customer, days=2, description="x", project_id=project))
        await call("estimates_update", id=estimate, status="sent")
        accepted = {"id": estimate, "create_invoice": True}
        await call("estimates_accept", **accepted, dry_run=True)
        assert (await call("estimates_accept", **accepted))["invoice"]["status"] == "draft"
        report = await shown("cra", await call("cra_create", project_id=project, month="2026-10", days=[{"date": "2026-10-05"}]))
        await call("cra_update", id=report, status="submitted")
        await call("cra_invoice", id=report, dry_run=True)
        await call("cra_invoice", id=report)
        device = await shown("devices", await call("devices_create", customer=customer, type="phone"))
        await call("devices_update", id=device, brand="x")
        item = await call("work_items_create", customer=customer, device=device, type="repair", description="x")
        await call("tasks_create", title="x", work_item=item["id"], dry_run=True)
        task = await shown("tasks", await call("tasks_create", title="x", work_item=item["id"], customer=customer))
        await call("tasks_update", id=task, status="completed")
        await shown("work_items", item)
        full = await call("work_items_show", id=item["id"], include=["customerDetails", "deviceDetails", "tasks"])
        assert full["tasks"][0]["id"] == task and full["deviceDetails"]["id"] == device
        await call("work_items_list", include=["customerDetails", "tasks"], customer=customer)
        await call("work_items_update", id=item["id"], status="in_progress", dry_run=True)
        await call("work_items_update", id=item["id"], status="in_progress")
        assert len((await call("work_items_history", id=item["id"]))["items"]) == 2
        upload = requests.post(
            f"{daemon.url}/api/ai-actions/actions/documents/",
            headers={"Authorization": f"Bearer {daemon.key}"},
            files={"file": ("card.txt", b"Name: Ada Lovelace\n", "text/plain")},
        ).json()
        document = await shown("documents", upload.get("document", upload))
        await call("documents_import_customer", document_id=document, decision="approve", dry_run=True)
        await call("documents_import_customer", document_id=document, decision="approve")
        await call("context_show", project="All tools")
        found = (await call("search", query="All tools"))["results"]
        for hit in found:
            await call("fetch", id=hit["id"])
        assert used == tools

    talk(daemon, "auto", conversation)


@pytest.mark.parametrize("mode", ERAS)
def test_what_goes_wrong_reaches_the_client_as_what_it_is(daemon, mode):
    async def conversation(client):
        await client.list_tools()
        refused = await client.call_tool("invoices_create", {"customer_id": "x"})
        assert refused.is_error and "customer_id" in refused.content[0].text
        assert {fault["field"] for fault in refused.meta["kiikd/error"]["faults"]} >= {"customer_id", "amount"}
        missing = await client.call_tool("invoices_show", {"id": 99999999})
        assert missing.is_error and "99999999" in missing.content[0].text
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("no_such_tool", {})
        assert unknown.value.error.code == -32602
        with pytest.raises(MCPError):
            await client.read_resource("kiik://customers/99999999")

    talk(daemon, mode, conversation)


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_a_key_sees_and_does_what_its_scopes_allow(daemon, mode):
    made = json.loads(
        daemon.command("keys", "create", "--tenant", "demo", "--name", "MCP", "--scopes", "customers:read", "--format", "json")
    )

    async def conversation(client):
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert names == ["search", "fetch", "customers_list", "customers_show"]
        with pytest.raises(MCPError):
            await client.call_tool("invoices_list", {})

    talk(daemon, mode, conversation, key=made["key"])
    with pytest.raises(BaseException) as refused:
        talk(daemon, mode, conversation, key="rubbish")
    assert [type(error) for error in _leaves(refused.value)] == [MCPError]


def _leaves(error):
    """The errors that a group is of, at last."""
    parts = getattr(error, "exceptions", None)
    return [error] if parts is None else [leaf for part in parts for leaf in _leaves(part)]
