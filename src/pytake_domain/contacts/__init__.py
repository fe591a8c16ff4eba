"""People and their addresses."""

from pytake_domain.contacts.address import FINDING, Address, AddressKind, phone_address, wa_id_addresses
from pytake_domain.contacts.contact import (
    STAYS_UNREACHABLE,
    AttributeValue,
    Contact,
    KnownAddress,
    Unreachable,
    merge,
    part,
)
from pytake_domain.contacts.errors import AddressTaken, ContactNotFound, MergeRefused, TagInUse, TagNotFound
from pytake_domain.contacts.events import (
    AddressesReplaced,
    ContactChanged,
    ContactsMerged,
    MarketingOptedIn,
    MarketingOptedOut,
    MergeUndone,
)
from pytake_domain.contacts.opt_out_words import LONGEST_WORD, Wish
from pytake_domain.contacts.opt_out_words import match as match_opt_out
from pytake_domain.contacts.ports import (
    ContactRepository,
    ContactsWork,
    MergeRecord,
    MergeRepository,
    PeopleWork,
    Sighting,
    TagRepository,
)
from pytake_domain.contacts.search import Terms, fits, terms_of, words_of
from pytake_domain.contacts.tag import Tag, clean_contact_tags, tag_id
from pytake_domain.contacts.use_cases.merge import MergeContacts
from pytake_domain.contacts.use_cases.people import ContactPatch, ManageContacts

__all__ = [
    "FINDING",
    "LONGEST_WORD",
    "STAYS_UNREACHABLE",
    "Address",
    "AddressKind",
    "AddressTaken",
    "AddressesReplaced",
    "AttributeValue",
    "Contact",
    "ContactChanged",
    "ContactNotFound",
    "ContactPatch",
    "ContactRepository",
    "ContactsMerged",
    "ContactsWork",
    "KnownAddress",
    "ManageContacts",
    "MarketingOptedIn",
    "MarketingOptedOut",
    "MergeContacts",
    "MergeRecord",
    "MergeRefused",
    "MergeRepository",
    "MergeUndone",
    "PeopleWork",
    "Sighting",
    "Tag",
    "TagInUse",
    "TagNotFound",
    "TagRepository",
    "Terms",
    "Unreachable",
    "Wish",
    "clean_contact_tags",
    "fits",
    "match_opt_out",
    "merge",
    "part",
    "phone_address",
    "tag_id",
    "terms_of",
    "wa_id_addresses",
    "words_of",
]
