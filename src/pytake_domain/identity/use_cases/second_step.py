"""The second step of a sign-in: after the password a code of the app, or a recovery code."""

import base64
import datetime as dt
import hashlib
import hmac
import math
from uuid import UUID

import msgspec

from pytake_domain.identity.errors import CodeWrong, SecondStepRefused, SignInLocked, UserNotFound
from pytake_domain.identity.lock_out import Failures, pair
from pytake_domain.identity.ports import IdentityWork, LockOuts
from pytake_domain.identity.second_factor import SecondFactor, purpose_of_factor
from pytake_domain.identity.session import Device
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.user import User
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed, Secret, SecretUnreadable, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

LIFETIME = dt.timedelta(minutes=5)
PURPOSE = "second-step"
_LONGEST = 1_000
_VERSIONS = 2**31


class SecondStep(msgspec.Struct, frozen=True, kw_only=True):
    """The password was right and a second proof is owed: with this token, within so many seconds, by one of these means: a code
    (`totp`) or a `passkey`.
    """

    token: Secret
    expires_in: int
    means: tuple[str, ...] = ()


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UserId
    until: dt.datetime
    password: bytes


class SecondSteps:
    """Tokens that say that a password was right; sealed, so that nothing has to be stored. A new password ends them."""

    def __init__(self, *, vault: Vault) -> None:
        self._vault = vault

    async def begin(self, user: User, means: tuple[str, ...], now: dt.datetime) -> SecondStep:
        """A token of a few minutes."""
        begun = _Begun(user_id=user.id, until=now + LIFETIME, password=_fingerprint(user))
        sealed = await self._vault.seal(user.tenant_id, PURPOSE, Secret(msgspec.json.encode(begun).decode()))
        data = base64.urlsafe_b64encode(sealed.data).decode().rstrip("=")
        token = f"{user.tenant_id.hex}.{sealed.key_version}.{data}"
        return SecondStep(token=Secret(token), expires_in=int(LIFETIME.total_seconds()), means=means)

    async def owing(self, work: IdentityWork, begun: _Begun, now: dt.datetime) -> User:
        """Who owes a second proof. Raises SecondStepRefused."""
        try:
            user = await work.users.get(begun.user_id)
        except UserNotFound as error:
            raise SecondStepRefused from error
        same = hmac.compare_digest(begun.password, _fingerprint(user))
        if not (user.active and same and now < begun.until):
            raise SecondStepRefused
        return user

    async def read(self, token: str) -> tuple[TenantId, _Begun]:
        """Raises SecondStepRefused for what is not ours."""
        try:
            tenant, version, data = token[:_LONGEST].split(".")
            tenant_id, key_version = TenantId(UUID(hex=tenant)), int(version)
            raw = base64.urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
            if not 0 < key_version < _VERSIONS:
                raise SecondStepRefused
            opened = await self._vault.open(tenant_id, PURPOSE, Sealed(key_version=key_version, data=raw))
            return tenant_id, msgspec.json.decode(opened.reveal(), type=_Begun)
        except (ValueError, SecretUnreadable, msgspec.MsgspecError) as error:
            raise SecondStepRefused from error


class VerifySecondSteps:
    """Codes for tokens. Wrong codes are counted like wrong passwords, and for the person wherever they come from."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        vault: Vault,
        steps: SecondSteps,
        lock_outs: LockOuts,
        issuer: TokenIssuer,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._vault = vault
        self._steps = steps
        self._lock_outs = lock_outs
        self._issuer = issuer
        self._clock = clock

    async def verify(self, *, token: str, code: str, device: Device) -> Issued:
        """Raises SecondStepRefused, CodeWrong, SignInLocked."""
        tenant_id, begun = await self._steps.read(token)
        async with self._open_work(tenant_id) as work:
            user, factor = await self._owed(work, begun)
        counted = (pair(device.address, user.email), pair("", f"second-step:{user.id}"))
        for each in counted:
            refuse_locked(await self._lock_outs.get(each), self._clock.now())
        secret = (await self._vault.open(tenant_id, purpose_of_factor(user.id), factor.secret)).reveal()
        now = self._clock.now()
        if factor.take(secret, code, now) is None:
            for each in counted:
                await self._lock_outs.fail(each, now)
            raise CodeWrong
        for each in counted:
            # Guesses that run at the same time count as well.
            refuse_locked(await self._lock_outs.clear(each, now), now)
        async with self._open_work(tenant_id) as work:
            user, present = await self._owed(work, begun, lock=True)
            used = present.take(secret, code, now) if present.secret == factor.secret else None
            if used is None:
                raise CodeWrong
            await work.second_factors.put(used)
            tenant = await work.tenants.get()
            session, refresh = await self._issuer.start(work, user, device, now)
        return self._issuer.issue(session, refresh, user, tenant, now)

    async def _owed(self, work: IdentityWork, begun: _Begun, *, lock: bool = False) -> tuple[User, SecondFactor]:
        """Who owes a code, and what it is compared with. Raises SecondStepRefused."""
        user = await self._steps.owing(work, begun, self._clock.now())
        factor = await work.second_factors.find(user.id, lock=lock)
        if factor is None or factor.confirmed_at is None:
            raise SecondStepRefused
        return user, factor


def refuse_locked(failures: Failures, now: dt.datetime) -> None:
    """Raises SignInLocked."""
    wait = failures.wait(now)
    if wait is not None:
        raise SignInLocked(retry_after=math.ceil(wait.total_seconds()))


def _fingerprint(user: User) -> bytes:
    return hashlib.sha256(user.password_hash.reveal().encode()).digest()[:16]
