"""Who came by an advertisement and is answered within a day is written to for nothing for three days."""

from msgspec.structs import replace
from tests.unit.domain.messaging.talking import place_of

from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import Text

AD = {"source_type": "ad", "source_id": "1"}


async def came_by_ad(customer: Customer) -> None:
    await customer.line.tell(replace(customer.message(Text(body="vi o anúncio")), referral=AD))
    await customer.line.house.settle()


async def kind_of_price(company: Company, customer: Customer, text: str = "olá") -> str | None:
    """Of a message to them, as it is estimated when it leaves."""
    sent = await company.house.sending.send(
        company.boss, content=Text(body=text), conversation_id=place_of(customer).id
    )
    await company.house.settle()
    price = company.rows.messages[sent.id].price
    return price.type if price is not None else None


async def test_the_answer_opens_it_and_it_lasts_three_days(company: Company, maria: Customer) -> None:
    await came_by_ad(maria)
    assert place_of(maria).free_until is None

    assert await kind_of_price(company, maria) == "free_entry_point"
    company.house.clock.move(hours=71)
    await maria.says("ainda aí?")
    assert await kind_of_price(company, maria) == "free_entry_point"
    company.house.clock.move(hours=2)
    assert await kind_of_price(company, maria) == "regular"


async def test_an_answer_that_comes_too_late_opens_nothing(company: Company, maria: Customer) -> None:
    await came_by_ad(maria)
    company.house.clock.move(hours=25)
    await maria.says("alô?")

    assert await kind_of_price(company, maria) == "regular"


async def test_another_advertisement_opens_it_anew_and_never_shortens_it(company: Company, maria: Customer) -> None:
    await came_by_ad(maria)
    await kind_of_price(company, maria)
    first = place_of(maria).free_until
    company.house.clock.move(hours=48)
    await came_by_ad(maria)
    await kind_of_price(company, maria)
    second = place_of(maria).free_until

    assert first is not None
    assert second is not None
    assert (second - first).total_seconds() == 48 * 3600


async def test_whoever_came_by_none_pays(company: Company, maria: Customer) -> None:
    await maria.says("oi")

    assert await kind_of_price(company, maria) == "regular"
