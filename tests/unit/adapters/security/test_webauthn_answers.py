"""Answers of WebAuthn: what is right is read, and every change to it is refused."""

import base64
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.soft_passkey import USER_PRESENT, USER_VERIFIED, SoftPasskey, text

from pytake_adapters.security.passkeys import WebAuthnVerifier
from pytake_domain.identity import PasskeyRefused, RelyingParty

HERE = RelyingParty(id="pytake.example", origin="https://pytake.example", name="PyTake")
CHALLENGE, OTHER = bytes(range(32)), bytes(range(1, 33))
VERIFIER = WebAuthnVerifier()


def creation(challenge: bytes = CHALLENGE) -> dict[str, Any]:
    return {"rp": {"id": HERE.id}, "user": {"id": text(b"ana")}, "challenge": text(challenge)}


def request(challenge: bytes = CHALLENGE, host: str = HERE.id) -> dict[str, Any]:
    return {"rpId": host, "challenge": text(challenge)}


@pytest.fixture
def device() -> SoftPasskey:
    return SoftPasskey()


@pytest.fixture
def key(device: SoftPasskey) -> bytes:
    return VERIFIER.registered(device.create(creation(), HERE.origin), challenge=CHALLENGE, place=HERE).public_key


def proves(answer: dict[str, Any], key: bytes) -> bool:
    try:
        VERIFIER.asserted(answer, challenge=CHALLENGE, place=HERE, public_key=key)
    except PasskeyRefused:
        return False
    return True


def test_what_a_device_makes_is_read(device: SoftPasskey) -> None:
    made = VERIFIER.registered(device.create(creation(), HERE.origin), challenge=CHALLENGE, place=HERE)
    assert (made.credential_id, made.sign_count, made.synced, made.backed_up) == (device.id, 0, False, False)
    assert made.transports == ("hybrid", "internal")


def test_what_it_shows_is_read_and_proven(device: SoftPasskey, key: bytes) -> None:
    answer = device.get(request(), HERE.origin)
    shown = VERIFIER.shown(answer)
    assert (shown.credential_id, shown.user_handle) == (device.id, b"ana")
    assert VERIFIER.asserted(answer, challenge=CHALLENGE, place=HERE, public_key=key).sign_count == 1


@pytest.mark.parametrize(
    "why", ["challenge", "origin", "host", "type", "unseen", "absent", "another key", "signature", "data", "handle"]
)
def test_what_is_forged_is_refused(device: SoftPasskey, key: bytes, why: str) -> None:
    client: dict[str, Any] = {"type": "webauthn.create"} if why == "type" else {}
    origin = "https://pytake.example.evil.example" if why == "origin" else HERE.origin
    if why == "unseen":
        device.flags = USER_PRESENT
    elif why == "absent":
        device.flags = USER_VERIFIED
    host = "evil.example" if why == "host" else HERE.id
    answer = device.get(request(OTHER if why == "challenge" else CHALLENGE, host), origin, **client)
    if why == "another key":
        stranger = SoftPasskey()
        stranger.user = b"ana"
        answer["response"] = stranger.get(request(), HERE.origin)["response"]
    elif why == "signature":
        answer["response"]["signature"] = text(b"0" * 70)
    elif why == "data":
        data = bytearray(base64.urlsafe_b64decode(answer["response"]["authenticatorData"] + "=="))
        data[-1] ^= 1
        answer["response"]["authenticatorData"] = text(bytes(data))
    elif why == "handle":
        answer["response"]["userHandle"] = 7
    assert not proves(answer, key)


def test_a_passkey_made_without_seeing_who_holds_it_is_refused(device: SoftPasskey) -> None:
    device.flags = USER_PRESENT
    with pytest.raises(PasskeyRefused):
        VERIFIER.registered(device.create(creation(), HERE.origin), challenge=CHALLENGE, place=HERE)
    device.flags |= USER_VERIFIED
    for challenge, origin in ((OTHER, HERE.origin), (CHALLENGE, "http://pytake.example")):
        with pytest.raises(PasskeyRefused):
            VERIFIER.registered(device.create(creation(challenge), origin), challenge=CHALLENGE, place=HERE)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("public-key"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    place=st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"]),
    junk=JUNK,
)
def test_junk_is_refused_and_never_a_crash(place: str, junk: Any) -> None:
    device = SoftPasskey()
    key = VERIFIER.registered(device.create(creation(), HERE.origin), challenge=CHALLENGE, place=HERE).public_key
    right = device.get(request(), HERE.origin)
    answer = deepcopy(right)
    (answer if place in answer else answer["response"])[place] = junk
    if answer != right:
        assert not proves(answer, key)
        for read in (VERIFIER.shown, lambda a: VERIFIER.registered(a, challenge=CHALLENGE, place=HERE)):
            try:
                read(answer)
            except PasskeyRefused:
                continue
