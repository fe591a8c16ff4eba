"""A device made of software: what browsers answer to WebAuthn, with real keys and signatures."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


class SoftPasskey:
    """One ES256 key. `flags` and `count` are what it says of who holds it and how often it was used."""

    def __init__(self) -> None:
        self.id = os.urandom(32)
        self._key = generate_private_key(SECP256R1())
        self.user = b""
        self.count = 0
        self.flags = USER_PRESENT | USER_VERIFIED

    def create(self, options: dict[str, Any], origin: str, **client: Any) -> dict[str, Any]:
        """The answer to navigator.credentials.create."""
        self.user = raw(options["user"]["id"])
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(options["rp"]["id"], attested=True)})
        return self._answer(
            {
                "clientDataJSON": text(self._client("webauthn.create", options, origin, client)),
                "attestationObject": text(told),
                "transports": ["internal", "hybrid", "carrier-pigeon"],
            }
        )

    def get(self, options: dict[str, Any], origin: str, **client: Any) -> dict[str, Any]:
        """The answer to navigator.credentials.get; counts."""
        self.count += 1
        data = self._data(options["rpId"])
        written = self._client("webauthn.get", options, origin, client)
        signature = self._key.sign(data + hashlib.sha256(written).digest(), ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(written),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.user),
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client(self, kind: str, options: dict[str, Any], origin: str, client: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(told | client).encode()

    def _data(self, host: str, *, attested: bool = False) -> bytes:
        flags = self.flags | (ATTESTED if attested else 0)
        data = hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        if not attested:
            return data
        point = self._key.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        return data + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
