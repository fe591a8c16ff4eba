"""What the domain relies on from whoever stores companies' sign-on, and from whoever asks their providers.

Subclass `SignOnContract` with `open_work`, `OpenIdProvidersContract` with `providers`, `issuer`, `secret` and `authorize`.
"""

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from pytake_domain.identity import (
    CodeAnswer,
    IdentityWork,
    OpenIdProviders,
    SignOn,
    SignOnAttempt,
    SignOnProviderFailed,
    SignOnRefused,
    authorization_url,
)
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed, Secret
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import AT, IdentityWorkContract, a_tenant, fresh_id

CLIENT, BACK = "pytake", "https://pytake.example/api/v1/auth/oidc/callback"
Authorize = Callable[[str], Awaitable[str]]


def a_sign_on(tenant_id: TenantId, **changes: object) -> SignOn:
    """A company's settings."""
    settings = SignOn(
        tenant_id=tenant_id,
        issuer="https://login.rapida.example",
        client_id=CLIENT,
        secret=Sealed(key_version=2, data=secrets.token_bytes(40)),
        domains=("rapida.example", "conexao.example"),
        updated_at=AT,
    )
    return replace(settings, **changes)


class SignOnContract:
    """Fixture to fill in: `open_work`."""

    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        """Works under test."""
        pytest.fail("the subclass supplies `open_work`")

    async def test_settings_come_back_whole_and_are_one_tenants(self, open_work: OpenWork[IdentityWork]) -> None:
        tenant, other = [await IdentityWorkContract.stored(open_work, a_tenant()) for _ in range(2)]
        first = a_sign_on(tenant.id)
        second = replace(first, role=str(fresh_id()), creates=True, enforced=True, domains=("outro.example",))
        for settings in (first, second):
            async with open_work(tenant.id) as work:
                await work.sign_on.put(settings)
            async with open_work(tenant.id) as work:
                assert await work.sign_on.find() == settings
        async with open_work(other.id) as work:
            assert await work.sign_on.find() is None
            await work.sign_on.remove()
        async with open_work(tenant.id) as work:
            assert await work.sign_on.find() == second

    async def test_somebody_is_one_at_a_provider(self, open_work: OpenWork[IdentityWork]) -> None:
        tenant, other = [await IdentityWorkContract.stored(open_work, a_tenant()) for _ in range(2)]
        ana, bia = UserId(fresh_id()), UserId(fresh_id())
        issuer = "https://login.rapida.example"
        async with open_work(tenant.id) as work:
            await work.sign_on.put(a_sign_on(tenant.id))
            await work.sign_on.link(issuer, "1", ana, AT)
            await work.sign_on.link(issuer, "2", bia, AT)
            await work.sign_on.link(issuer, "3", ana, AT)
        async with open_work(tenant.id) as work:
            found = [await work.sign_on.linked(issuer, subject) for subject in ("1", "2", "3")]
            assert found == [None, bia, ana]
            assert await work.sign_on.linked("https://evil.example", "2") is None
        async with open_work(other.id) as work:
            assert await work.sign_on.linked(issuer, "2") is None
            await work.sign_on.unlink(bia)
            await work.sign_on.remove()
        async with open_work(tenant.id) as work:
            assert await work.sign_on.linked(issuer, "2") == bia
            await work.sign_on.unlink(bia)
            assert await work.sign_on.linked(issuer, "2") is None
            await work.sign_on.remove()
            assert (await work.sign_on.find(), await work.sign_on.linked(issuer, "3")) == (None, None)


class OpenIdProvidersContract:
    """Fixtures to fill in: `providers`, `issuer`, `secret`, and `authorize`, which signs somebody in (subject `p-1`, address
    `bia@rapida.example`, verified) at an address that they are sent to, and gives the code.
    """

    @pytest.fixture
    def providers(self) -> OpenIdProviders:
        """What is under test."""
        pytest.fail("the subclass supplies `providers`")

    @pytest.fixture
    def issuer(self) -> str:
        """A provider that is there."""
        pytest.fail("the subclass supplies `issuer`")

    @pytest.fixture
    def secret(self) -> Secret:
        """The client's."""
        pytest.fail("the subclass supplies `secret`")

    @pytest.fixture
    def authorize(self) -> Authorize:
        """What a person and their browser do."""
        pytest.fail("the subclass supplies `authorize`")

    @pytest.fixture
    def now(self) -> dt.datetime:
        """The provider's time."""
        return dt.datetime.now(dt.UTC)  # noqa: TID251  what is out there has a clock of its own

    @pytest.fixture
    async def answer(self, providers: OpenIdProviders, issuer: str, authorize: Authorize) -> CodeAnswer:
        """A code that somebody came back with."""
        attempt = SignOnAttempt(
            tenant_id=TenantId(fresh_id()),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(32),
            redirect_uri=BACK,
            binding=b"",
        )
        settings = a_sign_on(attempt.tenant_id, issuer=issuer)
        code = await authorize(authorization_url(await providers.places(issuer), settings, attempt, "estado"))
        return CodeAnswer(
            issuer=issuer,
            client_id=CLIENT,
            code=code,
            verifier=attempt.verifier,
            redirect_uri=BACK,
            nonce=attempt.nonce,
        )

    async def test_a_code_is_worth_one_proof(
        self, providers: OpenIdProviders, answer: CodeAnswer, secret: Secret, now: dt.datetime
    ) -> None:
        known = await providers.redeem(answer, secret, now)
        assert (known.issuer, known.subject) == (answer.issuer, "p-1")
        assert (known.email, known.email_verified) == ("bia@rapida.example", True)
        with pytest.raises(SignOnRefused):
            await providers.redeem(answer, secret, now)

    @pytest.mark.parametrize("why", ["code", "verifier", "nonce", "redirect_uri"])
    async def test_what_does_not_belong_together_is_refused(
        self, providers: OpenIdProviders, answer: CodeAnswer, secret: Secret, now: dt.datetime, why: str
    ) -> None:
        with pytest.raises(SignOnRefused):
            await providers.redeem(replace(answer, **{why: "https://another.example/x" * 2}), secret, now)

    async def test_another_s_secret_is_refused(
        self, providers: OpenIdProviders, answer: CodeAnswer, now: dt.datetime
    ) -> None:
        with pytest.raises((SignOnRefused, SignOnProviderFailed)):
            await providers.redeem(answer, Secret("outro-segredo"), now)
