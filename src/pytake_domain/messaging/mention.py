"""Mentions in notes: `@[user id]` names a person of the company."""

import re
from uuid import UUID

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import UserId

MOST = 20
_MENTION = re.compile(r"@\[([^\[\]\s]{1,64})\]")


def mentioned(body: str) -> tuple[UserId, ...]:
    """Who is named, each once, in their order. Raises Invalid for what is no id, or too many."""
    found: dict[UserId, None] = {}
    for text in _MENTION.findall(body):
        try:
            found[UserId(UUID(text))] = None
        except ValueError as error:
            raise Invalid(Problem(field="body", code="mention_unknown")) from error
    if len(found) > MOST:
        raise Invalid(Problem(field="body", code="too_many", params={"most": MOST}))
    return tuple(found)
