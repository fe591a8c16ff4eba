"""The part of a work that running flows uses: their own and messaging's."""

from typing import Protocol

from pytake_domain.erp import ErpParts
from pytake_domain.flows.ports import FlowsWork
from pytake_domain.messaging import MessagingWork
from pytake_domain.routing import DeskParts, RoutingParts


class RunWork(ErpParts, FlowsWork, RoutingParts, DeskParts, MessagingWork, Protocol):
    """Everything a step may change, in one transaction."""
