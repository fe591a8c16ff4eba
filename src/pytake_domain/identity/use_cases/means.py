"""What somebody can prove beside their password."""

from pytake_domain.identity.ports import IdentityWork
from pytake_domain.kernel.ids import UserId


async def means_of(work: IdentityWork, user_id: UserId) -> tuple[str, ...]:
    """`totp`, `passkey`, both, or nothing; what was begun and never confirmed is none."""
    factor = await work.second_factors.find(user_id)
    passkeys = await work.passkeys.of(user_id)
    totp = factor is not None and factor.confirmed_at is not None
    return ("totp",) * totp + ("passkey",) * bool(passkeys)
