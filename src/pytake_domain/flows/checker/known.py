"""What is known about the company when a flow is checked."""

from collections.abc import Iterable, Mapping

import msgspec

from pytake_domain.flows.graph import Graph
from pytake_domain.flows.trigger import Trigger
from pytake_domain.whatsapp import Capabilities


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """`graphs` are published flows by their id, `capabilities` those of the active numbers' providers by name, `flow_id` the
    flow itself; None where nobody looked. `variables` have a value before the flow begins.
    """

    trigger: Trigger | None = None
    variables: Iterable[str] = ()
    graphs: Mapping[str, Graph] | None = None
    capabilities: Mapping[str, Capabilities] | None = None
    flow_id: str | None = None
