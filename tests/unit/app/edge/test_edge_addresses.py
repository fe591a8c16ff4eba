"""Who calls: only a trusted proxy may name somebody else."""

import ipaddress
from typing import Any

import pytest

from pytake_app.http.edge.rate_limit import client_address
from pytake_app.http.edge.request_id import own_request_id

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")]


def scope(peer: str, forwarded: str | None = None) -> dict[str, Any]:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode("latin-1"))]
    return {"client": (peer, 1), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "nonsense", "10.1.2.3"),
        ("10.1.2.3", None, "10.1.2.3"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_the_peers_or_the_last_that_a_proxy_names(peer: str, forwarded: str | None, who: str) -> None:
    assert client_address(scope(peer, forwarded), PROXIES) == who


def test_a_sane_request_id_is_kept_and_another_is_made() -> None:
    assert own_request_id([(b"x-request-id", b"a.b-c_7")]) == "a.b-c_7"
    for insane in (b"", b"a b", b"x" * 65, b"\xff", b"a\n"):
        made = own_request_id([(b"x-request-id", insane)])
        assert made.startswith("req_")
        assert made != own_request_id([])
