"""What a model may be offered to do: only what its task and the company's settings both allow."""

from collections.abc import Sequence
from typing import Any

from pytake_domain.ai.settings import TAG, TRANSFER
from pytake_domain.ai.talk import Tool
from pytake_domain.ai.task import Task
from pytake_domain.erp import SIGNATURES, Capability

_SAYS = {
    Capability.IDENTIFY: "Shows who the customer is, by CPF or CNPJ; needed before anything else is told of them.",
    Capability.FIND_CUSTOMERS: "Finds customers by document or phone.",
    Capability.LIST_CONTRACTS: "Lists a customer's contracts.",
    Capability.LIST_INVOICES: "Lists a customer's invoices: pending ones, or those of a state.",
    Capability.PAYMENT_OPTIONS: "Gives the second copy of an invoice: its line and its PIX code.",
    Capability.CONNECTION_STATUS: "Says whether a customer's lines are connected.",
    Capability.SIGNAL: "Says how strong a line's signal is.",
    Capability.OPEN_TICKET: "Opens a ticket.",
    Capability.LIST_TICKETS: "Lists a customer's tickets.",
    Capability.UPDATE_TICKET: "Adds to a ticket, or moves it on.",
    Capability.LIST_PLANS: "Lists the plans on sale.",
    Capability.CHANGE_PLAN: "Asks for another plan.",
    Capability.TRUST_UNLOCK: "Releases a blocked line in trust.",
}


def offered(
    task: Task, allowed: Sequence[str], erp: frozenset[Capability] | None, *, with_contact: bool
) -> dict[str, Tool]:
    """By name. Without a contact nobody's proof can be asked for, and so the ERP is not offered."""
    wanted = [name for name in task.tools if name in allowed]
    found: dict[str, Tool] = {}
    for name in wanted:
        if name == TRANSFER:
            found[name] = _tool(name, "Hands the customer over to a person.", required=("reason",))
        elif name in set(Capability) and with_contact and Capability(name) in (erp or ()):
            what = Capability(name)
            signature = SIGNATURES[what]
            found[name] = _tool(name, _SAYS[what], required=signature.required, optional=signature.optional)
    if task.tags and TAG in allowed:
        found[TAG] = _tool(TAG, "Tags the customer.", required=("tag",), tag=task.tags)
    return found


def _tool(
    name: str, says: str, *, required: Sequence[str] = (), optional: Sequence[str] = (), tag: Sequence[str] = ()
) -> Tool:
    properties: dict[str, Any] = {each: {"type": "string"} for each in (*required, *optional)}
    if tag:
        properties["tag"] = {"type": "string", "enum": list(tag)}
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return Tool(name=name, description=says, parameters=parameters)
