import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from msgspec.structs import replace
from tests.support.openid_provider import Provider

from pytake_adapters.net.guarded import Limits
from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_adapters.security.openid import HttpOpenIdProviders
from pytake_domain.identity import (
    CodeAnswer,
    IdentityWork,
    OpenIdProviders,
    ProviderIdentity,
    SignOnProviderFailed,
    SignOnRefused,
)
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.sign_on import BACK, Authorize, OpenIdProvidersContract, SignOnContract
from pytake_domain.testing.memory.identity import IdentityState, MemoryOpenIdentity
from pytake_domain.testing.memory.sign_on import MemoryOpenIdProviders


class TestMemorySignOn(SignOnContract):
    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        return MemoryOpenIdentity(IdentityState())


class TestPostgresSignOn(SignOnContract):
    @pytest.fixture
    def open_work(self, postgres_work: PostgresOpenWork) -> OpenWork[IdentityWork]:
        return postgres_work


class TestMemoryOpenIdProviders(OpenIdProvidersContract):
    @pytest.fixture
    def providers(self) -> OpenIdProviders:
        return MemoryOpenIdProviders()

    @pytest.fixture
    def issuer(self) -> str:
        return "https://login.rapida.example"

    @pytest.fixture
    def secret(self, providers: MemoryOpenIdProviders) -> Secret:
        return Secret(providers.secret)

    @pytest.fixture
    def authorize(self, providers: MemoryOpenIdProviders, issuer: str) -> Authorize:
        async def signed_in(url: str) -> str:
            bia = ProviderIdentity(issuer=issuer, subject="p-1", email="bia@rapida.example", email_verified=True)
            return providers.authorize(url, bia)[0]

        return signed_in


class TestHttpOpenIdProviders(OpenIdProvidersContract):
    @pytest.fixture
    def running(self) -> Iterator[Provider]:
        with Provider() as provider:
            provider.redirect_uri = BACK
            provider.person["email"] = "bia@rapida.example"
            yield provider

    @pytest.fixture
    def providers(self) -> OpenIdProviders:
        return HttpOpenIdProviders(Limits(private=True))

    @pytest.fixture
    def issuer(self, running: Provider) -> str:
        return running.issuer

    @pytest.fixture
    def secret(self, running: Provider) -> Secret:
        return Secret(running.client_secret)

    @pytest.fixture
    def authorize(self) -> Authorize:
        async def signed_in(url: str) -> str:
            async with httpx.AsyncClient() as browser:
                answer = await browser.get(url)
            return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

        return signed_in

    async def test_a_key_that_is_new_is_read_at_most_once_a_minute(
        self,
        providers: HttpOpenIdProviders,
        running: Provider,
        answer: CodeAnswer,
        authorize: Authorize,
        secret: Secret,
        now: dt.datetime,
    ) -> None:
        async def again() -> ProviderIdentity:
            challenge = (
                base64.urlsafe_b64encode(hashlib.sha256(answer.verifier.encode()).digest()).rstrip(b"=").decode()
            )
            asked = {
                "response_type": "code",
                "client_id": "pytake",
                "redirect_uri": BACK,
                "scope": "openid",
                "nonce": answer.nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
            code = await authorize(f"{running.issuer}/authorize?{urlencode(asked)}")
            return await providers.redeem(replace(answer, code=code), secret, now)

        await providers.redeem(answer, secret, now)
        running.rotate()
        with pytest.raises(SignOnRefused) as refused:
            await again()
        assert (refused.value.params, running.asked_for_keys) == ({"reason": "key"}, 1)
        providers._known[running.issuer].keys_at -= 61
        assert (await again()).subject == "p-1"
        assert running.asked_for_keys == 2

    async def test_a_key_with_a_private_half_is_none(
        self, providers: HttpOpenIdProviders, running: Provider, answer: CodeAnswer, secret: Secret, now: dt.datetime
    ) -> None:
        running.more_of_keys = {"d": "AQAB"}
        with pytest.raises(SignOnRefused) as refused:
            await providers.redeem(answer, secret, now)
        assert refused.value.params == {"reason": "key"}

    async def test_the_secret_is_posted_where_the_provider_wants_it_so(
        self, running: Provider, providers: OpenIdProviders, secret: Secret
    ) -> None:
        running.auth_method = "client_secret_post"
        await providers.places(running.issuer)
        answer = CodeAnswer(
            issuer=running.issuer, client_id="pytake", code="x", verifier="v", redirect_uri=BACK, nonce="n"
        )
        with pytest.raises(SignOnRefused) as refused:
            await providers.redeem(answer, secret, dt.datetime.now(dt.UTC))  # noqa: TID251  the provider's
        assert refused.value.params == {"reason": "code"}

    @pytest.mark.parametrize(
        "described",
        [
            {"issuer": "https://evil.example"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"token_endpoint": 7},
            {"jwks_uri": None},
        ],
    )
    async def test_a_provider_that_says_odd_things_of_itself_is_not_believed(
        self, running: Provider, providers: OpenIdProviders, described: dict[str, object]
    ) -> None:
        running.described = described
        with pytest.raises(SignOnProviderFailed):
            await providers.places(running.issuer)

    async def test_no_provider_is_asked_in_a_private_network_or_without_tls(self, issuer: str) -> None:
        guarded = HttpOpenIdProviders(Limits())
        for address in (issuer, "https://127.0.0.1:9", "http://login.example.com", "https://localhost:9", "ftp://x.y"):
            with pytest.raises(SignOnProviderFailed):
                await guarded.places(address)
