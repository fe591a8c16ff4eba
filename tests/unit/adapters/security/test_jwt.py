import base64
import datetime as dt
import hashlib
import hmac
import json
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from msgspec.structs import replace

from pytake_adapters.security import KeyRing, NoSigningKeys, generate_key
from pytake_domain.identity import Claims, TokenRefused
from pytake_domain.kernel.ids import SessionId, TenantId, UserId

NOW = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
CLAIMS = Claims(
    sub=UserId(UUID(int=1)),
    email="ana@rapida.example",
    role="admin",
    tenant_id=TenantId(UUID(int=2)),
    sid=SessionId(UUID(int=3)),
    jti="4",
    iat=1_793_707_200,
    exp=1_793_793_600,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    generate_key(folder, NOW)
    return folder


@pytest.fixture(scope="module")
def ring(folder: Path) -> KeyRing:
    return KeyRing.load(folder)


def payload() -> dict[str, Any]:
    return {
        "sub": str(CLAIMS.sub),
        "email": CLAIMS.email,
        "role": "admin",
        "tenant_id": str(CLAIMS.tenant_id),
        "sid": str(CLAIMS.sid),
        "jti": "4",
        "iat": CLAIMS.iat,
        "exp": CLAIMS.exp,
    }


def test_what_was_signed_is_read_back(ring: KeyRing) -> None:
    token = ring.sign(CLAIMS)

    assert ring.verify(token) == CLAIMS
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": ring.signing_kid}


def test_strangers_can_verify_with_the_published_keys(ring: KeyRing) -> None:
    keys = jwt.PyJWKSet.from_dict(json.loads(json.dumps(ring.jwks())))
    token = ring.sign(CLAIMS)

    said = jwt.decode(
        token, keys[ring.signing_kid].key, algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
    )

    assert said == payload()
    assert all(set(key) == {"kty", "n", "e", "kid", "use", "alg"} for key in ring.jwks()["keys"])  # type: ignore[attr-defined]


def forged_none(ring: KeyRing) -> str:
    return jwt.encode(payload(), None, algorithm="none", headers={"kid": ring.signing_kid})  # type: ignore[arg-type]


def forged_with_the_public_key_as_a_secret(ring: KeyRing) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "typ": "JWT", "kid": ring.signing_kid}, payload())
    )
    public = ring._signer.public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mac = hmac.digest(public, f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def forged_by_another_key(ring: KeyRing) -> str:
    another = rsa.generate_private_key(65_537, 2048)
    return jwt.encode(payload(), another, algorithm="RS256", headers={"kid": ring.signing_kid})


def of_a_stronger_algorithm(ring: KeyRing) -> str:
    return jwt.encode(payload(), ring._signer.private, algorithm="RS512", headers={"kid": ring.signing_kid})


def without_a_kid(ring: KeyRing) -> str:
    return jwt.encode(payload(), ring._signer.private, algorithm="RS256")


def with_a_path_for_a_kid(ring: KeyRing) -> str:
    return jwt.encode(payload(), ring._signer.private, algorithm="RS256", headers={"kid": f"../{ring.signing_kid}"})


def changed(ring: KeyRing) -> str:
    head, _, signature = ring.sign(CLAIMS).split(".")
    body = base64.urlsafe_b64encode(json.dumps(payload() | {"role": "root"}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize(
    "forge",
    [
        forged_none,
        forged_with_the_public_key_as_a_secret,
        forged_by_another_key,
        of_a_stronger_algorithm,
        without_a_kid,
        with_a_path_for_a_kid,
        changed,
    ],
)
def test_a_forged_token_is_refused(ring: KeyRing, forge: Callable[[KeyRing], str]) -> None:
    with pytest.raises(TokenRefused):
        ring.verify(forge(ring))


@pytest.mark.parametrize("claim", sorted(payload()))
@pytest.mark.parametrize("value", [None, [], {"a": 1}])
def test_a_token_without_a_claim_or_with_a_wrong_one_is_refused(ring: KeyRing, claim: str, value: object) -> None:
    said = payload() | {claim: value}
    if value is None:
        del said[claim]

    with pytest.raises(TokenRefused):
        ring.verify(jwt.encode(said, ring._signer.private, algorithm="RS256", headers={"kid": ring.signing_kid}))


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "\ud800", "eyJhbGciOiJSUzI1NiJ9..", "x" * 100_000])
def test_what_is_no_token_is_refused(ring: KeyRing, text: str) -> None:
    with pytest.raises(TokenRefused):
        ring.verify(text)


def test_a_new_key_signs_and_the_old_ones_still_verify(tmp_path: Path) -> None:
    first = generate_key(tmp_path, NOW)
    ring = KeyRing.load(tmp_path)
    old = ring.sign(CLAIMS)
    second = generate_key(tmp_path, NOW + dt.timedelta(days=30))

    assert ring.signing_kid == first
    ring.reload()

    assert ring.signing_kid == second
    assert ring.verify(old) == CLAIMS
    assert ring.verify(ring.sign(CLAIMS)) == CLAIMS
    assert {key["kid"] for key in ring.jwks()["keys"]} == {first, second}  # type: ignore[attr-defined]


def test_another_process_finds_the_key_that_a_token_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate_key(tmp_path, NOW)
    slow = KeyRing.load(tmp_path)
    generate_key(tmp_path, NOW + dt.timedelta(days=1))
    token = KeyRing.load(tmp_path).sign(replace(CLAIMS, jti="5"))
    later = time.monotonic() + 2
    monkeypatch.setattr(time, "monotonic", lambda: later)

    assert slow.verify(token).jti == "5"


def test_a_key_that_was_taken_away_verifies_no_more(tmp_path: Path) -> None:
    first = generate_key(tmp_path, NOW)
    ring = KeyRing.load(tmp_path)
    old = ring.sign(CLAIMS)
    generate_key(tmp_path, NOW + dt.timedelta(days=1))
    (tmp_path / f"{first}.pem").unlink()
    ring.reload()

    with pytest.raises(TokenRefused):
        ring.verify(old)


def test_processes_that_start_together_share_the_first_key(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    with ThreadPoolExecutor(4) as threads:
        rings = list(threads.map(lambda _: KeyRing.load_or_create(folder), range(4)))

    assert len({ring.signing_kid for ring in rings}) == 1
    assert rings[3].verify(rings[0].sign(CLAIMS)) == CLAIMS
    assert [stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()] == [0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    generate_key(folder, NOW)
    assert KeyRing.load_or_create(folder).signing_kid.startswith("20261103T120000.000000Z-")


def ec_key() -> bytes:
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def short_key() -> bytes:
    return _pem(rsa.generate_private_key(65_537, 1024))  # noqa: S505  that is what is refused


def _pem(key: Any) -> bytes:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem


@pytest.mark.parametrize("content", [lambda: b"", lambda: b"not a key", ec_key, short_key])
def test_an_unusable_key_stops_the_start_and_names_its_file(tmp_path: Path, content: Callable[[], bytes]) -> None:
    (tmp_path / "ours.pem").write_bytes(content())

    with pytest.raises(NoSigningKeys, match=r"ours\.pem"):
        KeyRing.load(tmp_path)


def test_without_keys_production_does_not_start(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoSigningKeys):
            KeyRing.load(folder)
    assert not (tmp_path / "missing").exists()


def test_a_token_that_was_found_good_is_refused_once_its_key_is_gone(tmp_path: Path) -> None:
    kid = generate_key(tmp_path, NOW)
    ring = KeyRing.load(tmp_path)
    token = ring.sign(CLAIMS)
    assert ring.verify(token) == ring.verify(token) == CLAIMS

    generate_key(tmp_path, NOW + dt.timedelta(days=1))
    (tmp_path / f"{kid}.pem").unlink()
    ring.reload()

    with pytest.raises(TokenRefused):
        ring.verify(token)


def test_what_differs_by_a_letter_is_not_taken_for_what_was_found_good(ring: KeyRing) -> None:
    token = ring.sign(CLAIMS)
    ring.verify(token)

    with pytest.raises(TokenRefused):
        ring.verify(token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:])
