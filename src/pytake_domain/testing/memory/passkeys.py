"""Passkeys in memory, and a device that makes and uses them without any mathematics."""

import datetime as dt
import itertools
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from pytake_domain.identity import (
    Assertion,
    Passkey,
    PasskeyNotFound,
    PasskeyRefused,
    PasskeyTaken,
    Registered,
    RelyingParty,
    Shown,
)
from pytake_domain.kernel.ids import PasskeyId, TenantId, UserId


class MemoryPasskeys:
    """See PasskeyRepository."""

    def __init__(self, tenant_id: TenantId, kept: MutableMapping[PasskeyId, Passkey]) -> None:
        self._tenant_id = tenant_id
        self._kept = kept

    async def add(self, passkey: Passkey) -> None:
        """See the port."""
        if any(other.credential_id == passkey.credential_id for other in self._kept.values()):
            raise PasskeyTaken
        self._kept[passkey.id] = passkey

    async def get(self, passkey_id: PasskeyId, *, lock: bool = False) -> Passkey:  # noqa: ARG002  one work at a time
        """See the port."""
        passkey = self._kept.get(passkey_id)
        if passkey is None or passkey.tenant_id != self._tenant_id:
            raise PasskeyNotFound
        return passkey

    async def of(self, user_id: UserId) -> Sequence[Passkey]:
        """See the port."""
        own = [p for p in self._kept.values() if p.user_id == user_id and p.tenant_id == self._tenant_id]
        return sorted(own, key=lambda passkey: (passkey.created_at, passkey.id))

    async def save(self, passkey: Passkey) -> None:
        """See the port."""
        if passkey.id in self._kept and passkey.tenant_id == self._tenant_id:
            self._kept[passkey.id] = passkey

    async def remove(self, passkey_id: PasskeyId) -> None:
        """See the port."""
        known = self._kept.get(passkey_id)
        if known is not None and known.tenant_id == self._tenant_id:
            del self._kept[passkey_id]

    async def remove_of(self, user_id: UserId) -> int:
        """See the port."""
        own = await self.of(user_id)
        for passkey in own:
            del self._kept[passkey.id]
        return len(own)


class MemoryCeremonies:
    """See Ceremonies."""

    def __init__(self) -> None:
        self.kept: dict[bytes, tuple[bytes, dt.datetime]] = {}

    async def put(self, key: bytes, data: bytes, until: dt.datetime, now: dt.datetime) -> None:
        """See the port."""
        self.kept = {k: (d, end) for k, (d, end) in self.kept.items() if end > now}
        self.kept[key] = (data, until)

    async def take(self, key: bytes, now: dt.datetime) -> bytes | None:
        """See the port."""
        data, until = self.kept.pop(key, (None, now))
        return data if until > now else None


class PlainPasskeyVerifier:
    """See PasskeyVerifier: believes answers of PlainDevice that name the challenge, the place and the key."""

    def registered(self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty) -> Registered:
        """See the port."""
        self._check(answer, challenge, place)
        return Registered(
            credential_id=answer["credential_id"],
            public_key=answer["key"],
            sign_count=answer["count"],
            transports=("internal",),
            synced=True,
            backed_up=False,
        )

    def shown(self, answer: Mapping[str, Any]) -> Shown:
        """See the port."""
        if "credential_id" not in answer:
            raise PasskeyRefused(reason="form")
        return Shown(credential_id=answer["credential_id"], user_handle=answer.get("user"))

    def asserted(
        self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty, public_key: bytes
    ) -> Assertion:
        """See the port."""
        self._check(answer, challenge, place)
        if answer["key"] != public_key:
            raise PasskeyRefused(reason="signature")
        return Assertion(sign_count=answer["count"], backed_up=True)

    def _check(self, answer: Mapping[str, Any], challenge: bytes, place: RelyingParty) -> None:
        if (answer.get("challenge"), answer.get("origin")) != (challenge, place.origin):
            raise PasskeyRefused(reason="challenge")


class PlainDevice:
    """Keeps one passkey."""

    _numbers = itertools.count(1)

    def __init__(self, user_id: UserId | None = None) -> None:
        number = next(self._numbers)
        self.credential_id, self.key = f"credential{number}".encode(), f"key{number}".encode()
        self.user_id = user_id
        self.count = 0

    def answer(self, challenge: bytes, place: RelyingParty, *, handle: bool = True) -> dict[str, Any]:
        """What the browser would hand over; counts."""
        self.count += 1
        told = {"credential_id": self.credential_id, "key": self.key, "count": self.count}
        told |= {"challenge": challenge, "origin": place.origin}
        return told | ({"user": self.user_id.bytes} if handle and self.user_id else {})
