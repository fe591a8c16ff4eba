"""Companies' OpenID providers: what they say of themselves, their keys, and proofs that are what they should be."""

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import jwt
import msgspec
from yarl import URL

from pytake_adapters.net.guarded import Limits, PrivateAddress, checked_url, guarded_session
from pytake_domain.identity import (
    CodeAnswer,
    ProviderIdentity,
    ProviderPlaces,
    SignOnProviderFailed,
    SignOnRefused,
)
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.secrets import Secret

ALGORITHMS = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "PS256": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "EdDSA": "OKP",
}
"""Those that sign with a key only the provider has, with the kind of key of each. None with a shared secret, and not `none`."""
HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}
MOST_BYTES = 1 << 20
LONGEST_TOKEN = 16_384
LONGEST_SUBJECT = 255
KEPT = 3_600.0
"""Seconds for which what a provider says of itself, and its keys, are believed."""
LOOK_AGAIN = 60.0
"""Seconds between two looks for a key that is not known, however many proofs name one."""
MOST_ISSUERS = 1_000
SKEW = 60
OLDEST = 3_600
"""Seconds: a proof was made for this sign-on, just now."""
_OK = 200
_WORDS: Any = {"require": ["iss", "sub", "aud", "exp", "iat", "nonce"], "verify_exp": False, "verify_iat": False}


class _Described(msgspec.Struct):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Known(msgspec.Struct):
    described: _Described
    until: float
    keys: list[dict[str, Any]] = []
    keys_until: float = 0.0
    keys_at: float = -LOOK_AGAIN


class HttpOpenIdProviders:
    """See OpenIdProviders. Each errand has connections of its own, into no private network unless the operator allows it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._known: dict[str, _Known] = {}

    async def places(self, issuer: str) -> ProviderPlaces:
        """See the port."""
        described = (await self._of(issuer)).described
        return ProviderPlaces(authorization=described.authorization_endpoint, token=described.token_endpoint)

    async def redeem(self, answer: CodeAnswer, secret: Secret, now: dt.datetime) -> ProviderIdentity:
        """See the port."""
        known = await self._of(answer.issuer)
        told = await self._tokens(known.described, answer, secret)
        proof, access = told.get("id_token"), told.get("access_token")
        if not isinstance(proof, str) or len(proof) > LONGEST_TOKEN:
            raise SignOnRefused(reason="no_proof")
        try:
            claims = await self._proven(known, proof, answer)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise SignOnRefused(reason=type(error).__name__) from error
        _require_text(claims)
        _check(claims, answer, int(now.timestamp()))
        if "at_hash" in claims:
            _check_access(claims, access, str(jwt.get_unverified_header(proof)["alg"]))
        return _identity(claims)

    async def _of(self, issuer: str) -> _Known:
        known = self._known.get(issuer)
        if known is not None and known.until > time.monotonic():
            return known
        body = await self._asked("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
        try:
            described = msgspec.convert(body, _Described)
        except msgspec.ValidationError as error:
            raise SignOnProviderFailed(reason="description") from error
        if described.issuer != issuer:
            raise SignOnProviderFailed(reason="issuer")
        self._checked(described.authorization_endpoint)
        if len(self._known) >= MOST_ISSUERS:
            self._known.clear()
        self._known[issuer] = _Known(described=described, until=time.monotonic() + KEPT)
        return self._known[issuer]

    async def _tokens(self, described: _Described, answer: CodeAnswer, secret: Secret) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": answer.code,
            "redirect_uri": answer.redirect_uri,
            "code_verifier": answer.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        methods = described.token_endpoint_auth_methods_supported
        if "client_secret_basic" in methods or "client_secret_post" not in methods:
            # Each part is form-encoded before it is joined (RFC 6749, 2.3.1); a space as `%20` is read by all.
            pair = f"{quote(answer.client_id, safe='')}:{quote(secret.reveal(), safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": answer.client_id, "client_secret": secret.reveal()}
        return await self._asked("POST", described.token_endpoint, headers=headers, data=urlencode(form).encode())

    async def _proven(self, known: _Known, proof: str, answer: CodeAnswer) -> dict[str, Any]:
        header = jwt.get_unverified_header(proof)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise SignOnRefused(reason="algorithm")
        key = await self._key(known, str(algorithm), kid)
        # The time is compared by the clock that was handed in.
        claims: dict[str, Any] = jwt.decode(
            proof,
            jwt.PyJWK.from_dict(key, algorithm=str(algorithm)),
            algorithms=[str(algorithm)],
            issuer=answer.issuer,
            audience=answer.client_id,
            options=_WORDS | {"verify_nbf": False},
        )
        return claims

    async def _key(self, known: _Known, algorithm: str, kid: object) -> dict[str, Any]:
        """The provider's, asked for again when it is not known: providers change theirs."""
        for _ in range(2):
            fitting = [key for key in known.keys if _fits(key, algorithm, kid)]
            if known.keys_until > time.monotonic() and len(fitting) == 1:
                return fitting[0]
            if time.monotonic() - known.keys_at < LOOK_AGAIN and known.keys_until > time.monotonic():
                break
            known.keys_at = time.monotonic()
            body = await self._asked("GET", known.described.jwks_uri)
            keys = body.get("keys")
            known.keys = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
            known.keys_until = time.monotonic() + KEPT
        raise SignOnRefused(reason="key")

    async def _asked(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: bytes | None = None
    ) -> dict[str, Any]:
        target = self._checked(url)
        try:
            async with (
                asyncio.timeout(self._limits.within),
                guarded_session(self._limits) as session,
                session.request(
                    method,
                    target,
                    headers={"Accept": "application/json", **(headers or {})},
                    data=data,
                    allow_redirects=False,
                ) as response,
            ):
                content = await response.content.read(MOST_BYTES + 1)
                while len(content) <= MOST_BYTES and (more := await response.content.read(MOST_BYTES)):
                    content += more
                status = response.status
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
            inner = getattr(error, "os_error", error.__cause__)
            private = isinstance(error, PrivateAddress) or isinstance(inner, PrivateAddress)
            raise SignOnProviderFailed(reason="private" if private else type(error).__name__) from error
        if method == "POST" and status in (400, 401):
            raise SignOnRefused(reason="code")
        return _object(content, status)

    def _checked(self, url: str) -> URL:
        try:
            target = checked_url(url, self._limits)
        except Invalid as error:
            raise SignOnProviderFailed(reason="address") from error
        if target.scheme != "https" and not self._limits.private:
            raise SignOnProviderFailed(reason="plain_http")
        return target


def _object(content: bytes, status: int) -> dict[str, Any]:
    if status != _OK:
        raise SignOnProviderFailed(reason=f"status_{status}")
    try:
        value = msgspec.json.decode(content) if len(content) <= MOST_BYTES else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SignOnProviderFailed(reason="json") from error
    if not isinstance(value, dict):
        raise SignOnProviderFailed(reason="json")
    return value


def _fits(key: Mapping[str, Any], algorithm: str, kid: object) -> bool:
    """Of the kind that the algorithm needs, for signatures, and the one that is named; one alone needs no name.

    Private halves are nobody's to hand out, and working with those that are made up may take for ever.
    """
    own = key.get("kty") == ALGORITHMS[algorithm] and key.get("use", "sig") == "sig" and "d" not in key
    return own and key.get("alg", algorithm) == algorithm and (kid is None or key.get("kid") == kid)


def _require_text(claims: Mapping[str, Any]) -> None:
    """Half letters can be neither compared nor stored."""
    try:
        msgspec.json.encode(claims)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise SignOnRefused(reason="text") from error


def _check(claims: Mapping[str, Any], answer: CodeAnswer, now: int) -> None:
    audience, authorized = claims["aud"], claims.get("azp")
    if authorized not in (None, answer.client_id) or (
        isinstance(audience, list) and len(audience) > 1 and authorized is None
    ):
        raise SignOnRefused(reason="authorized_party")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), answer.nonce.encode()):
        raise SignOnRefused(reason="nonce")
    times = [claims["exp"], claims["iat"], claims.get("nbf", 0)]
    if not all(isinstance(each, int | float) for each in times):
        raise SignOnRefused(reason="time")
    if claims["exp"] <= now - SKEW:
        raise SignOnRefused(reason="expired")
    if max(claims["iat"], claims.get("nbf", 0)) > now + SKEW or claims["iat"] < now - OLDEST:
        raise SignOnRefused(reason="time")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise SignOnRefused(reason="subject")


def _check_access(claims: Mapping[str, Any], access: object, algorithm: str) -> None:
    """The proof and the access token came together (left half of its hash)."""
    digest = HASHES.get(algorithm[-3:], hashlib.sha512)(str(access).encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not isinstance(access, str) or not hmac.compare_digest(half, str(claims["at_hash"]).rstrip("=").encode()):
        raise SignOnRefused(reason="access_token")


def _identity(claims: Mapping[str, Any]) -> ProviderIdentity:
    def text(name: str) -> str:
        value = claims.get(name)
        return value.replace("\0", "") if isinstance(value, str) else ""

    # Some providers write it as text.
    verified = claims.get("email_verified") in (True, "true")
    return ProviderIdentity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]).replace("\0", ""),
        email=text("email"),
        email_verified=verified,
        name=text("name"),
    )
