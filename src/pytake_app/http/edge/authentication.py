"""From the headers to the actor, and what the tenant's plan says of the rate."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency

from pytake_app.http.edge.owing import may_owing
from pytake_app.http.edge.rate_limit import rate_headers
from pytake_domain.identity import Authenticate, RateReached, SignedIn
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Unauthenticated
from pytake_domain.kernel.limits import RateLimiter

LONGEST_TOKEN = 8192


class Authenticator:
    """Signs a request in once, however many of its parts ask."""

    def __init__(self, authenticate: Authenticate, limiter: RateLimiter) -> None:
        self._authenticate = authenticate
        self._limiter = limiter

    async def signed_in(self, connection: "ASGIConnection[Any, Any, Any, Any]") -> SignedIn:
        """Raises Unauthenticated, SecondFactorDemanded for who owes one (but on the few routes that are for them), Throttled when
        the tenant is over its rate, Unavailable.
        """
        state: dict[str, Any] = connection.scope["state"]
        known = state.get("signed_in")
        if isinstance(known, SignedIn):
            return known
        signed = await self._prove(connection)
        await self._count(connection, signed, 1)
        state["signed_in"] = signed
        return signed

    async def charge(self, connection: "ASGIConnection[Any, Any, Any, Any]", signed: SignedIn, more: int) -> None:
        """A request that asks for as much as several counts as several. Raises RateReached, Unavailable."""
        if more > 0:
            await self._count(connection, signed, min(more, signed.tenant.allowance.rate.burst))

    async def _count(self, connection: "ASGIConnection[Any, Any, Any, Any]", signed: SignedIn, cost: int) -> None:
        rate = signed.tenant.allowance.rate
        verdict = await self._limiter.take(f"tenant:{signed.tenant.id}", rate, cost=cost)
        connection.scope["state"]["rate_headers"] = rate_headers(rate, verdict)
        if not verdict.allowed:
            raise RateReached(retry_after=max(1, round(verdict.retry_after)), allowed=round(rate.per_second))

    async def _prove(self, connection: "ASGIConnection[Any, Any, Any, Any]") -> SignedIn:
        key = connection.headers.get("x-api-key")
        if key:
            return await self._authenticate.api_key(key[:LONGEST_TOKEN])
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
            raise Unauthenticated
        return await self._authenticate.token(token.strip(), owing=may_owing(connection.scope))


async def provide_signed_in(request: Request[Any, Any, Any], authenticator: NamedDependency[Authenticator]) -> SignedIn:
    """The request's proof, for handlers that need the session."""
    return await authenticator.signed_in(request)


async def provide_actor(request: Request[Any, Any, Any], authenticator: NamedDependency[Authenticator]) -> Actor:
    """Who acts."""
    return (await authenticator.signed_in(request)).actor
