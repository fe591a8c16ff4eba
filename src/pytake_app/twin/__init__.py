"""What stands in for WhatsApp in the demo, in tests and in benchmarks, over real HTTP."""

from pytake_app.twin.evolution.faults import EvolutionFault, EvolutionFaultKind
from pytake_app.twin.evolution.people import Person, Screen
from pytake_app.twin.evolution.phones import Act, File
from pytake_app.twin.evolution.server import EvolutionTwin
from pytake_app.twin.evolution.settings import EvolutionBehaviour, EvolutionSettings
from pytake_app.twin.faults import Fault, FaultKind, Match
from pytake_app.twin.phone import CannotSay, SaidMedia
from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings, TwinTemplate
from pytake_app.twin.shown import Choice, PhoneEvent
from pytake_app.twin.state import AcceptedSend

__all__ = [
    "AcceptedSend",
    "Act",
    "Behaviour",
    "CannotSay",
    "Choice",
    "CloudTwin",
    "EvolutionBehaviour",
    "EvolutionFault",
    "EvolutionFaultKind",
    "EvolutionSettings",
    "EvolutionTwin",
    "Fault",
    "FaultKind",
    "File",
    "Match",
    "Person",
    "PhoneEvent",
    "SaidMedia",
    "Screen",
    "TwinNumber",
    "TwinSettings",
    "TwinTemplate",
]
