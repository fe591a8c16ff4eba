"""What a company's questions may name, read from its store."""

from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.segments.checking import Ground


async def ground_of(work: PeopleWork) -> Ground:
    """Attributes, lists and segments as they are now, and whether an ERP is connected."""
    segments = await work.segments.all()
    return Ground(
        attributes={attribute.name: attribute for attribute in await work.attributes.all()},
        lists=await work.contact_lists.names(),
        segments={str(segment.id): segment.name for segment in segments},
        queries={str(segment.id): segment.query for segment in segments},
        erp=await work.segments.asks_erp(),
    )
