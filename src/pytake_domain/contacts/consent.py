"""What people agreed to, kept with its proof."""

import datetime as dt
import re
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConsentId, ContactId

PURPOSE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_SOURCE = 200
LONGEST_PROOF = 4_000


class ConsentProof(msgspec.Struct, frozen=True, kw_only=True):
    """One thing somebody said: for which purpose, yes or no, when, where, the text they were shown, and who recorded it.

    It is never changed; what holds now is the latest.
    """

    id: ConsentId
    contact_id: ContactId
    purpose: str
    given: bool
    at: dt.datetime
    source: str
    text: str
    recorded_at: dt.datetime
    actor_kind: ActorKind
    actor_id: UUID | None = None


class ConsentGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be recorded: `at` when it was said, if not now; `source` where; `text` what was shown."""

    purpose: str
    given: bool
    source: str
    at: dt.datetime | None = None
    text: str = ""


def check_consent(said: ConsentGiven, now: dt.datetime) -> dt.datetime:
    """When it was said. Raises Invalid."""
    if not PURPOSE.fullmatch(said.purpose):
        raise Invalid(Problem(field="purpose", code="not_a_purpose"))
    if not 1 <= len(said.source.strip()) <= LONGEST_SOURCE:
        raise Invalid(Problem(field="source", code="length", params={"least": 1, "most": LONGEST_SOURCE}))
    if len(said.text) > LONGEST_PROOF:
        raise Invalid(Problem(field="text", code="too_long", params={"most": LONGEST_PROOF}))
    if said.at is not None and said.at > now:
        raise Invalid(Problem(field="at", code="in_the_future"))
    return said.at or now
