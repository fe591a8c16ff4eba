"""Why a send did not go through, as a value: the sender decides on its flags, never on a provider's code."""

from enum import StrEnum

import msgspec


class Consequence(StrEnum):
    """What else follows, beside this message."""

    NONE = "none"
    MARK_DESTINATION = "mark_destination"
    OPT_OUT_MARKETING = "opt_out_marketing"
    STOP_TEMPLATE = "stop_template"
    STOP_NUMBER = "stop_number"
    BREAK_CREDENTIALS = "break_credentials"
    SLOW_NUMBER = "slow_number"
    SLOW_PAIR = "slow_pair"
    STOP_CAMPAIGNS = "stop_campaigns"


class SendFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A refused, failed or unanswered send.

    `code` is ours and stable; `retryable`: the same message may be tried again, at most `most_tries` times (0: until it is no
    longer useful); `ambiguous`: the provider may have taken it, so it is never sent again blindly; `retry_after` seconds when
    the provider named them. `detail` is the provider's own sentence.
    """

    code: str
    retryable: bool = False
    ambiguous: bool = False
    most_tries: int = 0
    provider_code: str | None = None
    detail: str = ""
    retry_after: float | None = None
    consequence: Consequence = Consequence.NONE


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The provider took it: its message id, and the recipient's WhatsApp id when it names one."""

    provider_message_id: str
    wa_id: str | None = None
    bsuid: str | None = None
    held: bool = False
