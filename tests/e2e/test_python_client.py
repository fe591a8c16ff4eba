"""The Python client on the running application: what the README says, and what breaks in between."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
from tests.e2e.company import PASSWORD, Company, until

from pytake_client import AsyncPytake, Forbidden, NotFound, Pytake, Tokens, Unauthenticated
from pytake_client.api import api_keys, auth, contacts, conversations, whatsapp
from pytake_client.types import ApiKeyIn, ContactIn, Permission, SendTextIn

README = Path(__file__).resolve().parents[2] / "clients" / "python" / "README.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def url(company: Company) -> str:
    return str(company.http.base_url).rstrip("/")


async def test_send_read_and_listen(company: Company) -> None:
    customer = company.customer()
    async with AsyncPytake(url(company), tokens=Tokens(company.issued["token"])) as client:
        granted: list[Permission] = ["read:messages", "write:messages", "read:conversations"]
        key = await client(api_keys.create(ApiKeyIn(name="shop", permissions=granted)))
    assert key.key is not None
    async with AsyncPytake(url(company), api_key=key.key) as client:
        heard = client.events(["messages"])
        following = asyncio.ensure_future(anext(heard))
        await until(lambda: _listened(company))
        customer.says("tem vaga?", name="Ana")
        event = await asyncio.wait_for(following, 20)
        assert (event.type, event.data["text"]) == ("message_received", "tem vaga?")
        assert event.seq > 0
        conversation = event.data["conversation_id"]
        sent = await client(
            whatsapp.send_text(SendTextIn(conversation_id=conversation, message="tem!")), key="answer-1"
        )
        again = await client(
            whatsapp.send_text(SendTextIn(conversation_id=conversation, message="tem!")), key="answer-1"
        )
        assert sent.id == again.id
        await until(lambda: _said(client, conversation, ["tem!", "tem vaga?"]))
        await heard.aclose()  # type: ignore[attr-defined]
        with pytest.raises(Forbidden):
            await client(contacts.add(ContactIn(phone="+5511987650000")))
        with pytest.raises(NotFound) as caught:
            await client(conversations.one("0197f3a0-0000-7000-8000-000000000001"))
        assert caught.value.code == "CONVERSATION_NOT_FOUND"
        assert caught.value.request_id


async def _listened(company: Company) -> bool:
    return bool((await company.get("ws/stats"))["connections"])


async def _said(client: AsyncPytake, conversation: str, texts: list[str]) -> bool:
    return [m.text async for m in client.pages(whatsapp.history(conversation_id=conversation, limit=1))] == texts


async def test_tokens_are_renewed_and_sessions_end(company: Company) -> None:
    kept: list[Tokens] = []
    async with AsyncPytake(url(company), on_tokens=kept.append) as client:
        await client.sign_in(company.email, PASSWORD)
        assert client.tokens is not None
        # As if a day had gone by.
        client._proof.tokens = Tokens("over", client.tokens.refresh)
        me = await client(auth.me())
        assert me.user is not None
        assert me.user.email == company.email
        assert len(kept) == 2
        await client(auth.logout())
        with pytest.raises(Unauthenticated):
            await client(auth.me())


async def test_the_readme_can_be_followed(company: Company, tmp_path: Path) -> None:
    customer = company.customer()
    customer.says("oi", name="Maria")
    await customer.conversation()
    code = "\n".join(BLOCK.findall(README.read_text("utf-8")))
    code = code.replace("https://pytake.example.com", url(company)).replace("ana@example.com", company.email)
    code = code.replace("her password", PASSWORD).replace("+5511987654321", customer.phone)
    file = tmp_path / "readme.py"
    file.write_text(code, "utf-8")
    run = await asyncio.create_subprocess_exec(sys.executable, str(file), stdout=-1, stderr=-1, env=_environment())
    out, errors = await asyncio.wait_for(run.communicate(), 60)
    assert run.returncode == 0, (out.decode(), errors.decode())
    assert re.search(r"^Maria \+.*\n\d+ message_\w+ [0-9a-f-]{36}$", out.decode(), re.MULTILINE), out.decode()


def _environment() -> dict[str, str]:
    source = README.parent / "src"
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")])}


async def test_the_synchronous_client_listens_too(company: Company) -> None:
    customer = company.customer()

    def first() -> str:
        with Pytake(url(company), tokens=Tokens(company.issued["token"])) as client:
            return next(client.events(["messages"])).data["text"]  # type: ignore[no-any-return]

    listening = asyncio.ensure_future(asyncio.to_thread(first))
    await until(lambda: _listened(company))
    customer.says("alô")
    assert await asyncio.wait_for(listening, 20) == "alô"
