"""People and their addresses."""

from pytake_domain.contacts.address import FINDING, Address, AddressKind, phone_address, wa_id_addresses

__all__ = ["FINDING", "Address", "AddressKind", "phone_address", "wa_id_addresses"]
