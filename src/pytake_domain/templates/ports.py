"""What templates need from outside."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import NumberId, TemplateId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.templates.template import MessageTemplate
from pytake_domain.whatsapp import ApiType, ByteSource, NumberRepository, OpenNumber, SendFailure


class RemoteTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template as its provider lists it; words are the provider's."""

    provider_id: str
    name: str
    language: str
    status: str
    category: str
    components: tuple[dict[str, Any], ...]
    parameter_format: str = "POSITIONAL"
    quality: str | None = None
    reason: str = ""
    ttl_seconds: int | None = None


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider said to a new template; it may have put it into another category at once."""

    provider_id: str
    status: str
    category: str


class TemplateGateway(Protocol):
    """Templates at a provider. Refusals are values."""

    async def create(self, via: OpenNumber, template: MessageTemplate) -> Submitted | SendFailure:
        """Hand a new one in."""
        ...

    async def edit(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        """Replace the components of one that the provider has."""
        ...

    async def remove(self, via: OpenNumber, template: MessageTemplate) -> SendFailure | None:
        """Delete this language of it; one that is gone already is no failure."""
        ...

    async def find(self, via: OpenNumber, name: str, language: str) -> RemoteTemplate | SendFailure | None:
        """The one of this name and language, if the provider has it."""
        ...

    async def all(self, via: OpenNumber) -> Sequence[RemoteTemplate] | SendFailure:
        """Every template of the number's account."""
        ...

    async def sample(self, via: OpenNumber, source: ByteSource, *, mime_type: str) -> str | SendFailure:
        """Hand over the example of a media header; the handle that names it in a template."""
        ...


class TemplateGateways(Protocol):
    """Which gateway belongs to which kind of number."""

    def of(self, api_type: ApiType) -> TemplateGateway | None:
        """None when that provider has no templates."""
        ...


class TemplateFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of templates is narrowed to; `text` is looked for in names."""

    status: str | None = None
    category: str | None = None
    language: str | None = None
    number_id: NumberId | None = None
    business_account_id: str | None = None
    text: str | None = None


class TemplateUse(msgspec.Struct, frozen=True, kw_only=True):
    """What sends a template: a published `flow` or a `campaign` that is to go on, by its id and name, or a `scheduled_message`
    that waits for its time, by its id and who planned it.
    """

    kind: str
    id: UUID
    name: str


class TemplateRepository(Protocol):
    """Templates of one tenant, inside a work."""

    async def add(self, template: MessageTemplate) -> None:
        """Raises TemplateNameTaken."""
        ...

    async def get(self, template_id: TemplateId) -> MessageTemplate:
        """Raises TemplateNotFound."""
        ...

    async def save(self, template: MessageTemplate) -> None:
        """Raises StaleVersion when somebody saved it since."""
        ...

    async def remove(self, template_id: TemplateId) -> None:
        """Forget a draft. Raises TemplateNotFound."""
        ...

    async def by_name(self, account: str, name: str, language: str) -> MessageTemplate | None:
        """The one of this name and language that is not deleted."""
        ...

    async def of_account(self, account: str) -> Sequence[MessageTemplate]:
        """All of an account, deleted ones left out."""
        ...

    async def knows_account(self, account: str) -> bool:
        """Is any template of this account stored, so that one that is missing is really missing?"""
        ...

    async def page(self, wanted: TemplateFilter, request: PageRequest) -> Page[MessageTemplate]:
        """By name unless the request says otherwise; deleted ones only when asked for by status."""
        ...

    async def uses(self, template: MessageTemplate) -> Sequence[TemplateUse]:
        """What would send it: flows by name, then messages by their time; at most a hundred of each."""
        ...


class TemplateWork(Protocol):
    """The part of a work that templates use."""

    @property
    def templates(self) -> TemplateRepository:
        """Templates."""
        ...

    @property
    def numbers(self) -> NumberRepository:
        """Numbers."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...


class OpenTemplateWork(Protocol):
    """Opens a work of one tenant."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[TemplateWork]:
        """See OpenWork."""
        ...


class SampleSource(Protocol):
    """Where the bytes of a header's example are."""

    async def open(self, tenant_id: TenantId, media_id: str) -> tuple[ByteSource, str]:
        """The bytes and their MIME type. Raises NotFound."""
        ...
