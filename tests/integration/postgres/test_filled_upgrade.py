"""Databases in use, of two companies, come up to today: nothing is lost, and what a migration promised to fill is filled."""

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.support.servers import ServerAddresses

from pytake_adapters.postgres.migrate import upgrade

COMPANIES = (UUID(int=1), UUID(int=2))
NOW = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.UTC)
EARLIER = NOW - dt.timedelta(hours=5)


def new_id() -> UUID:
    return UUID(bytes=secrets.token_bytes(16))


ANY: dict[str, Any] = {
    "uuid": new_id,
    "text": lambda: "x",
    "timestamp with time zone": lambda: NOW,
    "date": NOW.date,
    "boolean": lambda: False,
    "jsonb": lambda: "{}",
    "bytea": lambda: secrets.token_bytes(8),
    "ARRAY": list,
    "numeric": lambda: 1,
    "double precision": lambda: 1.0,
}
WANTED = """SELECT column_name, data_type, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AS wanted
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"""
TABLES = """SELECT table_name FROM information_schema.columns
  WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1"""
COLUMNS_OF_FACETS = """SELECT tags, flags & 1 = 1 AS vip, open_talks, seen_on, replied_on,
  text_1 = pytake_text_key(pytake_folded('São Paulo')) AS there FROM contact_facets WHERE tenant_id = $1 AND contact_id = $2"""


class Filled:
    """A database at some revision with rows of both companies."""

    def __init__(self, url: str, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._url, self.connection = url, connection
        self.ids = {
            company: {name: new_id() for name in ("contact", "queued", "open", "message")} for company in COMPANIES
        }

    async def to(self, revision: str) -> None:
        """As the owner, on whom row security is forced."""
        await asyncio.to_thread(upgrade, self._url, revision=revision)

    async def row(self, table: str, **values: Any) -> None:
        """With anything in the columns that must have something."""
        columns = await self.connection.fetch(WANTED, table)
        given = {c["column_name"]: ANY.get(c["data_type"], lambda: 1)() for c in columns if c["wanted"]}
        given |= {c["column_name"]: values[c["column_name"]] for c in columns if c["column_name"] in values}
        places = ", ".join(f"${n}" for n in range(1, len(given) + 1))
        await self.connection.execute(f"INSERT INTO {table} ({', '.join(given)}) VALUES ({places})", *given.values())  # noqa: S608  names of the catalogue

    async def fill(self) -> None:
        """A row in every table there is, and a small history that can be recognised."""
        for number, company in enumerate(COMPANIES):
            for table in await self.tables():
                of_its_own = {"slug": f"s{number}", "email": f"p{number}@x.example", "phone_number_id": str(number)}
                await self.row(table, tenant_id=company, **of_its_own)
            await self._history(company)

    async def tables(self) -> list[str]:
        return [row["table_name"] for row in await self.connection.fetch(TABLES)]

    async def _history(self, company: UUID) -> None:
        ids = self.ids[company]
        contact = ids["contact"]
        await self.row(
            "contacts", tenant_id=company, id=contact, name="Maria Silva", tags=["vip", "norte"], vip=True,
            attributes=json.dumps({"cidade": "SÃO PAULO"}), created_at=EARLIER, updated_at=EARLIER,
        )  # fmt: skip
        await self.row("contact_addresses", tenant_id=company, kind="phone", value="+5511987654321", contact_id=contact)
        for name, status in (("queued", "queued"), ("open", "active")):
            await self.row(
                "conversations", tenant_id=company, id=ids[name], contact_id=contact, status=status, number_id=new_id(),
                tags=["norte"] if name == "open" else [], unread_count=int(name == "open"), last_message_at=EARLIER,
                window_expires_at=NOW + dt.timedelta(hours=19), updated_at=NOW, created_at=EARLIER, queued_at=NOW,
            )  # fmt: skip
        await self.row(
            "messages", tenant_id=company, id=ids["message"], conversation_id=ids["open"], contact_id=contact,
            direction="outbound", sent_by="agent", created_at=EARLIER, price=json.dumps({"amount": "0.06", "currency": "USD"}),
        )  # fmt: skip
        await self.row("outgoing", tenant_id=company, message_id=ids["message"], token=new_id())
        if "contact_attributes" in await self.tables():
            await self.row(
                "contact_attributes", tenant_id=company, id=new_id(), name="cidade", type="text", storage="text",
                place=2, created_at=EARLIER - dt.timedelta(days=1),
            )  # fmt: skip


@pytest.fixture
async def filled(servers: ServerAddresses) -> AsyncIterator[Filled]:
    name = f"pytake_filled_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(servers.admin_dsn)
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    url = servers.admin_dsn_for(name)
    connection = await asyncpg.connect(url)
    yield Filled(url, connection)
    await connection.close()
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.mark.parametrize("revision", ["0003", "0009", "0016", "0023", "0026", "0028", "0031", "0037"])
async def test_a_database_in_use_comes_up_with_all_it_holds(filled: Filled, revision: str) -> None:
    await filled.to(revision)
    await filled.fill()
    had = {table: await _count(filled, table) for table in await filled.tables()}

    await filled.to("head")

    # What is drawn from other tables is made again, of those who are there.
    drawn = {"contact_facets", "touched_hours", "conversation_tags"}
    assert {t: await _count(filled, t) for t in had if t not in drawn} == {
        t: n for t, n in had.items() if t not in drawn
    }


@pytest.mark.parametrize("revision", ["0003", "0009"])
async def test_what_came_later_is_filled_from_what_was_there(filled: Filled, revision: str) -> None:
    await filled.to(revision)
    await filled.fill()

    await filled.to("head")

    for company in COMPANIES:
        await _desk_is_filled(filled, company)
        waits = {name: await _awaits(filled, company, name) for name in ("queued", "open")}
        assert waits == {"queued": NOW, "open": EARLIER}
        assert await _hours(filled, company) >= {EARLIER.replace(minute=0)}
        words = await filled.connection.fetch(
            "SELECT word FROM contact_words WHERE tenant_id = $1 AND contact_id = $2",
            company,
            filled.ids[company]["contact"],
        )
        assert {r["word"] for r in words} == {"maria", "silva", "+5511987654321", "-1234567891155"}
        begun = await filled.connection.fetchval(
            "SELECT begun FROM outgoing WHERE tenant_id = $1 AND message_id = $2",
            company,
            filled.ids[company]["message"],
        )
        assert begun
        facets = await filled.connection.fetchrow(COLUMNS_OF_FACETS, company, filled.ids[company]["contact"])
        assert facets is not None
        assert (facets["tags"], facets["vip"], facets["open_talks"]) == (["vip", "norte"], True, 2)
        assert (facets["seen_on"], facets["replied_on"]) == (NOW.date(), EARLIER.date())


async def test_facets_and_attributes_take_their_new_places(filled: Filled) -> None:
    await filled.to("0026")
    await filled.fill()

    await filled.to("head")

    for company in COMPANIES:
        facets = await filled.connection.fetchrow(COLUMNS_OF_FACETS, company, filled.ids[company]["contact"])
        assert facets is not None
        assert facets["there"], "its attribute was defined first, so it has the first place"
        assert (facets["open_talks"], facets["replied_on"]) == (2, EARLIER.date())


async def test_what_was_spent_before_costs_were_counted_is_counted(filled: Filled) -> None:
    await filled.to("0030")
    await filled.fill()
    await filled.connection.execute("DELETE FROM touched_hours")

    await filled.to("head")

    for company in COMPANIES:
        assert await _hours(filled, company) == {EARLIER.replace(minute=0)}


async def test_a_database_that_was_passed_over_is_filled_after_all(filled: Filled) -> None:
    await filled.to("0031")
    await filled.fill()
    await filled.connection.execute("UPDATE conversations SET queued_at = NULL; DELETE FROM conversation_tags")

    await filled.to("head")

    for company in COMPANIES:
        await _desk_is_filled(filled, company)


async def test_customers_have_their_phones_and_the_deleted_nothing_an_erp_told(filled: Filled) -> None:
    await filled.to("0037")
    for company in COMPANIES:
        phones = ["11987654321", "1187654321", "1133334444"]
        await filled.row("erp_customers", tenant_id=company, erp_type="hubsoft", id="7", phones=phones)
        for contact, deleted_at in ((new_id(), None), (new_id(), NOW)):
            await filled.row("contacts", tenant_id=company, id=contact, deleted_at=deleted_at)
            for table in ("erp_links", "erp_facts"):
                await filled.row(table, tenant_id=company, contact_id=contact)

    await filled.to("head")

    for company in COMPANIES:
        rows = await filled.connection.fetch("SELECT * FROM erp_phones WHERE tenant_id = $1 ORDER BY address", company)
        assert [(r["address"], r["erp_type"], r["customer_id"]) for r in rows] == [
            (address, "hubsoft", "7") for address in ("+551133334444", "+551187654321", "+5511987654321")
        ]
        for table in ("erp_links", "erp_facts"):
            left = await filled.connection.fetch(
                f"SELECT c.deleted_at FROM {table} l JOIN contacts c ON c.id = l.contact_id WHERE l.tenant_id = $1",  # noqa: S608  ours
                company,
            )
            assert [r["deleted_at"] for r in left] == [None]


async def _desk_is_filled(filled: Filled, company: UUID) -> None:
    ids = filled.ids[company]
    waits = await filled.connection.fetch(
        "SELECT id, queued_at FROM conversations WHERE tenant_id = $1 AND id = ANY($2)",
        company,
        [ids["queued"], ids["open"]],
    )
    assert {r["id"]: r["queued_at"] for r in waits}[ids["queued"]] == NOW
    tags = await filled.connection.fetch(
        "SELECT * FROM conversation_tags WHERE tenant_id = $1 AND tag = 'norte'", company
    )
    assert [(r["conversation_id"], r["last_message_at"]) for r in tags] == [(ids["open"], EARLIER)]


async def _awaits(filled: Filled, company: UUID, name: str) -> Any:
    return await filled.connection.fetchval(
        "SELECT awaits_since FROM conversations WHERE tenant_id = $1 AND id = $2", company, filled.ids[company][name]
    )


async def _hours(filled: Filled, company: UUID) -> set[dt.datetime]:
    return {
        r["hour"] for r in await filled.connection.fetch("SELECT hour FROM touched_hours WHERE tenant_id = $1", company)
    }


async def _count(filled: Filled, table: str) -> int:
    return int(await filled.connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608  a name of the catalogue
