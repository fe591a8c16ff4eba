"""What happens to templates."""

from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TemplateId


class TemplateStateChanged(Event, frozen=True, kw_only=True, tag=True):
    """Its status, quality, category or text changed: `change` says which, `value` to what; the reason is the provider's."""

    kept = True
    template_id: TemplateId
    name: str
    language: str
    change: str
    value: str

    @property
    def subject(self) -> UUID:
        """The template."""
        return self.template_id
