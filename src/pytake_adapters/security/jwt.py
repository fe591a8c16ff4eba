"""Access tokens: RS256 with a ring of keys, so that keys can be replaced without signing anybody out."""

import datetime as dt
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from pytake_adapters.security.files import make_folder, write_new
from pytake_domain.identity import Claims, TokenRefused
from pytake_domain.privacy import Certificate

ALGORITHM = "RS256"
REQUIRED = ["sub", "email", "role", "tenant_id", "iat", "exp", "jti", "sid"]
CERTIFICATE = "pytake-certificate+jwt"
BITS = 2048
LONGEST_TOKEN = 8_192
MOST_KNOWN = 10_000
"""Tokens that were found good and are asked about again with every request of their session."""
LOOK_AGAIN = 1.0
"""Seconds between two looks for new key files, however many unknown keys are named."""
_FIRST = "00000000T000000Z-first.pem"
# The time is compared by who asks, with the clock it was given.
_OPTIONS: Any = {
    "require": REQUIRED,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_iss": False,
}


class NoSigningKeys(Exception):
    """The folder holds no usable key: `folder` and `why` say which and what to mend."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder
        self.why = why


class _Key:
    """A parsed key; parsing takes a hundred times as long as signing."""

    def __init__(self, kid: str, private: RSAPrivateKey) -> None:
        self.kid = kid
        self.private = private
        self.public: RSAPublicKey = private.public_key()
        self.jwk = RSAAlgorithm.to_jwk(self.public, as_dict=True) | {"kid": kid, "use": "sig", "alg": ALGORITHM}
        self.jwk.pop("key_ops", None)


class KeyRing:
    """The TokenSigner port on a folder of RSA private keys, `<kid>.pem`.

    The last by name signs, all verify; a key that is added to the folder is found when a token names it, or by `reload`.
    A key may be removed a day after another has taken its place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[str, _Key] = {}
        self._known: dict[str, tuple[_Key, Claims]] = {}
        self._looked = 0.0
        self.reload()

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """Raises NoSigningKeys when there is none: for installations that must have been given keys."""
        return cls(folder)

    @classmethod
    def load_or_create(cls, folder: Path) -> "KeyRing":
        """With a first key made where there is none; of processes that start together, one makes it."""
        make_folder(folder)
        if not any(folder.glob("*.pem")):
            write_new(folder / _FIRST, _new_pem())
        return cls(folder)

    def reload(self) -> None:
        """Read keys that came or went. Raises NoSigningKeys, and then keeps what it had."""
        self._looked = time.monotonic()
        try:
            files = sorted(f for f in self._folder.glob("*.pem") if not f.name.startswith("."))
        except OSError as error:
            raise NoSigningKeys(self._folder, f"can't be read: {error.strerror}") from error
        keys = {f.stem: self._keys.get(f.stem) or _Key(f.stem, _read(f)) for f in files}
        if not keys:
            raise NoSigningKeys(self._folder, "holds no *.pem file")
        self._keys = keys
        self._signer = keys[max(keys)]

    def sign(self, claims: Claims) -> str:
        """See the port."""
        payload = msgspec.to_builtins(claims)
        return jwt.encode(payload, self._signer.private, algorithm=ALGORITHM, headers={"kid": self._signer.kid})

    def certify(self, certificate: Certificate) -> str:
        """See CertificateSigner. Of a type of its own, and without what access tokens must have."""
        headers = {"kid": self._signer.kid, "typ": CERTIFICATE}
        return jwt.encode(msgspec.to_builtins(certificate), self._signer.private, algorithm=ALGORITHM, headers=headers)

    def verify(self, token: str) -> Claims:
        """See the port."""
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused
        known = self._known.get(token)
        if known is not None and self._keys.get(known[0].kid) is known[0]:
            return known[1]
        key, claims = self._proved(token)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = key, claims
        return claims

    def _proved(self, token: str) -> tuple[_Key, Claims]:
        try:
            header = jwt.get_unverified_header(token)
            key = self._named(header.get("kid"))
            if key is None or header.get("alg") != ALGORITHM:
                raise TokenRefused
            payload = jwt.decode(token, key.public, algorithms=[ALGORITHM], options=_OPTIONS)
            return key, msgspec.convert(payload, Claims)
        except (jwt.InvalidTokenError, msgspec.ValidationError, UnicodeError, RecursionError) as error:
            raise TokenRefused from error

    def jwks(self) -> Mapping[str, object]:
        """See the port."""
        return {"keys": [key.jwk for key in self._keys.values()]}

    @property
    def signing_kid(self) -> str:
        """The name of the key that signs."""
        return self._signer.kid

    def _named(self, kid: object) -> _Key | None:
        if not isinstance(kid, str):
            return None
        if kid not in self._keys and time.monotonic() - self._looked >= LOOK_AGAIN:
            try:
                self.reload()
            except NoSigningKeys:
                return None
        return self._keys.get(kid)


def generate_key(folder: Path, now: dt.datetime) -> str:
    """Add a key that signs from the next `reload` on; its kid."""
    make_folder(folder)
    # To the microsecond: the last name signs, also of two keys that were made in one second.
    kid = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}"
    write_new(folder / f"{kid}.pem", _new_pem())
    return kid


def _new_pem() -> bytes:
    return generate_private_key(public_exponent=65_537, key_size=BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(file: Path) -> RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise NoSigningKeys(file.parent, f"{file.name} can't be read: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoSigningKeys(file.parent, f"{file.name} holds no private key without a password") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS:
        raise NoSigningKeys(file.parent, f"{file.name} is no RSA key of at least {BITS} bits")
    return key
