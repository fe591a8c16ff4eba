"""The model checker: what can be proved of a flow before anybody runs it, each doubt with the shortest way that leads to it."""

from pytake_domain.flows.checker.known import Known
from pytake_domain.flows.checker.prove import prove

__all__ = ["Known", "prove"]
