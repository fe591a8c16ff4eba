"""Prompts: instructions that a company writes once, with variables, for its people to ask by."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import PromptId, TenantId

NAME_MOST, TEXT_MOST, VARIABLES_MOST, VALUE_MOST = 80, 8_000, 20, 2_000
PROMPTS_MOST = 200
GIVEN = ("company", "contact", "agent", "language")
"""Variables that are there by themselves."""
_VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is in the language of texts; its variables are those declared and those of `GIVEN`."""

    id: PromptId
    tenant_id: TenantId
    name: str
    text: str
    created_at: dt.datetime
    updated_at: dt.datetime
    description: str = ""
    variables: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        problems = []
        for field, value, most in (("name", self.name, NAME_MOST), ("text", self.text, TEXT_MOST)):
            if not value.strip() or len(value) > most:
                problems.append(Problem(field=field, code="length", params={"least": 1, "most": most}))
        if len(self.description) > VALUE_MOST:
            problems.append(Problem(field="description", code="too_long", params={"most": VALUE_MOST}))
        if len(self.variables) > VARIABLES_MOST:
            problems.append(Problem(field="variables", code="too_many", params={"most": VARIABLES_MOST}))
        if len(set(self.variables)) < len(self.variables):
            problems.append(Problem(field="variables", code="not_unique"))
        problems += [
            Problem(field=f"variables.{place}", code="not_a_variable", params={"name": name[:40]})
            for place, name in enumerate(self.variables)
            if not _VARIABLE.fullmatch(name) or name in GIVEN
        ]
        if problems:
            raise Invalid(*problems)

    def taken(self, values: Mapping[str, str]) -> None:
        """Raises Invalid for a value that is missing, not declared, or too long."""
        problems = [Problem(field=f"variables.{n}", code="required") for n in self.variables if n not in values]
        problems += [
            Problem(field=f"variables.{n[:40]}", code="unknown_field") for n in values if n not in self.variables
        ]
        problems += [
            Problem(field=f"variables.{n[:40]}", code="too_long", params={"most": VALUE_MOST})
            for n, value in values.items()
            if len(value) > VALUE_MOST
        ]
        if problems:
            raise Invalid(*problems)


class PromptTexts(Protocol):
    """The language of texts."""

    def check(self, field: str, text: str, names: tuple[str, ...]) -> None:
        """Raises Invalid for a mistake, and for a variable that begins with none of these names."""
        ...

    def fill(self, field: str, text: str, values: Mapping[str, object], *, language: str) -> str:
        """The text with its variables filled in. Raises Invalid when it comes to grief."""
        ...


class PromptRepository(Protocol):
    """Prompts of one tenant, inside a work."""

    async def all(self) -> Sequence[Prompt]:
        """By name."""
        ...

    async def get(self, prompt_id: PromptId) -> Prompt:
        """Raises PromptNotFound."""
        ...

    async def add(self, prompt: Prompt) -> None:
        """Raises PromptNameTaken."""
        ...

    async def save(self, prompt: Prompt) -> None:
        """Raises StaleVersion, PromptNameTaken."""
        ...

    async def remove(self, prompt_id: PromptId) -> None:
        """Raises PromptNotFound."""
        ...
