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


class FailureCode(StrEnum):
    """Every `code` of a SendFailure; each has a sentence for people in every language."""

    PROVIDER_UNREACHABLE = "PROVIDER_UNREACHABLE"
    PROVIDER_SILENT = "PROVIDER_SILENT"
    PROVIDER_UNCLEAR = "PROVIDER_UNCLEAR"
    PROVIDER_BUSY = "PROVIDER_BUSY"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"
    RATE_LIMITED = "PROVIDER_RATE_LIMITED"
    PAIR_RATE_LIMITED = "PAIR_RATE_LIMITED"
    SPAM_LIMITED = "SPAM_LIMITED"
    CREDENTIALS_INVALID = "CREDENTIALS_INVALID"
    PERMISSION_MISSING = "PROVIDER_PERMISSION_MISSING"
    ACCOUNT_RESTRICTED = "ACCOUNT_RESTRICTED"
    PAYMENT_PROBLEM = "PROVIDER_PAYMENT_PROBLEM"
    NUMBER_UNUSABLE = "NUMBER_UNUSABLE"
    NUMBER_MAINTENANCE = "NUMBER_MAINTENANCE"
    NUMBER_DISCONNECTED = "NUMBER_DISCONNECTED"
    RECIPIENT_MISSING = "RECIPIENT_MISSING"
    RECIPIENT_UNREACHABLE = "RECIPIENT_UNREACHABLE"
    RECIPIENT_IS_SENDER = "RECIPIENT_IS_SENDER"
    RECIPIENT_NOT_ALLOWED = "RECIPIENT_NOT_ALLOWED"
    RECIPIENT_INCAPABLE = "RECIPIENT_INCAPABLE"
    RECIPIENT_IDENTITY_CHANGED = "RECIPIENT_IDENTITY_CHANGED"
    PHONE_REQUIRED = "PHONE_REQUIRED"
    COUNTRY_NOT_ALLOWED = "COUNTRY_NOT_ALLOWED"
    OPTED_OUT_AT_PROVIDER = "OPTED_OUT_AT_PROVIDER"
    MARKETING_LIMITED = "MARKETING_LIMITED"
    IN_EXPERIMENT = "RECIPIENT_IN_EXPERIMENT"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    MESSAGE_INVALID = "MESSAGE_INVALID"
    MESSAGE_NOT_SUPPORTED = "MESSAGE_NOT_SUPPORTED"
    MEDIA_UNUSABLE = "MEDIA_UNUSABLE"
    TEMPLATE_MISSING = "TEMPLATE_MISSING"
    TEMPLATE_PARAMETERS = "TEMPLATE_PARAMETERS_WRONG"
    TEMPLATE_TOO_LONG = "TEMPLATE_TOO_LONG"
    TEMPLATE_REFUSED = "TEMPLATE_REFUSED"
    TEMPLATE_PAUSED = "TEMPLATE_PAUSED"
    TEMPLATE_DISABLED = "TEMPLATE_DISABLED"
    FLOW_UNAVAILABLE = "WHATSAPP_FLOW_UNAVAILABLE"
    CALL_REFUSED = "CALL_REFUSED"
    NEEDS_ADMINISTRATOR = "PROVIDER_NEEDS_ADMINISTRATOR"
    LICENCE_REQUIRED = "LICENCE_REQUIRED"


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
