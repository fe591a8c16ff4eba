"""The send ledger: a row for each person and step of a campaign, from the intent to what became of it."""

import datetime as dt
from collections.abc import Mapping
from enum import IntEnum, StrEnum

import msgspec

from pytake_domain.kernel.ids import CampaignId, ContactId, MessageId, NumberId
from pytake_domain.messaging import MessageState


class Outcome(IntEnum):
    """How far it came. Up to `skipped` what has happened only ever moves to a higher one, but that proof of delivery wins over
    a failure, and who failed may be tried again.
    """

    PENDING = 0
    QUEUED = 1
    SENT = 2
    DELIVERED = 3
    READ = 4
    FAILED = 5
    SKIPPED = 6
    CANCELLED = 7

    @property
    def rank(self) -> int:
        """Of two rows of one person the higher one says more: what they got before what may still come, and that before nothing.
        A failure may have arrived, so nobody gets another message for it.
        """
        return (1, 3, 4, 5, 6, 2, 0, 0)[self]

    @property
    def word(self) -> str:
        """`outcome` on the wire."""
        return self.name.lower()


_OF_MESSAGE: Mapping[str, Outcome] = {
    MessageState.SENT: Outcome.SENT,
    MessageState.DELIVERED: Outcome.DELIVERED,
    MessageState.READ: Outcome.READ,
    MessageState.PLAYED: Outcome.READ,
    MessageState.FAILED: Outcome.FAILED,
    MessageState.CANCELLED: Outcome.CANCELLED,
}


def outcome_of(word: str) -> Outcome | None:
    """What news of a message means for its recipient; None where it means nothing new."""
    return _OF_MESSAGE.get(word)


class Skip(StrEnum):
    """Why somebody got nothing; each has a sentence for people in every language."""

    OPTED_OUT = "OPTED_OUT"
    NO_CONSENT = "NO_CONSENT"
    BLOCKED = "CONTACT_BLOCKED"
    UNREACHABLE = "RECIPIENT_UNREACHABLE"
    NO_ADDRESS = "NO_ADDRESS"
    HOLDOUT = "HOLDOUT"
    CONTROL = "CONTROL_GROUP"
    DAY_CAP = "FREQUENCY_CAP_DAY"
    WEEK_CAP = "FREQUENCY_CAP_WEEK"
    RESTING = "MARKETING_RESTING"
    IN_FLOW = "IN_FLOW"
    OPEN_CONVERSATION = "OPEN_CONVERSATION"
    CONTACTED = "CONTACTED_RECENTLY"
    CONDITION = "CONDITION_NOT_MET"
    VARIABLE = "VARIABLE_MISSING"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    GONE = "CONTACT_GONE"
    REPLIED = "REPLIED"
    GOAL = "GOAL_REACHED"
    ENDED = "CAMPAIGN_ENDED"
    STOPPED = "CAMPAIGN_STOPPED"


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `round` counts the times that a trigger set it off for the same person; `reason` is a Skip, or a failure's code.

    `key` is the message's client key: with it no second message can come of the same row.
    """

    campaign_id: CampaignId
    contact_id: ContactId
    step: int = 0
    round: int = 0
    outcome: Outcome = Outcome.PENDING
    reason: str | None = None
    zone: str = ""
    due_at: dt.datetime
    variant: str | None = None
    number_id: NumberId | None = None
    message_id: MessageId | None = None
    tries: int = 0
    queued_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    read_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    replied_at: dt.datetime | None = None
    clicked_at: dt.datetime | None = None
    converted_at: dt.datetime | None = None
    opted_out_at: dt.datetime | None = None

    @property
    def key(self) -> str:
        """See the class. A retry is another message, and only after the first one has failed."""
        return key_of(self.campaign_id, self.contact_id, self.step, self.round, self.tries)


def key_of(campaign_id: CampaignId, contact_id: ContactId, step: int, again: int, tries: int) -> str:
    """The client key of a campaign's message."""
    return f"campaign:{campaign_id}:{contact_id}:{step}:{again}:{tries}"


class LedgerKey(msgspec.Struct, frozen=True, array_like=True):
    """Whose row a message belongs to."""

    campaign_id: CampaignId
    contact_id: ContactId
    step: int
    round: int
    tries: int


def read_key(key: str | None) -> LedgerKey | None:
    """The row that a client key names; None when it is no campaign's."""
    if key is None or not key.startswith("campaign:"):
        return None
    parts = key.split(":")[1:]
    try:
        return msgspec.convert(parts, LedgerKey, strict=False)
    except msgspec.ValidationError:
        return None
