"""Answers of WebAuthn, read and proven by py_webauthn."""

from collections.abc import Mapping
from typing import Any

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import CredentialDeviceType

from pytake_domain.identity import ALGORITHMS, Assertion, PasskeyRefused, Registered, RelyingParty, Shown

TRANSPORTS = frozenset({"ble", "hybrid", "internal", "nfc", "smart-card", "usb"})
LONGEST_ID = 1_023
"""Bytes, as WebAuthn has it."""


class WebAuthnVerifier:
    """See PasskeyVerifier. Whatever goes wrong with an answer that strangers wrote is a refusal: the library raises a dozen
    kinds, and those of what it reads with.
    """

    def registered(self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty) -> Registered:
        """See the port."""
        try:
            made = verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=place.id,
                expected_origin=place.origin,
                require_user_verification=True,
                supported_pub_key_algs=[COSEAlgorithmIdentifier(alg) for alg in ALGORITHMS],
            )
            told = answer["response"].get("transports") or ()
            transports = tuple(sorted({each for each in told if each in TRANSPORTS}))
        except Exception as error:
            raise PasskeyRefused(reason=type(error).__name__) from error
        if not 0 < len(made.credential_id) <= LONGEST_ID:
            raise PasskeyRefused(reason="id")
        return Registered(
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            transports=transports,
            synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
            backed_up=made.credential_backed_up,
        )

    def shown(self, answer: Mapping[str, Any]) -> Shown:
        """See the port."""
        try:
            read = parse_authentication_credential_json(dict(answer))
        except Exception as error:
            raise PasskeyRefused(reason=type(error).__name__) from error
        if not 0 < len(read.raw_id) <= LONGEST_ID:
            raise PasskeyRefused(reason="id")
        return Shown(credential_id=read.raw_id, user_handle=read.response.user_handle)

    def asserted(
        self, answer: Mapping[str, Any], *, challenge: bytes, place: RelyingParty, public_key: bytes
    ) -> Assertion:
        """See the port."""
        try:
            proven = verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=place.id,
                expected_origin=place.origin,
                credential_public_key=public_key,
                # Compared in the domain, which keeps what it means that it went back.
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except Exception as error:
            raise PasskeyRefused(reason=type(error).__name__) from error
        return Assertion(sign_count=proven.new_sign_count, backed_up=proven.credential_backed_up)
