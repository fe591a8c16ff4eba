"""Over TLS a proof's cookie says so in its name; who has it under the plain one from before is not signed out."""

from http.cookies import SimpleCookie
from typing import Any

import pytest

from pytake_app.http.auth import REFRESH
from pytake_app.http.edge.cookies import SECURE, ProofCookie
from pytake_app.http.sign_on import BINDING


def asked(*, https: bool, **cookies: str) -> Any:
    return type("Asked", (), {"scope": {"state": {"https": https}}, "cookies": cookies})()


def kept(made: list[Any]) -> dict[str, str]:
    """What a browser has after these; under a name that begins so, none that isn't from TLS alone."""
    found = {}
    for each in made:
        (told,) = SimpleCookie(each.to_header(header="")).values()
        assert (told["secure"], told["httponly"]) == (True, True)
        if told["max-age"] != "0":
            found[told.key] = told.value
    return found


@pytest.mark.parametrize("proof", [REFRESH, BINDING])
def test_over_tls_the_name_says_so_and_the_plain_one_is_gone(proof: ProofCookie) -> None:
    given = proof.given(asked(https=True), "x")
    assert kept(given) == {SECURE + proof.name: "x"}
    assert {each.key for each in given} == {SECURE + proof.name, proof.name}
    assert kept(proof.given(asked(https=False), "x")) == {proof.name: "x"}


@pytest.mark.parametrize("https", [True, False])
def test_what_the_browser_has_from_before_counts_until_it_has_the_other(*, https: bool) -> None:
    assert REFRESH.carried(asked(https=https)) is None
    assert REFRESH.carried(asked(https=https, pytake_refresh="old")) == "old"
    both = {"pytake_refresh": "old", f"{SECURE}pytake_refresh": "new"}
    assert REFRESH.carried(asked(https=https, **both)) == "new"


def test_a_session_keeps_the_name_it_began_with() -> None:
    """While releases change the one before is asked as well, and knows the plain name alone."""
    assert kept(REFRESH.renewed(asked(https=True, pytake_refresh="old"), "new")) == {"pytake_refresh": "new"}
    both = {"pytake_refresh": "old", f"{SECURE}pytake_refresh": "now"}
    for carried in ({f"{SECURE}pytake_refresh": "now"}, both, {}):
        assert kept(REFRESH.renewed(asked(https=True, **carried), "new")) == {f"{SECURE}pytake_refresh": "new"}


def test_signing_out_ends_both() -> None:
    ended = REFRESH.taken(asked(https=True))
    assert kept(ended) == {}
    assert {each.key for each in ended} == {"pytake_refresh", f"{SECURE}pytake_refresh"}
    assert {each.path for each in ended} == {"/api/v1/auth/refresh"}
