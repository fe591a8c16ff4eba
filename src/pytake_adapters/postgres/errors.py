"""The driver's errors become ours, in one place; none of theirs crosses a port."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pytake_domain.kernel.errors import Unavailable

AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InternalClientError,
    ConnectionError,
    OSError,
    TimeoutError,
    PoolTimeout,
    OperationalError,
    InterfaceError,
)


@contextmanager
def ours() -> Iterator[None]:
    """Raises Unavailable for a database that is away, shutting down, taking no writes or out of connections; trying again is
    right.
    """
    try:
        yield
    except AWAY as error:
        raise Unavailable(dependency="postgresql") from error
    except DBAPIError as error:
        if error.connection_invalidated or _is_away(error):
            raise Unavailable(dependency="postgresql") from error
        raise


def _is_away(error: DBAPIError) -> bool:
    cause: BaseException | None = error.orig
    while cause is not None:
        if isinstance(cause, AWAY):
            return True
        cause = cause.__cause__
    return False


def broken_constraint(error: BaseException) -> str | None:
    """The name of the unique constraint that an insert or update broke; None when it was something else."""
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None:
        if isinstance(cause, asyncpg.UniqueViolationError):
            return str(cause.constraint_name)
        cause = cause.__cause__
    return None
