"""A webhook: an address of a company's own that hears of events, and how it has been doing."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import NumberId, TenantId, WebhookId
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.webhooks.catalogue import PATTERNS, wants

MOST = 20
"""Webhooks of one company."""
LONGEST_URL = 2048
LONGEST_DESCRIPTION = 200
OVERLAP = dt.timedelta(hours=24)
"""How long a secret still holds after another one took its place."""
FAILING = dt.timedelta(hours=24)
"""After so long without a single success nothing more is sent."""
AT_ONCE = 4
"""Requests on their way to one address; a single one while it fails."""


class PauseReason(StrEnum):
    """Why a webhook stopped by itself."""

    GONE = "gone"
    FAILING = "failing"


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the last requests went: `last_result` is `ok` or a stable word for what was wrong."""

    last_at: dt.datetime | None = None
    last_result: str | None = None
    last_status: int | None = None
    failing_since: dt.datetime | None = None
    paused_at: dt.datetime | None = None
    pause_reason: PauseReason | None = None

    def after(self, *, result: str, status: int | None, ok: bool, at: dt.datetime) -> "Health":
        """Once another request ended. Who says 410 is gone at once; who fails for a day is left alone."""
        since = None if ok else self.failing_since or at
        reason = self.pause_reason
        if reason is None and result == "gone":
            reason = PauseReason.GONE
        elif reason is None and since is not None and at - since >= FAILING:
            reason = PauseReason.FAILING
        return Health(
            last_at=at,
            last_result=result,
            last_status=status,
            failing_since=since,
            paused_at=self.paused_at or (at if reason else None),
            pause_reason=reason,
        )

    def resumed(self) -> "Health":
        """A person says that it should be tried again."""
        return msgspec.structs.replace(self, failing_since=None, paused_at=None, pause_reason=None)


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: names, groups (`message.*`) or everything (`*`). `number_id`: what concerns another number is not told; what
    concerns none is.

    Switched off it hears of nothing; paused it hears, and what it heard waits for three days.
    """

    id: WebhookId
    tenant_id: TenantId
    url: str
    events: tuple[str, ...]
    secret: Sealed
    created_at: dt.datetime
    updated_at: dt.datetime
    description: str = ""
    active: bool = True
    number_id: NumberId | None = None
    old_secret: Sealed | None = None
    old_until: dt.datetime | None = None
    health: Health = Health()
    version: int = 1

    @property
    def paused(self) -> bool:
        """It stopped by itself."""
        return self.health.paused_at is not None

    @property
    def host(self) -> str:
        """Where it leads, without what may be secret in the address."""
        return urlsplit(self.url).hostname or ""

    def hears(self, name: str, number_id: NumberId | None) -> bool:
        """Is it told of this event, which concerns this number if any?"""
        others = self.number_id is not None and number_id is not None and number_id != self.number_id
        return self.active and not others and wants(self.events, name)

    def secrets(self, now: dt.datetime) -> tuple[Sealed, ...]:
        """Those that hold, the newest first."""
        old = self.old_secret
        return (self.secret, old) if old is not None and self.old_until and now < self.old_until else (self.secret,)

    def rotated(self, secret: Sealed, now: dt.datetime) -> "Webhook":
        """With a new secret; the one before holds for another day."""
        return msgspec.structs.replace(
            self, secret=secret, old_secret=self.secret, old_until=now + OVERLAP, updated_at=now
        )

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, apart from its address."""
        if not self.events:
            yield Problem(field="events", code="required")
        for place, name in enumerate(self.events):
            if name not in PATTERNS:
                yield Problem(field=f"events.{place}", code="not_one_of")
        if len(self.description) > LONGEST_DESCRIPTION:
            yield Problem(field="description", code="length", params={"least": 0, "most": LONGEST_DESCRIPTION})
