"""Cookies that prove something: seen by no script, sent by browsers over TLS alone, and where they came over TLS named so."""

from typing import Any, Literal

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

SECURE = "__Secure-"
"""Browsers take such a name from a page under https alone, so that nobody in between, nor another port, can put one there."""


class ProofCookie(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of them, by its plain name."""

    name: str
    path: str
    seconds: int
    same_site: Literal["lax", "strict"]

    def carried(self, request: Request[Any, Any, Any]) -> str | None:
        """What the browser sent. Under the plain name, too: it may have it from before, and is not signed out for that."""
        return request.cookies.get(SECURE + self.name) or request.cookies.get(self.name)

    def given(self, request: Request[Any, Any, Any], value: str) -> list[Cookie]:
        """Kept from now on, and none of another name beside it."""
        name, *others = self._names(request)
        return [self._cookie(name, value, self.seconds), *(self._cookie(each, "", 0) for each in others)]

    def renewed(self, request: Request[Any, Any, Any], value: str) -> list[Cookie]:
        """A successor of what was carried, under the name that had: while a new release takes over, the old one is asked as well,
        and would not know the other name.
        """
        secure = SECURE + self.name
        if self.name in request.cookies and secure not in request.cookies:
            return [self._cookie(self.name, value, self.seconds)]
        return self.given(request, value)

    def taken(self, request: Request[Any, Any, Any]) -> list[Cookie]:
        """Gone, whatever it is called: where we are asked to, the browser need not show which it has."""
        return [self._cookie(each, "", 0) for each in self._names(request)]

    def _names(self, request: Request[Any, Any, Any]) -> tuple[str, ...]:
        secure = (SECURE + self.name,) if request.scope["state"].get("https") else ()
        return (*secure, self.name)

    def _cookie(self, name: str, value: str, seconds: int) -> Cookie:
        return Cookie(
            key=name,
            value=value,
            path=self.path,
            max_age=seconds,
            httponly=True,
            secure=True,
            samesite=self.same_site,
        )
