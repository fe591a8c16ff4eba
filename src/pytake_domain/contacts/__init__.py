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
from pytake_domain.contacts.errors import AddressTaken, ContactNotFound, MergeRefused
from pytake_domain.contacts.events import (
    AddressesReplaced,
    ContactsMerged,
    MarketingOptedIn,
    MarketingOptedOut,
    MergeUndone,
)
from pytake_domain.contacts.opt_out_words import LONGEST_WORD, Wish
from pytake_domain.contacts.opt_out_words import match as match_opt_out
from pytake_domain.contacts.ports import ContactRepository, ContactsWork, MergeRecord, MergeRepository, Sighting
from pytake_domain.contacts.use_cases.merge import MergeContacts

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
    "ContactNotFound",
    "ContactRepository",
    "ContactsMerged",
    "ContactsWork",
    "KnownAddress",
    "MarketingOptedIn",
    "MarketingOptedOut",
    "MergeContacts",
    "MergeRecord",
    "MergeRefused",
    "MergeRepository",
    "MergeUndone",
    "Sighting",
    "Unreachable",
    "Wish",
    "match_opt_out",
    "merge",
    "part",
    "phone_address",
    "wa_id_addresses",
]
