"""Looking at what a company's conversations have become."""

from pytake_domain.messaging import Conversation, Direction, Message
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
