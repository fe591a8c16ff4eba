"""The language of texts, for those who keep texts of their own."""

from collections.abc import Mapping, Sequence

from pytake_domain.flows.expressions import Names, RenderFailed, TemplateWrong, template
from pytake_domain.kernel.errors import Invalid, Problem


class LiquidTexts:
    """See routing's Texts: the same language as in flows, with the same limits."""

    def check(self, field: str, text: str, names: tuple[str, ...]) -> None:
        """See the port."""
        try:
            uses = template(text).uses
        except TemplateWrong as error:
            params: dict[str, str | int] = {"line": error.line, "column": error.column, "detail": error.detail[:120]}
            raise Invalid(Problem(field=field, code="text_wrong", params=params)) from error
        for use in uses:
            if use.path and use.path[0] not in names:
                raise Invalid(Problem(field=field, code="text_unknown_name", params={"name": ".".join(use.path)[:80]}))

    def uses(self, text: str) -> Sequence[tuple[str, ...]]:
        """See the port."""
        return [tuple(str(part) for part in use.path) for use in template(text).uses]

    def fill(self, field: str, text: str, values: Mapping[str, object], *, language: str) -> str:
        """See the port."""
        try:
            return template(text).render(Names({**values, "language": language}))
        except (TemplateWrong, RenderFailed) as error:
            raise Invalid(Problem(field=field, code="text_failed")) from error
