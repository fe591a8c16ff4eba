"""The Graph API's errors as it writes them: in an answer, and in a failed status."""

import base64
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from pytake_app.twin.http import Answer

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
UNKNOWN_OBJECT = 33


class _Known(NamedTuple):
    status: int
    title: str
    details: str = ""


KNOWN: Mapping[int, _Known] = MappingProxyType(
    {
        0: _Known(401, "AuthException"),
        1: _Known(400, "An unknown error occurred"),
        2: _Known(503, "Service temporarily unavailable"),
        3: _Known(500, "Application does not have the capability to make this API call."),
        4: _Known(400, "Application request limit reached"),
        10: _Known(403, "Application does not have permission for this action"),
        33: _Known(400, "Parameter value is not valid", "The business phone number has been deleted."),
        100: _Known(400, "Invalid parameter"),
        104: _Known(401, "An access token is required to request this resource."),
        190: _Known(401, "Invalid OAuth access token - Cannot parse access token"),
        368: _Known(403, "Temporarily blocked for policies violations"),
        80007: _Known(400, "Rate limit issues", "WABA management call limit"),
        130429: _Known(400, "Rate limit hit", "Cloud API message throughput has been reached."),
        130472: _Known(
            400,
            "User's number is part of an experiment",
            "Failed to send message because this user's phone number is part of an experiment",
        ),
        130497: _Known(403, "Business account is restricted from messaging users in this country."),
        131000: _Known(500, "Something went wrong"),
        131005: _Known(403, "Access denied"),
        131008: _Known(400, "Required parameter is missing"),
        131009: _Known(400, "Parameter value is not valid"),
        131016: _Known(500, "Service unavailable"),
        131021: _Known(400, "Recipient cannot be sender", "Recipient phone number cannot be the sender's."),
        131026: _Known(400, "Message undeliverable", "Message undeliverable"),
        131031: _Known(403, "Business Account locked"),
        131042: _Known(400, "Business eligibility payment issue"),
        131045: _Known(500, "Incorrect certificate"),
        131047: _Known(400, "Re-engagement message", "Customer outside 24 hour window"),
        131048: _Known(400, "Spam rate limit hit"),
        131049: _Known(400, "This message was not delivered to maintain healthy ecosystem engagement."),
        131050: _Known(400, "User has stopped marketing messages from this business"),
        131051: _Known(400, "Unsupported message type"),
        131052: _Known(400, "Media download error"),
        131053: _Known(400, "Media upload error"),
        131056: _Known(
            400,
            "(Business Account, Consumer Account) pair rate limit hit",
            "Too many messages to the same recipient",
        ),
        131057: _Known(500, "Account in maintenance mode"),
        131062: _Known(400, "Business-scoped User ID (BSUID) recipients are not supported for this message"),
        132000: _Known(400, "Number of parameters does not match the expected number of params"),
        132001: _Known(404, "Template name does not exist in the translation"),
        132005: _Known(400, "Translated text too long"),
        132007: _Known(400, "Template content policy violated"),
        132012: _Known(400, "Parameter format does not match format in the created template"),
        132015: _Known(400, "Template is paused", "Template paused for low quality"),
        132016: _Known(400, "Template is disabled", "Template disabled for low quality"),
        133004: _Known(503, "Server temporarily unavailable"),
        133010: _Known(400, "Phone number not registered", "The account is not registered"),
    }
)
_PLAIN = frozenset({0, 104, 190})
_PASSING = frozenset({2})
_UNLISTED = _Known(400, "Unknown error")


class GraphError(Exception):
    """A refusal of the Graph API; `details` say what exactly was wrong, `status` where it differs from the usual one."""

    def __init__(self, code: int, details: str = "", *, status: int = 0, subcode: int = 0, message: str = "") -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
        self.status = status
        self.subcode = subcode
        self.message = message

    def answer(self) -> Answer:
        """The HTTP answer."""
        known = KNOWN.get(self.code, _UNLISTED)
        title = self.message or known.title
        error: dict[str, Any] = {
            "message": title if self.code in _PLAIN or self.subcode == UNKNOWN_OBJECT else f"(#{self.code}) {title}",
            "type": "OAuthException",
            "code": self.code,
        }
        if details := self.details or known.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.code in _PASSING:
            error["is_transient"] = True
        error["fbtrace_id"] = "A" + base64.urlsafe_b64encode(os.urandom(16))[:22].decode()
        return Answer(msgspec.json.encode({"error": error}), status=self.status or known.status)


def in_status(code: int) -> dict[str, Any]:
    """The error as a failed status carries it."""
    known = KNOWN.get(code, _UNLISTED)
    details = known.details or known.title
    return {
        "code": code,
        "title": known.title,
        "message": known.title,
        "error_data": {"details": details},
        "href": HREF,
    }


def missing(parameter: str) -> GraphError:
    """A required parameter was not given."""
    return GraphError(100, message=f"The parameter {parameter} is required.")


def invalid(details: str) -> GraphError:
    """A parameter has a value that can't be."""
    return GraphError(131009, details)


def no_such_object(object_id: str, method: str = "get") -> GraphError:
    """Nothing of this id, or nothing this token may see."""
    return GraphError(
        100,
        subcode=UNKNOWN_OBJECT,
        message=f"Unsupported {method} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
    )
