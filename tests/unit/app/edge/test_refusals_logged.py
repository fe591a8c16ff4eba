"""Who was refused is in the log, by the code and the request alone."""

import pytest
from litestar.testing import RequestFactory

from pytake_app.http.edge import errors
from pytake_domain.identity import CredentialsWrong, TokenRefused
from pytake_domain.kernel.errors import Forbidden, PytakeError, Unauthenticated

REFUSED = [Forbidden(permission="contacts.write"), TokenRefused(), CredentialsWrong()]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(errors.log, "info", lambda text, *values: told.append(text % values))
    return told


@pytest.mark.parametrize("error", REFUSED, ids=lambda error: error.code)
def test_refusals_are_in_the_log(error: PytakeError, lines: list[str]) -> None:
    errors.on_expected(RequestFactory().get("/"), error)

    (line,) = lines
    assert error.code in line


def test_what_happens_every_day_is_not(lines: list[str]) -> None:
    assert errors.on_expected(RequestFactory().get("/"), Unauthenticated()).status_code == 401

    assert lines == []
