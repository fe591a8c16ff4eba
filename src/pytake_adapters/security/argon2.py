"""argon2id in an executor of its own: hashing is made to be slow, and the event loop must not wait for it."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from pytake_domain.kernel.secrets import Secret

MEMORY_KIB = 19_456
ROUNDS = 2
THREADS = 2
"""Of the executor: more would take the cores from everybody else."""


COMMON = frozenset(FREQUENCY_LISTS["passwords"])
"""Thirty thousand, by what leaked: in small letters."""


class Argon2Passwords:
    """The PasswordHasher port. About 20 ms of one core each with the usual parameters."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS, threads: int = THREADS) -> None:
        self._argon2 = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="argon2")
        self._nobody = self._argon2.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> Secret:
        """See the port."""
        loop = asyncio.get_running_loop()
        return Secret(await loop.run_in_executor(self._threads, self._argon2.hash, _bytes(password)))

    async def verify(self, known: Secret | None, password: str) -> bool:
        """See the port."""
        hashed = self._nobody if known is None else known.reveal()
        right = await asyncio.get_running_loop().run_in_executor(self._threads, self._verify, hashed, _bytes(password))
        return right and known is not None

    def needs_rehash(self, known: Secret) -> bool:
        """See the port."""
        return self._argon2.check_needs_rehash(known.reveal())

    def common(self, password: str) -> bool:
        """See the port."""
        return password.casefold() in COMMON

    def close(self) -> None:
        """End the threads; hashes under way are finished."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _verify(self, hashed: str, password: bytes) -> bool:
        try:
            return self._argon2.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    # What JSON may hold and UTF-8 may not (lone surrogates) is a password like any other.
    return password.encode("utf-8", "surrogatepass")
