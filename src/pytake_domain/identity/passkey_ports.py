"""What passkeys, and other sign-ins that take two requests, need from outside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pytake_domain.identity.passkey import Assertion, Passkey, Registered, RelyingParty, Shown
from pytake_domain.kernel.ids import PasskeyId, UserId


class PasskeyVerifier(Protocol):
    """Reads what browsers answer, in the JSON of WebAuthn level 3; the person was seen by their device (user verification)."""

    def registered(self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty) -> Registered:
        """A new passkey. Raises PasskeyRefused for what is not the answer to this challenge at this place."""
        ...

    def shown(self, answer: Mapping[str, Any]) -> Shown:
        """Which one it is about. Raises PasskeyRefused for what can't be read."""
        ...

    def asserted(
        self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty, public_key: bytes
    ) -> Assertion:
        """Was it used, for this challenge at this place? Raises PasskeyRefused. The counter is the caller's to compare."""
        ...


class PasskeyRepository(Protocol):
    """Passkeys of one tenant's people, inside a work."""

    async def add(self, passkey: Passkey) -> None:
        """Raises PasskeyTaken, whichever tenant has it."""
        ...

    async def get(self, passkey_id: PasskeyId, *, lock: bool = False) -> Passkey:
        """Raises PasskeyNotFound. Locked, two uses of one come one after the other."""
        ...

    async def of(self, user_id: UserId) -> Sequence[Passkey]:
        """Somebody's, oldest first."""
        ...

    async def save(self, passkey: Passkey) -> None:
        """Its name and what its use changes."""
        ...

    async def remove(self, passkey_id: PasskeyId) -> None:
        """Nothing happens when there is none."""
        ...

    async def remove_of(self, user_id: UserId) -> int:
        """All of somebody's; how many."""
        ...


class Ceremonies(Protocol):
    """What is remembered between two requests of somebody who signs in; shared by all processes. The key is a hash."""

    async def put(self, key: bytes, data: bytes, until: dt.datetime, now: dt.datetime) -> None:
        """Remember; a few that are over are forgotten."""
        ...

    async def take(self, key: bytes, now: dt.datetime) -> bytes | None:
        """What was remembered, to one caller alone; None when it was taken, is over or never was."""
        ...
