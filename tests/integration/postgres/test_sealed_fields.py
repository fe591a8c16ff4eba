"""What ERPs tell of people's documents lies sealed, and everything that is sealed comes under a new key."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.resealing import Resealing
from pytake_adapters.postgres.sealing import CUSTOMER, DOCUMENT
from pytake_domain.ai import AiSettings, ModelChoice, Part
from pytake_domain.ai import purpose as purpose_of_model
from pytake_domain.erp import purpose as purpose_of_erp
from pytake_domain.erp import purpose_of_token
from pytake_domain.identity import SIGN_ON_PURPOSE, SecondFactor, purpose_of_factor
from pytake_domain.kernel.ids import UserId
from pytake_domain.kernel.secrets import Sealed, Secret, SecretUnreadable
from pytake_domain.testing.builders import AT, a_number, a_tenant, fresh
from pytake_domain.testing.contracts.erp_store import a_connection, a_customer, linked
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.contracts.sign_on import a_sign_on
from pytake_domain.testing.contracts.webhooks import a_webhook
from pytake_domain.webhooks import purpose as purpose_of_webhook

CPF = "52998224725"
RAW = """SELECT c::text AS row FROM erp_customers c WHERE tenant_id = $1
  UNION ALL SELECT f::text FROM erp_facts f WHERE tenant_id = $1"""
BYTES = "SELECT record FROM erp_customers WHERE tenant_id = $1"
USER = UserId(fresh())


@pytest.fixture
async def place(ground: PostgresGround) -> Place:
    return await Place(ground, a_tenant()).settle_in()


async def told(place: Place, *ids: str) -> None:
    await linked(place)
    async with place.work() as work:
        await work.erp_records.put_customers("memory", [a_customer(own, document=CPF) for own in ids], AT)
        await work.erp_records.refresh("memory", ["1"], AT, AT.date())


async def rows(place: Place, query: str) -> Sequence[object]:
    async with place.work() as work:
        return [row[0] for row in await work.raw.fetch(query, place.tenant.id)]  # type: ignore[attr-defined]


async def in_the_open(place: Place) -> int:
    """Rows that show the document, as text or as bytes."""
    shown = (CPF, CPF.encode().hex())
    return sum(any(each in str(row) for each in shown) for row in await rows(place, RAW))


async def test_a_document_is_found_by_who_asks_and_not_by_who_looks_into_the_tables(place: Place) -> None:
    await told(place, "1", "2")

    async with place.work() as work:
        customer = await work.erp_records.customer("memory", "1")
        facts = (await work.erp_records.facts([place.contact.id]))[place.contact.id]
    assert customer is not None
    assert (customer.document, facts.document) == (CPF, CPF)
    assert await in_the_open(place) == 0
    records = [bytes(row) for row in await rows(place, BYTES) if isinstance(row, bytes)]
    assert len(records) == 2
    assert not [record for record in records if CPF.encode() in record or b"Customer" in record]


async def test_what_lay_open_before_is_read_and_then_sealed(ground: PostgresGround, place: Place) -> None:
    await told(place, "1")
    async with place.work() as work:
        found = await work.erp_records.customer("memory", "1")
        assert found is not None
        (plain,) = await ground.fields.open(place.tenant.id, CUSTOMER, [(await rows(place, BYTES))[0]])  # type: ignore[list-item]
    open_again = (
        "UPDATE erp_customers SET document = $2, sealed_document = NULL, record = $3 WHERE tenant_id = $1",
        "UPDATE erp_facts SET document = $2, sealed_document = NULL WHERE tenant_id = $1",
    )
    async with place.work() as work:
        await work.raw.execute(open_again[0], place.tenant.id, CPF, plain)  # type: ignore[attr-defined]
        await work.raw.execute(open_again[1], place.tenant.id, CPF)  # type: ignore[attr-defined]
    async with place.work() as work:
        assert await work.erp_records.customer("memory", "1") == found
        assert (await work.erp_records.facts([place.contact.id]))[place.contact.id].document == CPF
    assert await in_the_open(place) == 2

    assert await Resealing(ground.open_work, ground.real_vault, ground.fields).run(place.tenant.id) == 2

    assert await in_the_open(place) == 0
    async with place.work() as work:
        assert await work.erp_records.customer("memory", "1") == found
        assert (await work.erp_records.facts([place.contact.id]))[place.contact.id].document == CPF


async def test_one_field_is_not_taken_for_another_nor_anothers(ground: PostgresGround, place: Place) -> None:
    (sealed,) = await ground.fields.seal(place.tenant.id, DOCUMENT, [CPF.encode()])

    with pytest.raises(SecretUnreadable):
        await ground.fields.open(place.tenant.id, CUSTOMER, [sealed])
    with pytest.raises(SecretUnreadable):
        await ground.fields.open(a_tenant().id, DOCUMENT, [sealed])


async def test_everything_that_is_sealed_comes_under_the_new_key(ground: PostgresGround, place: Place) -> None:
    vault, tenant_id = ground.real_vault, place.tenant.id

    async def sealed(purpose: str) -> Sealed:
        return await vault.seal(tenant_id, purpose, Secret(f"secret of {purpose}"))

    number = a_number(tenant_id, access_token=None)
    number = replace(number, access_token=await sealed(f"number:{number.id}:access_token"))
    hook = a_webhook(place)
    hook = replace(hook, secret=await sealed(purpose_of_webhook(hook.id)))
    connection = replace(
        a_connection(tenant_id),
        secrets=await sealed(purpose_of_erp("memory")),
        webhook_token=await sealed(purpose_of_token("memory")),
    )
    choice = ModelChoice(provider="openai", model="gpt-5-mini", key=await sealed(purpose_of_model(Part.PRIMARY)))
    factor = SecondFactor(
        tenant_id=tenant_id,
        user_id=USER,
        secret=await sealed(purpose_of_factor(USER)),
        created_at=AT,
        recovery=frozenset(),
    )
    by_provider = a_sign_on(tenant_id, secret=await sealed(SIGN_ON_PURPOSE))
    async with place.work() as work:
        await work.sign_on.put(by_provider)  # type: ignore[attr-defined]
        await work.numbers.add(number)
        await work.webhooks.put(hook)
        await work.erp_connections.put(connection)
        await work.ai_settings.put(AiSettings(tenant_id=tenant_id, primary=choice, version=0))
        await work.second_factors.put(factor)  # type: ignore[attr-defined]
    await told(place, "1", "2", "3")
    resealing = Resealing(ground.open_work, vault, ground.fields)
    assert await resealing.run(tenant_id) == 0

    assert await vault.rotate(tenant_id) == 2

    # Three customers and the facts of one; a number, a web hook, an ERP with two, a model, a second factor, a sign-on.
    assert await resealing.run(tenant_id) == 4 + 7
    assert await resealing.run(tenant_id) == 0
    async with place.work() as work:
        (hook_now,) = await work.webhooks.all()
        erp, models = await work.erp_connections.find("memory"), await work.ai_settings.get()
        factor_now = await work.second_factors.find(USER)  # type: ignore[attr-defined]
        by_provider = await work.sign_on.find()  # type: ignore[attr-defined]
        assert erp is not None
        assert models is not None
        assert factor_now is not None
        found = {
            f"number:{number.id}:access_token": (await work.numbers.get(number.id)).access_token,
            purpose_of_webhook(hook.id): hook_now.secret,
            purpose_of_erp("memory"): erp.secrets,
            purpose_of_token("memory"): erp.webhook_token,
            purpose_of_model(Part.PRIMARY): models.primary.key,
            purpose_of_factor(USER): factor_now.secret,
            SIGN_ON_PURPOSE: by_provider.secret,
        }
        customer = await work.erp_records.customer("memory", "3")
    for purpose, secret in found.items():
        assert secret is not None
        assert secret.key_version == 2
        assert (await vault.open(tenant_id, purpose, secret)).reveal() == f"secret of {purpose}"
    assert customer is not None
    assert customer.document == CPF
    assert {bytes(row)[:5] for row in await rows(place, BYTES) if isinstance(row, bytes)} == {b"\xc1\0\0\0\2"}
