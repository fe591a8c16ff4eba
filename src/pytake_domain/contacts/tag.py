"""Tags: words that a company sorts its people by."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TagId, TenantId

TAGS_MOST = 50
TAG_LONGEST = 60


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A word, and how many contacts bear it."""

    id: TagId
    name: str
    used: int = 0


def tag_id(tenant_id: TenantId, name: str) -> TagId:
    """The same for the same word, so that tags that came with flows and imports have one as well."""
    digest = hashlib.blake2b(tenant_id.bytes + name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return TagId(UUID(bytes=digest, version=5))


def clean_contact_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each once, without spaces around. Raises Invalid for none, too many, or one that is too long."""
    clean = tuple(dict.fromkeys(tag.strip() for tag in tags))
    if len(clean) > TAGS_MOST:
        raise Invalid(Problem(field="tags", code="too_many", params={"most": TAGS_MOST}))
    if not clean:
        raise Invalid(Problem(field="tags", code="required"))
    if any(not tag or len(tag) > TAG_LONGEST for tag in clean):
        raise Invalid(Problem(field="tags", code="length", params={"least": 1, "most": TAG_LONGEST}))
    return clean
