"""Passwords, access tokens and the vault."""

from pytake_adapters.security.argon2 import Argon2Passwords
from pytake_adapters.security.envelope import EnvelopeVault
from pytake_adapters.security.jwt import KeyRing, NoSigningKeys, generate_key
from pytake_adapters.security.masters import MasterKeys, NoMasterKeys, add_master_key

__all__ = [
    "Argon2Passwords",
    "EnvelopeVault",
    "KeyRing",
    "MasterKeys",
    "NoMasterKeys",
    "NoSigningKeys",
    "add_master_key",
    "generate_key",
]
