"""The people everybody's examples know, and as many more as a test of size asks for."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from pytake_app.twin.erp.world import Bill, Contract, Person, Place, Plan, World

MARIA, JOAO, BAKERY = 501, 502, 503
PRICES = {700: Decimal("99.90"), 701: Decimal("79.90"), 702: Decimal("129.90")}
DISTRICTS = ("Centro", "Jardim Modelo", "Vila Exemplo", "Alto da Serra", "Porto Novo")


def standard(now: Callable[[], dt.datetime]) -> World:
    """Maria pays late: one invoice overdue, one to come. João is blocked, and has a cancelled contract. The bakery is a company
    that owes nothing.
    """
    world = World(now)
    at, today = now(), now().date()
    day = dt.timedelta(days=1)
    world.add(
        Plan(id=700, name="FIBRA 500 MEGA", price=PRICES[700], down=500, up=250),
        Plan(id=701, name="FIBRA 300 MEGA", price=PRICES[701], down=300, up=150),
        Plan(id=702, name="FIBRA 700 MEGA", price=PRICES[702], down=700, up=350),
        Plan(id=703, name="RADIO 20 MEGA", price=Decimal("59.90"), down=20, up=10, active=False),
        _person(MARIA, 421, "52998224725", "MARIA EXEMPLO DA SILVA", "11900000001", "Centro", at, birth=(1990, 4, 14)),
        _person(JOAO, 422, "11144477735", "JOÃO TESTE DE SOUZA", "11900000002", "Vila Exemplo", at, birth=(1985, 9, 2)),
        _person(BAKERY, 423, "11222333000181", "PADARIA MODELO LTDA", "1133330003", "Centro", at, company=True),
        _contract(17402, MARIA, 700, "active", "maria.exemplo", at, region="OLT CENTRO"),
        _contract(17410, JOAO, 701, "blocked", "joao.teste", at, region="OLT VILA"),
        _contract(17396, JOAO, 703, "cancelled", "joao.antigo", at, region="OLT VILA"),
        _contract(17420, BAKERY, 702, "active", "padaria.modelo", at, region="OLT CENTRO"),
        _bill(88101, MARIA, 17402, PRICES[700], today - 10 * day, at),
        _bill(88102, MARIA, 17402, PRICES[700], today + 20 * day, at),
        _bill(88100, MARIA, 17402, PRICES[700], today - 40 * day, at, paid=today - 39 * day),
        _bill(88201, JOAO, 17410, PRICES[701], today - 25 * day, at),
        _bill(88200, JOAO, 17410, PRICES[701], today - 55 * day, at, paid=today - 50 * day),
        _bill(88300, BAKERY, 17420, PRICES[702], today - 15 * day, at, paid=today - 16 * day, with_pix=False),
    )
    return world


def many(world: World, people: int, bills_each: int, *, paid: bool = True) -> None:
    """More of them, made of their numbers alone; `paid`: of their invoices only the last two or three are owed."""
    at, today = world.now(), world.today
    for number in range(people):
        person = 100_000 + number
        contract = 1_000_000 + number
        district = DISTRICTS[number % len(DISTRICTS)]
        name = f"CLIENTE {number:06d} DE TESTE"
        world.add(
            _person(person, 50_000 + number, _cpf(number), name, f"119{number % 10**8:08d}", district, at),
            _contract(contract, person, 700 + number % 3, "active", f"cliente{number}", at, region=f"OLT {district}"),
        )
        for place in range(bills_each):
            due = today - dt.timedelta(days=30 * (bills_each - 2 - place) + number % 28)
            settled = due if paid and place < bills_each - 3 + number % 2 else None
            bill = 10_000_000 + number * bills_each + place
            world.add(_bill(bill, person, contract, PRICES[700 + number % 3], due, at, paid=settled))


def _person(
    own: int,
    code: int,
    document: str,
    name: str,
    phone: str,
    district: str,
    at: dt.datetime,
    *,
    birth: tuple[int, int, int] | None = None,
    company: bool = False,
) -> Person:
    return Person(
        id=own,
        code=code,
        document=document,
        name=name,
        phones=(phone,),
        email=f"{name.split(maxsplit=1)[0].lower()}{code}@example.com",
        place=Place(street="Rua das Acácias", number=str(code % 400 + 1), district=district),
        birth=dt.date(*birth) if birth else None,
        company=company,
        changed=at - dt.timedelta(days=30),
    )


def _contract(own: int, person: int, plan: int, state: str, login: str, at: dt.datetime, *, region: str) -> Contract:
    return Contract(
        id=own,
        service=own + 5_300,
        connection=own + 18_123,
        person=person,
        plan=plan,
        state=state,
        login=login,
        online=state == "active",
        since=at - dt.timedelta(hours=15),
        device=f"HWTC{own:08d}",
        region=region,
        cancelled=at.date() - dt.timedelta(days=200) if state == "cancelled" else None,
    )


def _bill(
    own: int,
    person: int,
    contract: int,
    amount: Decimal,
    due: dt.date,
    at: dt.datetime,
    *,
    paid: dt.date | None = None,
    with_pix: bool = True,
) -> Bill:
    return Bill(
        id=own,
        person=person,
        contract=contract,
        amount=amount,
        due=due,
        issued=due - dt.timedelta(days=15),
        paid=paid,
        with_pix=with_pix,
        changed=at - dt.timedelta(days=30),
    )


def _cpf(number: int) -> str:
    base = f"{100_000_000 + number:09d}"
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - place) for place, digit in enumerate(base))
        base += str(total * 10 % 11 % 10)
    return base
