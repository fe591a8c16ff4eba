"""Whether the providers of the company's numbers can say what a flow says."""

from collections.abc import Iterator, Mapping

from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.whatsapp import Can, Capabilities, Support

_UNKNOWN = Can(support=Support.NO, reason="unknown_kind")


def provider(paths: Paths, capabilities: Mapping[str, Capabilities] | None) -> Iterator[FlowProblem]:
    """An error where no number of the company can say it, a warning where some can't."""
    for node_id, data in paths.nodes.items() if capabilities else ():
        for kind in dict.fromkeys(saying.kind for saying in data.sends()):
            found = {name: table.contents.get(kind, _UNKNOWN) for name, table in (capabilities or {}).items()}
            cannot = {name: can.reason for name, can in found.items() if can.support is Support.NO}
            if cannot:
                yield FlowProblem(
                    code="provider_cannot",
                    node_id=node_id,
                    params={
                        "kind": kind,
                        "providers": ", ".join(sorted(cannot)),
                        "reason": next(iter(cannot.values())),
                    },
                    severity=Severity.ERROR if len(cannot) == len(found) else Severity.WARNING,
                    path=paths.to(node_id),
                )
