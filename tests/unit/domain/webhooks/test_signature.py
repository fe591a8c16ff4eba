"""Signatures by the words of the standard."""

import base64

from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.memory.system import MemoryChance
from pytake_domain.webhooks import headers_of, new_secret

KNOWN = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def test_the_standards_own_example() -> None:
    headers = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [KNOWN])

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_secret_that_holds_signs() -> None:
    other = new_secret(MemoryChance())
    both = headers_of("msg_1", 1, b"{}", [other, KNOWN])["webhook-signature"].split(" ")

    assert both == [headers_of("msg_1", 1, b"{}", [each])["webhook-signature"] for each in (other, KNOWN)]
    assert both[0] != both[1]


def test_a_secret_is_long_and_never_the_same() -> None:
    chance = MemoryChance()
    first, second = new_secret(chance), new_secret(chance)

    assert first != second
    prefix, key = first.reveal()[:6], base64.b64decode(first.reveal()[6:], validate=True)
    assert prefix == "whsec_"
    assert 24 <= len(key) <= 64
    assert "whsec" not in repr(first)
