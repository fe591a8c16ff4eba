"""What happens to numbers."""

import datetime as dt
from uuid import UUID

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, Ids, NumberId
from pytake_domain.whatsapp.number import WhatsAppNumber


class _NumberEvent(Event, frozen=True, kw_only=True, tag=True):
    number_id: NumberId

    @property
    def subject(self) -> UUID:
        """The number."""
        return self.number_id


class NumberStateChanged(_NumberEvent, frozen=True, kw_only=True, tag=True):
    """A number is doing otherwise now: its status or connection, quality, limit or throughput; `reason` is a stable word."""

    kept = True
    status: str
    previous: str
    connection: str | None = None
    quality: str | None = None
    daily_limit: int | None = None
    messages_per_second: int | None = None


class PairingRenewed(_NumberEvent, frozen=True, kw_only=True, tag=True):
    """A code to scan or to type; whoever has it can link the number, so it is told to who may do that and kept nowhere.

    `ended`: no more will come by itself.
    """

    text: str | None = None
    picture: str | None = None
    pairing_code: str | None = None
    expires_at: dt.datetime | None = None
    ended: bool = False


_TOLD = ("status", "status_reason", "link_state", "quality", "daily_limit", "messages_per_second")


def state_changed(
    before: WhatsAppNumber, after: WhatsAppNumber, *, ids: Ids, at: dt.datetime, actor: Actor | None = None
) -> tuple[NumberStateChanged, ...]:
    """The event of a number that does otherwise than before; none when all that people are told of is the same."""
    if all(getattr(before, name) == getattr(after, name) for name in _TOLD):
        return ()
    return (state_told(before, after, reason=after.status_reason, ids=ids, at=at, actor=actor),)


def state_told(
    before: WhatsAppNumber,
    after: WhatsAppNumber,
    *,
    reason: str,
    ids: Ids,
    at: dt.datetime,
    actor: Actor | None = None,
) -> NumberStateChanged:
    """The event that tells people how a number is doing, for this reason."""
    return NumberStateChanged(
        id=EventId(ids.new()),
        tenant_id=after.tenant_id,
        at=at,
        actor_kind=actor.kind if actor else ActorKind.SYSTEM,
        actor_id=actor.id if actor else None,
        reason=reason,
        number_id=after.id,
        status=after.status.value,
        previous=before.status.value,
        connection=after.link_state.value if after.link_state else None,
        quality=after.quality,
        daily_limit=after.daily_limit,
        messages_per_second=after.messages_per_second,
    )
