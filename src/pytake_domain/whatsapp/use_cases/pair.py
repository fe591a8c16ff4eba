"""A number is linked like a phone: by a code that is scanned or typed, until it is unlinked again."""

import datetime as dt
from collections.abc import Callable

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Problem, StaleVersion, UpstreamFailed, UpstreamTimedOut
from pytake_domain.kernel.ids import Ids, NumberId, TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.whatsapp.connection import Begun, Confirmed, Evidence, Left
from pytake_domain.whatsapp.errors import CallbackMissing, ChannelRefused, NotSupported, ServerTooOld
from pytake_domain.whatsapp.number import WhatsAppNumber
from pytake_domain.whatsapp.ports import NumberLookup, OpenNumber, Owner, Pairing, PairingOffer, ProviderDirectory
from pytake_domain.whatsapp.send_failure import FailureCode, SendFailure
from pytake_domain.whatsapp.use_cases.track_link import CODE_LIVES, LinkWork, track_link

LEAVE = "link_leave"
TRIES = 5
"""Of telling what was done while its news come in."""
PAUSES = (30, 120, 600, 3600, *(6 * 3600,) * 12)
"""Seconds before the next attempt to have a deleted number's far side forget it: three days in all."""
VERSION_TOO_OLD, CHANNEL_REFUSED = "version_too_old", "business_channel_refused"


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is deleted here, its secrets sealed as they were, to be unlinked and forgotten there."""

    number: WhatsAppNumber
    attempt: int = 0


class Pairable(msgspec.Struct, frozen=True, kw_only=True):
    """What to show who links a number: it is linked already, or here is a code, until it is replaced."""

    connected: bool
    text: str | None = None
    picture: str | None = None
    pairing_code: str | None = None
    expires_at: dt.datetime | None = None


class PairNumbers:
    """Every step may be repeated; `callback_of` is the address of ours that a number's news go to, empty when we have none."""

    def __init__(
        self,
        *,
        open_work: OpenWork[LinkWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        callback_of: Callable[[NumberId], str],
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._callback_of = callback_of
        self._clock = clock
        self._ids = ids

    async def begin(self, actor: Actor, number_id: NumberId, *, phone: str | None = None) -> Pairable:
        """Make the far side ready and start linking; with `phone` a code to type is asked for.

        Raises NumberNotFound, NotSupported, Invalid, CallbackMissing, ServerTooOld, ChannelRefused, UpstreamFailed,
        UpstreamTimedOut.
        """
        asked = Phone.parse(phone).value if phone is not None else None
        pairing, via = await self._opened(actor, number_id)
        callback_url, secret = self._callback_of(number_id), via.app_secret or via.evolution_api_key
        if not callback_url:
            raise CallbackMissing
        # Before the far side is asked: its news may be faster than its answer.
        await self._track(actor, number_id, Begun(at=self._clock.now()))
        if await pairing.state(via) != "open":
            require_done(await pairing.create(via, callback_url=callback_url, callback_secret=secret or Secret("")))
        offer = await pairing.begin(via, phone=asked)
        if isinstance(offer, SendFailure):
            raise error_of(offer)
        now = self._clock.now()
        if offer.connected:
            await self._track(actor, number_id, Confirmed(at=now, state="open"))
        return _pairable(offer, now)

    async def restart(self, actor: Actor, number_id: NumberId) -> WhatsAppNumber:
        """Connect anew without linking again; how it went comes as news. Raises as `begin` does."""
        pairing, via = await self._opened(actor, number_id)
        require_done(await pairing.restart(via))
        return via.number

    async def disconnect(self, actor: Actor, number_id: NumberId) -> WhatsAppNumber:
        """Unlink it; nothing leaves by it until it is linked again. Raises as `begin` does."""
        pairing, via = await self._opened(actor, number_id)
        require_done(await pairing.leave(via))
        return await self._track(actor, number_id, Left(at=self._clock.now()))

    async def leave(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job after a number was deleted: `payload` is a Leaving. What fails is tried again by another job."""
        leaving = msgspec.json.decode(payload, type=Leaving)
        pairing = self._providers.of(leaving.number.api_type).pairing
        if pairing is None:
            return
        via = await self._lookup.opened(Owner(tenant_id=tenant_id, number=leaving.number))
        if await pairing.leave(via, remove=True) is None or leaving.attempt >= len(PAUSES):
            return
        later = self._clock.now() + dt.timedelta(seconds=PAUSES[leaving.attempt])
        async with self._open_work(tenant_id) as work:
            await work.jobs.add(leave_job(leaving.number, leaving.attempt + 1, later))

    async def _opened(self, actor: Actor, number_id: NumberId) -> tuple[Pairing, OpenNumber]:
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
        pairing = self._providers.of(number.api_type).pairing
        if pairing is None:
            raise NotSupported(Problem(field="api_type", code="no_qr_code"), what="qrcode")
        return pairing, await self._lookup.opened(Owner(tenant_id=actor.tenant_id, number=number))

    async def _track(self, actor: Actor, number_id: NumberId, evidence: Evidence) -> WhatsAppNumber:
        """What was done at the far side is done: when its news were faster, it is told over what they made of the number."""
        for left in reversed(range(TRIES)):
            try:
                async with self._open_work(actor.tenant_id) as work:
                    return await track_link(work, number_id, evidence, ids=self._ids, at=self._clock.now(), actor=actor)
            except StaleVersion:
                if not left:
                    raise
        raise AssertionError  # the last try returned or raised


def leave_job(number: WhatsAppNumber, attempt: int = 0, not_before: dt.datetime | None = None) -> Job:
    """To be stored in the transaction that deletes the number."""
    return Job(
        kind=LEAVE,
        tenant_id=number.tenant_id,
        payload=msgspec.json.encode(Leaving(number=number, attempt=attempt)),
        key=f"{LEAVE}:{number.id}:{attempt}",
        not_before=not_before,
    )


def require_done(failure: SendFailure | None) -> None:
    """Raises what a refused step of linking means to who asked for it."""
    if failure is not None:
        raise error_of(failure)


def error_of(failure: SendFailure) -> Exception:
    """What a refused step of linking means to who asked for it."""
    if failure.provider_code == VERSION_TOO_OLD:
        return ServerTooOld(version=failure.detail)
    if failure.provider_code == CHANNEL_REFUSED:
        return ChannelRefused()
    if failure.code == FailureCode.PROVIDER_SILENT:
        return UpstreamTimedOut(reason=failure.detail or failure.code)
    return UpstreamFailed(reason=failure.detail or failure.code, provider_code=failure.provider_code or "")


def _pairable(offer: PairingOffer, now: dt.datetime) -> Pairable:
    return Pairable(
        connected=offer.connected,
        text=offer.text,
        picture=offer.picture,
        pairing_code=offer.pairing_code,
        expires_at=None if offer.connected else now + CODE_LIVES,
    )
