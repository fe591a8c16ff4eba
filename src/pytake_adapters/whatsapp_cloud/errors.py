"""The Cloud API's error codes as data: what each means to us, whether to try again, what else follows."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from pytake_domain.whatsapp import Consequence, FailureCode, SendFailure

A_FEW_TRIES = 3
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
LONGEST_CODE = 9


class Rule(msgspec.Struct, frozen=True):
    """What a provider's code means. `most_tries` 0: until the message is no longer useful; `retry_after` seconds."""

    code: FailureCode
    retryable: bool = False
    most_tries: int = 0
    consequence: Consequence = Consequence.NONE
    retry_after: float | None = None


def _retry(code: FailureCode, consequence: Consequence = Consequence.NONE, after: float | None = None) -> Rule:
    return Rule(code, retryable=True, consequence=consequence, retry_after=after)


def _retry_a_little(code: FailureCode) -> Rule:
    return Rule(code, retryable=True, most_tries=A_FEW_TRIES)


def _fail(code: FailureCode, consequence: Consequence = Consequence.NONE) -> Rule:
    return Rule(code, consequence=consequence)


def _all(codes: Iterable[int], rule: Rule) -> dict[int, Rule]:
    return dict.fromkeys(codes, rule)


_F, _C = FailureCode, Consequence
_ADMINISTRATOR = _fail(_F.NEEDS_ADMINISTRATOR)
_WRONG_PARAMETERS = _fail(_F.TEMPLATE_PARAMETERS, _C.STOP_TEMPLATE)
_OTHER_WAY = _fail(_F.MESSAGE_NOT_SUPPORTED)

RULES: Mapping[int, Rule] = MappingProxyType(
    {
        # Credentials and permissions
        **_all((0, 190), _fail(_F.CREDENTIALS_INVALID, _C.BREAK_CREDENTIALS)),
        **_all((3, 10, 131005, *range(200, 300)), _fail(_F.PERMISSION_MISSING, _C.BREAK_CREDENTIALS)),
        # The service itself
        1: _retry_a_little(_F.PROVIDER_BUSY),
        2: _retry(_F.PROVIDER_BUSY),
        131000: _retry_a_little(_F.PROVIDER_BUSY),
        **_all((131016, 133004), _retry(_F.PROVIDER_BUSY)),
        # Rates
        **_all((4, 613, 80007, 130429), _retry(_F.RATE_LIMITED, _C.SLOW_NUMBER)),
        131056: _retry(_F.PAIR_RATE_LIMITED, _C.SLOW_PAIR),
        131057: _retry(_F.NUMBER_MAINTENANCE, _C.SLOW_NUMBER, after=60),
        **_all((131048, 131064), _fail(_F.SPAM_LIMITED, _C.STOP_CAMPAIGNS)),
        # The number and its account
        **_all((33, 131037, 131045, 133010), _fail(_F.NUMBER_UNUSABLE, _C.STOP_NUMBER)),
        **_all((368, 131031), _fail(_F.ACCOUNT_RESTRICTED, _C.STOP_NUMBER)),
        **_all((131042, 131044), _fail(_F.PAYMENT_PROBLEM, _C.STOP_CAMPAIGNS)),
        **_all((133000, 133005, 133006, 133008, 133009, 133015, 133016, 134011), _ADMINISTRATOR),
        **_all(range(147001, 147006), _ADMINISTRATOR),
        **_all((2388012, 2388091, 2388093, 2388103, 2494100, 2593107, 2593108, 2593109), _ADMINISTRATOR),
        # The recipient
        131021: _fail(_F.RECIPIENT_IS_SENDER),
        131026: _fail(_F.RECIPIENT_UNREACHABLE, _C.MARK_DESTINATION),
        131030: _fail(_F.RECIPIENT_NOT_ALLOWED),
        130472: _fail(_F.IN_EXPERIMENT),
        130497: _fail(_F.COUNTRY_NOT_ALLOWED, _C.MARK_DESTINATION),
        131049: _fail(_F.MARKETING_LIMITED),
        131050: _fail(_F.OPTED_OUT_AT_PROVIDER, _C.OPT_OUT_MARKETING),
        131062: _fail(_F.PHONE_REQUIRED),
        137000: _fail(_F.RECIPIENT_IDENTITY_CHANGED),
        1026: _fail(_F.RECIPIENT_INCAPABLE),
        # The message
        131047: _fail(_F.WINDOW_CLOSED),
        **_all((100, 131008, 131009, 131020, 131041, 135000, 2040, 2046, 2047), _fail(_F.MESSAGE_INVALID)),
        **_all((131051, 131055, 131060), _OTHER_WAY),
        **_all((139200, 2388318, 2388330, 134100, 134101, 134102, 134103, 1752041), _OTHER_WAY),
        **_all((131014, 131052), _fail(_F.MEDIA_UNUSABLE)),
        131053: _retry_a_little(_F.MEDIA_UNUSABLE),
        131036: _retry_a_little(_F.MEDIA_UNUSABLE),
        # Templates
        **_all((132000, 132012, 132018), _WRONG_PARAMETERS),
        132001: _fail(_F.TEMPLATE_MISSING, _C.STOP_TEMPLATE),
        132005: _fail(_F.TEMPLATE_TOO_LONG),
        **_all((131063, 132007, 132008), _fail(_F.TEMPLATE_REFUSED, _C.STOP_TEMPLATE)),
        132015: _fail(_F.TEMPLATE_PAUSED, _C.STOP_TEMPLATE),
        132016: _fail(_F.TEMPLATE_DISABLED, _C.STOP_TEMPLATE),
        **_all(
            (2388019, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299),
            _fail(_F.TEMPLATE_REFUSED),
        ),
        # Forms and calls
        **_all((132068, 132069, *range(139000, 139005)), _fail(_F.FLOW_UNAVAILABLE)),
        **_all(range(138000, 138026), _fail(_F.CALL_REFUSED)),
    }
)

_UNKNOWN = _fail(FailureCode.PROVIDER_REFUSED)
_UNKNOWN_PASSING = _retry_a_little(FailureCode.PROVIDER_BUSY)


def failure_of(
    code: str, *, detail: str = "", status: int = 0, passing: bool = False, retry_after: float | None = None
) -> SendFailure:
    """What an error object means, of an answer or of a failed status: it proves that nothing was delivered.

    A code we do not know is tried again a few times when the provider calls it passing or blames its own server, or
    asks for patience with HTTP 429; otherwise it is final.
    """
    rule = RULES.get(int(code)) if code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE else None
    if rule is None:
        rule = unknown(status=status, passing=passing)
    return SendFailure(
        code=rule.code.value,
        retryable=rule.retryable,
        most_tries=rule.most_tries,
        provider_code=code or None,
        detail=detail,
        retry_after=(retry_after if retry_after is not None else rule.retry_after) if rule.retryable else None,
        consequence=rule.consequence,
    )


def unknown(*, status: int, passing: bool) -> Rule:
    """The rule for what has none."""
    if status == TOO_MANY_REQUESTS:
        return RULES[130429]
    return _UNKNOWN_PASSING if passing or status >= SERVER_ERROR else _UNKNOWN
