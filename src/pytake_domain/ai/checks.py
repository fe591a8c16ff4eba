"""What people ask models is looked at before anybody is asked; pure."""

from collections.abc import Sequence

from pytake_domain.ai import assisting
from pytake_domain.ai.asking import LONGEST_TEXT
from pytake_domain.ai.errors import AiTooLong
from pytake_domain.ai.task import Field, Label
from pytake_domain.kernel.errors import Invalid, Problem


def checked(field: str, text: str) -> None:
    """Raises Invalid for nothing, AiTooLong for too much."""
    if not text.strip():
        raise Invalid(Problem(field=field, code="required"))
    if len(text) > LONGEST_TEXT:
        raise AiTooLong(Problem(field=field, code="too_long", params={"most": LONGEST_TEXT}), allowed=LONGEST_TEXT)


def check_labels(labels: Sequence[Label]) -> None:
    """Two at least, each with a name of its own. Raises Invalid."""
    if len(labels) < 2:  # noqa: PLR2004  one is no choice
        raise Invalid(Problem(field="labels", code="required"))
    if len(labels) > assisting.LABELS_MOST:
        raise Invalid(Problem(field="labels", code="too_many", params={"most": assisting.LABELS_MOST}))
    if len({label.name for label in labels}) < len(labels):
        raise Invalid(Problem(field="labels", code="not_unique"))
    for place, label in enumerate(labels):
        if not 1 <= len(label.name.strip()) <= assisting.LABEL_LONGEST:
            params: dict[str, str | int] = {"least": 1, "most": assisting.LABEL_LONGEST}
            raise Invalid(Problem(field=f"labels.{place}.name", code="length", params=params))


def check_fields(fields: Sequence[Field]) -> None:
    """Of kinds that can be read. Raises Invalid."""
    if len(fields) > assisting.FIELDS_MOST:
        raise Invalid(Problem(field="fields", code="too_many", params={"most": assisting.FIELDS_MOST}))
    if len({field.name for field in fields}) < len(fields):
        raise Invalid(Problem(field="fields", code="not_unique"))
    for place, field in enumerate(fields):
        if not field.name.isidentifier() or len(field.name) > assisting.LABEL_LONGEST:
            params: dict[str, str | int] = {"name": field.name[:40]}
            raise Invalid(Problem(field=f"fields.{place}.name", code="not_a_variable", params=params))
        if field.kind not in ("text", "number", "boolean", "date"):
            raise Invalid(Problem(field=f"fields.{place}.kind", code="not_one_of"))
