"""Looking at what a company's conversations have become."""

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ConversationId, EventId
from pytake_domain.messaging import Conversation, Direction, Message, assign
from pytake_domain.testing.memory.house import Company, Customer


def place_of(customer: Customer) -> Conversation:
    """Their one conversation."""
    rows = customer.line.company.rows
    (place,) = [c for c in rows.conversations.values() if c.contact_id == customer.contact_id]
    return place


def messages_of(company: Company, direction: Direction | None = None) -> list[Message]:
    """All messages, oldest first."""
    found = sorted(company.rows.messages.values(), key=lambda m: m.id)
    return [m for m in found if direction in (None, m.direction)]


def names(company: Company) -> list[str]:
    """What happened."""
    return [event.name for event in company.house.store.events if event.tenant_id == company.id]


async def give(company: Company, conversation_id: ConversationId, to: Actor) -> None:
    """It is theirs from now on, whoever they are."""
    house = company.house
    async with house.open_work(company.id) as work:
        place = await work.conversations.get(conversation_id)
        assert to.user_id is not None
        changed, event = assign(
            place, company.boss, to=to.user_id, at=house.clock.now(), new_id=lambda: EventId(house.ids.new())
        )
        await work.conversations.save(changed)
        work.events.add(event)
