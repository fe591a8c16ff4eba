"""Master keys: few, numbered, from the settings or a file that only its owner may read."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pytake_adapters.security.files import make_folder, overwrite, write_new

_SIZE = 32
_MOST = 65_535
"""Versions stand in two bytes of each link."""


class NoMasterKeys(Exception):
    """There is no usable master key: `why` says what to mend, and never shows a key."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MasterKeys:
    """Keys by version; the highest wraps, all unwrap. Written `1:<base64>`, one a line or separated by commas."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys:
            raise NoMasterKeys("no master key is configured")
        if any(not 1 <= version <= _MOST or len(key) != _SIZE for version, key in keys.items()):
            raise NoMasterKeys(f"master keys are numbered from 1 to {_MOST} and have {_SIZE} bytes")
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._keys = dict(keys)
        self._derived: dict[tuple[int, bytes], bytes] = {}
        self.present = max(keys)

    def cipher(self, version: int) -> AESGCM:
        """Raises KeyError when that version is not among them."""
        return self._ciphers[version]

    def derived(self, version: int, purpose: bytes) -> bytes:
        """A key for another purpose, from which this one can't be told. Raises KeyError when that version is not there."""
        known = self._derived.get((version, purpose))
        if known is None:
            known = self._derived[version, purpose] = hmac.digest(self._keys[version], purpose, hashlib.sha256)
        return known

    def has(self, version: int) -> bool:
        """Is that version among them?"""
        return version in self._keys

    @classmethod
    def parse(cls, text: str) -> "MasterKeys":
        """Read from the settings. Raises NoMasterKeys."""
        keys: dict[int, bytes] = {}
        for part in text.replace("\n", ",").split(","):
            if not part.strip():
                continue
            number, colon, encoded = part.strip().partition(":")
            try:
                version, key = int(number), base64.b64decode(encoded, validate=True)
            except (ValueError, binascii.Error) as error:
                raise NoMasterKeys("a master key is written as <version>:<base64 of 32 bytes>") from error
            if not colon or version in keys:
                raise NoMasterKeys("each master key has a version of its own")
            keys[version] = key
        return cls(keys)

    @classmethod
    def load(cls, file: Path) -> "MasterKeys":
        """Read from a file. Raises NoMasterKeys when it is not there: for installations that must have been given keys."""
        try:
            return cls.parse(file.read_text(encoding="ascii"))
        except (OSError, UnicodeError) as error:
            raise NoMasterKeys(f"{file} can't be read") from error

    @classmethod
    def load_or_create(cls, file: Path) -> "MasterKeys":
        """With a first key made where the file is missing; of processes that start together, one makes it."""
        if not file.exists():
            make_folder(file.parent)
            write_new(file, f"{_line(1)}\n".encode())
        return cls.load(file)


def add_master_key(file: Path) -> int:
    """Add a key to the file; its version. Running processes use it when they start again: rewrap after that."""
    before = MasterKeys.load(file)
    version = before.present + 1
    overwrite(file, f"{file.read_text(encoding='ascii').strip()}\n{_line(version)}\n".encode())
    return version


def _line(version: int) -> str:
    return f"{version}:{base64.b64encode(secrets.token_bytes(_SIZE)).decode()}"
