"""A delivery: one event on its way to one webhook; when it is tried again, and when nobody tries any more."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import EventId, TenantId, WebhookDeliveryId, WebhookId

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
PAUSES = (dt.timedelta(seconds=5), dt.timedelta(seconds=30), 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR)
"""After the first, second … failure; the last one again and again."""
JITTER = 0.2
"""Each pause is longer or shorter by up to this part, so that what failed together does not return together."""
GIVEN_UP = dt.timedelta(days=3)
"""What could not be delivered for so long is kept for people to send again, and not tried any more by itself."""
KEPT_ATTEMPTS = 40
COUNTED = 1000
"""Of what waits for a webhook no more is counted: a backlog may be millions, and a list of webhooks is to be there at once."""
SUCCESS = range(200, 300)
REDIRECT = range(300, 400)
GONE = 410
OK = "ok"
EXPIRED = "expired"


class DeliveryState(StrEnum):
    """Where it is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one request: a status, or a stable word for why there is none; and the beginning of what was said."""

    status: int | None = None
    error: str | None = None
    body: str = ""
    milliseconds: int = 0

    @property
    def ok(self) -> bool:
        """Any 2xx means taken."""
        return self.error is None and self.status in SUCCESS

    @property
    def result(self) -> str:
        """`ok`, or a stable word for what was wrong."""
        if self.ok:
            return OK
        if self.error is not None or self.status is None:
            return self.error or "lost"
        if self.status == GONE:
            return "gone"
        return "redirect_refused" if self.status in REDIRECT else "status"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One request that was made."""

    at: dt.datetime
    result: str
    status: int | None = None
    milliseconds: int = 0


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """`subject` orders it: what is about the same conversation arrives one after the other. `due_at`: when it is tried; None
    while it waits for an earlier one, and once it is over. `since`: when its three days began. `answer`: the beginning of the
    last body that came back.
    """

    id: WebhookDeliveryId
    tenant_id: TenantId
    webhook_id: WebhookId
    event_id: EventId
    event: str
    subject: UUID
    body: bytes
    created_at: dt.datetime
    since: dt.datetime
    state: DeliveryState = DeliveryState.PENDING
    due_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()
    answer: str = ""

    @property
    def message_id(self) -> str:
        """What receivers recognise a repetition by: the same however often it is sent."""
        return f"msg_{self.id.hex}"

    def after(self, answer: Answer, at: dt.datetime, fraction: float) -> "Delivery":
        """Once a request of it ended; `fraction` (0 to 1) shapes the pause."""
        attempt = Attempt(at=at, result=answer.result, status=answer.status, milliseconds=answer.milliseconds)
        tries = self.tries + 1
        due_at = None if answer.ok else next_try(tries, self.since, at, fraction)
        failed = DeliveryState.DEAD if due_at is None else DeliveryState.PENDING
        state = DeliveryState.DELIVERED if answer.ok else failed
        return msgspec.structs.replace(
            self,
            state=state,
            due_at=due_at,
            ended_at=None if state is DeliveryState.PENDING else at,
            tries=tries,
            attempts=(*self.attempts, attempt)[-KEPT_ATTEMPTS:],
            answer=answer.body,
        )

    def again(self, now: dt.datetime) -> "Delivery":
        """As if it were new, by a person's wish; what was tried before stays told."""
        return msgspec.structs.replace(
            self, state=DeliveryState.PENDING, since=now, due_at=None, ended_at=None, tries=0, answer=""
        )

    def given_up(self, now: dt.datetime) -> "Delivery":
        """It waited too long for a webhook that was paused or switched off."""
        attempt = Attempt(at=now, result=EXPIRED)
        return msgspec.structs.replace(
            self,
            state=DeliveryState.DEAD,
            due_at=None,
            ended_at=now,
            attempts=(*self.attempts, attempt)[-KEPT_ATTEMPTS:],
        )


def next_try(tries: int, since: dt.datetime, now: dt.datetime, fraction: float) -> dt.datetime | None:
    """When to try again after so many tries; None when that would be later than three days after the beginning."""
    pause = PAUSES[min(tries, len(PAUSES)) - 1]
    due_at = now + pause * (1 + JITTER * (2 * fraction - 1))
    return due_at if due_at <= since + GIVEN_UP else None
