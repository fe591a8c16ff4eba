"""What is wrong with a flow, and where."""

from enum import StrEnum

import msgspec

from pytake_domain.kernel import errors


class Severity(StrEnum):
    """An error keeps a flow from being published; a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


class FlowProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong: with which node (None: the flow itself), which field of its data, which rule, and its numbers.

    `path` is the shortest way that leads to it, as node ids, where a way was looked for.
    """

    code: str
    node_id: str | None = None
    field: str = ""
    params: dict[str, str | int] = {}
    severity: Severity = Severity.ERROR
    path: tuple[str, ...] = ()

    def as_problem(self) -> errors.Problem:
        """For the error envelope: the node becomes part of the field's path."""
        path = (
            [part for part in ("nodes", self.node_id, self.field) if part] if self.node_id else [self.field or "flow"]
        )
        return errors.Problem(field=".".join(path), code=self.code, params=self.params)
