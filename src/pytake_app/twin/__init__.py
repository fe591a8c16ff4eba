"""What stands in for WhatsApp in the demo, in tests and in benchmarks, over real HTTP."""

from pytake_app.twin.faults import Fault, FaultKind, Match
from pytake_app.twin.phone import CannotSay, SaidMedia
from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings, TwinTemplate
from pytake_app.twin.shown import Choice, PhoneEvent
from pytake_app.twin.state import AcceptedSend

__all__ = [
    "AcceptedSend",
    "Behaviour",
    "CannotSay",
    "Choice",
    "CloudTwin",
    "Fault",
    "FaultKind",
    "Match",
    "PhoneEvent",
    "SaidMedia",
    "TwinNumber",
    "TwinSettings",
    "TwinTemplate",
]
