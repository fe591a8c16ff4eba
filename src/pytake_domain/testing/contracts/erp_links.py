"""What the domain relies on from whoever keeps whose customer a contact is."""

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import Address, AddressKind, MergeRecord
from pytake_domain.erp import ErpLink, LinkedBy, OutageAt
from pytake_domain.testing.builders import AT, a_sighting
from pytake_domain.testing.contracts.erp_store import a_connection, a_customer, linked
from pytake_domain.testing.contracts.ground import OnGround, Place


class ErpLinksContract(OnGround):
    """By phone, by hand, taken back; when contacts are deleted or are one person."""

    async def test_a_contact_is_linked_by_a_phone_that_is_one_customers(self, place: Place) -> None:
        national = _phone(place)
        customers = [a_customer("1", phones=(national,)), a_customer("2")]
        async with place.work() as work:
            await work.erp_records.put_customers("memory", customers, AT)
            await work.erp_records.link_by_phone("memory", customers, AT)
            found = await work.erp_records.link(place.contact.id)
            assert found is not None
            assert (found.customer_id, found.by, found.proven_at) == ("1", LinkedBy.PHONE, None)
            assert [k.contact_id for k in await work.erp_records.links_of("memory", "1")] == [place.contact.id]

    async def test_a_phone_of_two_customers_links_nobody(self, place: Place) -> None:
        customers = [a_customer(own, phones=(_phone(place),)) for own in ("1", "2")]
        async with place.work() as work:
            await work.erp_records.put_customers("memory", customers, AT)
            await work.erp_records.link_by_phone("memory", customers, AT)
            assert await work.erp_records.link(place.contact.id) is None

    async def test_a_link_that_is_known_is_not_changed_by_a_phone(self, place: Place) -> None:
        known = await linked(place, "9")
        customers = [a_customer("1", phones=(_phone(place),))]
        async with place.work() as work:
            await work.erp_records.put_customers("memory", customers, AT)
            await work.erp_records.link_by_phone("memory", customers, AT)
            assert await work.erp_records.link(place.contact.id) == known
            await work.erp_records.remove_link(place.contact.id)
            assert await work.erp_records.link(place.contact.id) is None

    async def test_whoever_comes_after_the_sweep_is_found_by_the_phones_it_left(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1", phones=(_phone(place),))], AT)
            assert await work.erp_records.link_contacts([], AT) == []
            (made,) = await work.erp_records.link_contacts([place.contact.id], AT)
            assert (made.contact_id, made.customer_id, made.by) == (place.contact.id, "1", LinkedBy.PHONE)
            assert await work.erp_records.link(place.contact.id) == made
            assert await work.erp_records.link_contacts(None, AT) == []

    async def test_everybody_is_found_at_once_and_the_preferred_erp_has_the_word(self, place: Place) -> None:
        theirs = [a_customer("1", phones=(_phone(place),))]
        async with place.work() as work:
            for erp, preferred in (("alpha", False), ("memory", True)):
                await work.erp_connections.put(a_connection(place.tenant.id, erp_type=erp, preferred=preferred))
                await work.erp_records.put_customers(erp, theirs, AT)
            assert [link.erp_type for link in await work.erp_records.link_contacts(None, AT)] == ["memory"]

    async def test_a_phone_that_was_given_up_links_nobody(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1", phones=(_phone(place),))], AT)
            await work.erp_records.put_customers("memory", [a_customer("1", phones=("11900000009",))], AT)
            assert await work.erp_records.link_contacts(None, AT) == []
            await work.erp_records.put_customers("memory", [a_customer("1", phones=(_phone(place),))], AT)
            await work.erp_records.put_customers("memory", [a_customer("2", phones=(_phone(place),))], AT)
            assert await work.erp_records.link_contacts(None, AT) == []

    async def test_whom_a_person_unlinked_no_phone_links_again(self, place: Place) -> None:
        theirs = [a_customer("1", phones=(_phone(place),))]
        async with place.work() as work:
            await work.erp_records.put_customers("memory", theirs, AT)
            await work.erp_records.link_contacts(None, AT)
            await work.erp_records.remove_link(place.contact.id)
            await work.erp_records.link_by_phone("memory", theirs, AT)
            assert await work.erp_records.link_contacts(None, AT) == []
        known = await linked(place)
        async with place.work() as work:
            assert await work.erp_records.link(place.contact.id) == known

    async def test_of_a_deleted_contact_nothing_is_left_that_an_erp_told(self, place: Place) -> None:
        await linked(place)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1", phones=(_phone(place),))], AT)
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())
            contact = await work.contacts.get(place.contact.id)
            await work.contacts.save(replace(contact, opted_out_at=AT).forget(AT))
        async with place.work() as work:
            assert await work.erp_records.link(place.contact.id) is None
            assert await work.erp_records.facts([place.contact.id]) == {}
            assert await work.erp_records.link_contacts(None, AT) == []
            assert await work.outages.affected(OutageAt()) == 0

    @pytest.mark.parametrize("own", [False, True])
    async def test_who_is_found_to_be_one_person_is_one_customer_and_two_again(
        self, place: Place, *, own: bool
    ) -> None:
        async with place.work() as work:
            (other,) = await work.contacts.find_or_add([a_sighting()])
            await work.erp_records.put_customers("memory", [a_customer("1"), a_customer("2")], AT)
            theirs = ErpLink(
                contact_id=other.id, erp_type="memory", customer_id="1", by=LinkedBy.HAND, linked_at=AT, proven_at=AT
            )
            await work.erp_records.put_link(theirs)
            if own:
                await work.erp_records.put_link(replace(theirs, contact_id=place.contact.id, customer_id="2"))
            await work.erp_records.refresh("memory", ["1", "2"], AT, AT.date())
            was = await work.erp_records.facts([place.contact.id, other.id])
            record = MergeRecord(kept=place.contact, merged=other, reason="a mesma pessoa", at=AT)
            await work.contacts.save(replace(other, addresses=(), merged_into=place.contact.id))
            await work.merges.add(record)
            await work.contacts.move_history(other.id, place.contact.id)
        async with place.work() as work:
            facts = (await work.erp_records.facts([place.contact.id]))[place.contact.id]
            assert (facts.customer_id, facts.name) == (("2", "Customer 2") if own else ("1", "Customer 1"))
            left = [] if own else [replace(theirs, contact_id=place.contact.id)]
            assert await work.erp_records.links_of("memory", "1") == left
            assert await work.outages.affected(OutageAt()) == 1
            gone = await work.contacts.get(other.id)
            await work.contacts.restore_history(other.id, place.contact.id)
            await work.contacts.save(replace(gone, addresses=other.addresses, merged_into=None))
        async with place.work() as work:
            assert await work.erp_records.links_of("memory", "1") == [theirs]
            assert await work.erp_records.facts([place.contact.id, other.id]) == was


def _phone(place: Place) -> str:
    """The contact's, as an ERP writes it."""
    found = next(a.address for a in place.contact.addresses if a.address.kind is AddressKind.PHONE)
    known: Address = found
    return known.value.removeprefix("+55")
