"""A contact: a person reached through a set of addresses."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from pytake_domain.contacts.address import Address, AddressKind
from pytake_domain.contacts.errors import MergeRefused
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.text import Language

AttributeValue: TypeAlias = str | int | float | bool | None

MARKETING = "marketing"
"""The purpose that opting in and out are about."""


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody last said of one purpose, when, and how that is known."""

    given: bool
    at: dt.datetime
    source: str


STAYS_UNREACHABLE = dt.timedelta(days=7)
"""After this it is tried again: people install WhatsApp, and some refusals have other reasons."""


class Unreachable(msgspec.Struct, frozen=True, kw_only=True):
    """A provider said that nobody takes messages there: when, and which kind of provider."""

    at: dt.datetime
    source: str


class KnownAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An address of a contact; those that were replaced stay, so that late news still finds the person."""

    address: Address
    current: bool = True
    unreachable: Unreachable | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A person: addresses, name, what the company knows, and what they agreed to."""

    id: ContactId
    tenant_id: TenantId
    created_at: dt.datetime
    updated_at: dt.datetime
    addresses: tuple[KnownAddress, ...] = ()
    name: str | None = None
    email: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    vip: bool = False
    tags: tuple[str, ...] = ()
    attributes: dict[str, AttributeValue] = {}
    opted_out_at: dt.datetime | None = None
    opted_in_at: dt.datetime | None = None
    opted_in_source: str | None = None
    blocked: bool = False
    purposes: dict[str, Consent] = {}
    merged_into: ContactId | None = None
    deleted_at: dt.datetime | None = None
    version: int = 1

    @property
    def phone(self) -> str | None:
        """The present telephone number, E.164; None for people known by other addresses only."""
        return next(
            (k.address.value for k in self.addresses if k.current and k.address.kind is AddressKind.PHONE), None
        )

    @property
    def opted_in(self) -> bool:
        """May marketing reach this person? Opting out after opting in wins."""
        if self.opted_out_at is None:
            return self.opted_in_at is not None
        return self.opted_in_at is not None and self.opted_in_at > self.opted_out_at

    @property
    def opted_out(self) -> bool:
        """Did this person say no to marketing, and nothing since?"""
        return self.opted_out_at is not None and not self.opted_in

    def unreachable(self, at: dt.datetime) -> Unreachable | None:
        """Did a provider say lately that none of the present addresses takes messages on WhatsApp? The latest word of it."""
        said = [k.unreachable for k in self.addresses if k.current and k.address.finds]
        latest = max((word for word in said if word is not None), key=lambda word: word.at, default=None)
        return latest if None not in said and latest is not None and at - latest.at < STAYS_UNREACHABLE else None

    def not_reached(self, source: str, at: dt.datetime) -> "Contact":
        """A provider of this kind has just said that nobody is reached at the present addresses."""
        word = Unreachable(at=at, source=source)
        known = tuple(
            msgspec.structs.replace(k, unreachable=word) if k.current and k.address.finds else k for k in self.addresses
        )
        return msgspec.structs.replace(self, addresses=known, updated_at=at)

    def reached(self, at: dt.datetime) -> "Contact":
        """A message came, in either direction, or somebody wants it tried again: what was said before is no longer true."""
        if all(k.unreachable is None for k in self.addresses):
            return self
        known = tuple(msgspec.structs.replace(k, unreachable=None) for k in self.addresses)
        return msgspec.structs.replace(self, addresses=known, updated_at=at)

    def opt_out(self, at: dt.datetime) -> "Contact":
        """No marketing from now on. Service messages go on."""
        return msgspec.structs.replace(self, opted_out_at=at, updated_at=at)

    def opt_in(self, source: str, at: dt.datetime) -> "Contact":
        """Marketing is welcome; the source is the proof."""
        return msgspec.structs.replace(self, opted_in_at=at, opted_in_source=source, updated_at=at)

    @property
    def consents(self) -> dict[str, Consent]:
        """What they last said of each purpose, marketing among them."""
        if self.opted_out and self.opted_out_at is not None:
            return {MARKETING: Consent(given=False, at=self.opted_out_at, source=""), **self.purposes}
        if self.opted_in and self.opted_in_at is not None:
            source = self.opted_in_source or ""
            return {MARKETING: Consent(given=True, at=self.opted_in_at, source=source), **self.purposes}
        return dict(self.purposes)

    def consent(self, purpose: str, *, given: bool, source: str, at: dt.datetime) -> "Contact":
        """They agreed to a purpose, or took that back."""
        if purpose == MARKETING:
            return self.opt_in(source, at) if given else self.opt_out(at)
        said = Consent(given=given, at=at, source=source)
        return msgspec.structs.replace(self, purposes={**self.purposes, purpose: said}, updated_at=at)

    def forget(self, at: dt.datetime) -> "Contact":
        """Deleted: nothing is left of the person but the id that their conversations hang on.

        Of somebody who opted out or is blocked the addresses stay as well, so that the no is still known when they write again or
        come with another file.
        """
        refused = self.opted_out or self.blocked
        return Contact(
            id=self.id,
            tenant_id=self.tenant_id,
            created_at=self.created_at,
            updated_at=at,
            addresses=self.addresses if refused else (),
            opted_out_at=self.opted_out_at if self.opted_out else None,
            blocked=self.blocked,
            deleted_at=at,
            version=self.version,
        )

    def know(self, addresses: Sequence[Address], at: dt.datetime) -> "Contact":
        """Add addresses seen beside known ones; a kind that was there with another value stays as former."""
        present = {k.address for k in self.addresses if k.current}
        fresh = tuple(dict.fromkeys(a for a in addresses if a not in present))
        if not fresh:
            return self
        kinds = {a.kind for a in fresh}
        kept = [
            msgspec.structs.replace(k, current=k.current and (k.address in addresses or k.address.kind not in kinds))
            for k in self.addresses
            if k.address not in fresh
        ]
        known = (*kept, *(KnownAddress(address=a) for a in fresh))
        return msgspec.structs.replace(self, addresses=known, updated_at=at)

    def tag(self, *tags: str, at: dt.datetime) -> "Contact":
        """Add tags, keeping their order, each once."""
        return msgspec.structs.replace(self, tags=tuple(dict.fromkeys((*self.tags, *tags))), updated_at=at)

    def untag(self, *tags: str, at: dt.datetime) -> "Contact":
        """Take tags away."""
        return msgspec.structs.replace(self, tags=tuple(t for t in self.tags if t not in tags), updated_at=at)

    def set_attribute(self, name: str, value: AttributeValue, at: dt.datetime) -> "Contact":
        """Set one custom attribute."""
        return msgspec.structs.replace(self, attributes={**self.attributes, name: value}, updated_at=at)


def merge(into: Contact, other: Contact, at: dt.datetime) -> tuple[Contact, Contact]:
    """Make two contacts one: the first gains addresses, tags and what it did not know; the second points to it.

    The stricter answer holds for consent. Raises MergeRefused for a contact with itself or a merged one.
    """
    if into.id == other.id or into.merged_into or other.merged_into or into.deleted_at or other.deleted_at:
        raise MergeRefused
    mine = {k.address for k in into.addresses}
    kinds = {k.address.kind for k in into.addresses if k.current}
    gained = tuple(
        msgspec.structs.replace(k, current=k.current and k.address.kind not in kinds)
        for k in other.addresses
        if k.address not in mine
    )
    out = into.opted_out_at
    if other.opted_out and other.opted_out_at is not None:
        out = max(other.opted_out_at, out or other.opted_out_at)
    agreed = into.opted_in_at is not None and not (into.opted_out or other.opted_out)
    kept = msgspec.structs.replace(
        into,
        addresses=(*into.addresses, *gained),
        name=into.name or other.name,
        email=into.email or other.email,
        language=into.language or other.language,
        time_zone=into.time_zone or other.time_zone,
        vip=into.vip or other.vip,
        tags=tuple(dict.fromkeys((*into.tags, *other.tags))),
        attributes={**other.attributes, **into.attributes},
        opted_out_at=out,
        opted_in_at=into.opted_in_at if agreed else None,
        opted_in_source=into.opted_in_source if agreed else None,
        blocked=into.blocked or other.blocked,
        purposes=_stricter(into.purposes, other.purposes),
        updated_at=at,
    )
    return kept, msgspec.structs.replace(other, addresses=(), merged_into=into.id, updated_at=at)


def _stricter(mine: dict[str, Consent], theirs: dict[str, Consent]) -> dict[str, Consent]:
    """Of each purpose the latest no, else what was said by the first."""
    held = {**theirs, **mine}
    for purpose, said in theirs.items():
        if not said.given and (held[purpose].given or held[purpose].at < said.at):
            held[purpose] = said
    return held


_MERGED = (
    "name",
    "email",
    "language",
    "time_zone",
    "vip",
    "tags",
    "attributes",
    "opted_out_at",
    "opted_in_at",
    "opted_in_source",
    "blocked",
    "purposes",
)


def part(
    present: Contact, gone: Contact, *, before: tuple[Contact, Contact], at: dt.datetime
) -> tuple[Contact, Contact]:
    """The way back from `merge`: the contact that was kept and the merged one, each its own again.

    `before` are both as they were. What the merge gave the first is taken back unless it changed since; a no that was said
    since holds for both. Raises MergeRefused when the first is merged into another by now.
    """
    first, second = before
    if present.merged_into is not None or gone.merged_into != present.id:
        raise MergeRefused
    merged, _ = merge(first, second, at)
    theirs = {k.address for k in second.addresses} - {k.address for k in first.addresses}
    taken_back = {name: getattr(first, name) for name in _MERGED if getattr(present, name) == getattr(merged, name)}
    known = tuple(k for k in present.addresses if k.address not in theirs)
    kept = msgspec.structs.replace(present, **taken_back, addresses=known, updated_at=at)
    out = second.opted_out_at if "opted_out_at" in taken_back else present.opted_out_at
    blocked = second.blocked or (present.blocked and not merged.blocked)
    own = msgspec.structs.replace(second, opted_out_at=out, blocked=blocked, version=gone.version, updated_at=at)
    return kept, own
