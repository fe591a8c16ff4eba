"""Single sign-on on the running application, at a provider that the test runs: the way through, and everything forged."""

import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.utils import base64url_encode
from tests.e2e.company import Company, House
from tests.e2e.test_signing_in import ME, bearer, login
from tests.support.openid_provider import Provider

START, CALLBACK, EXCHANGE = (f"/api/v1/auth/oidc/{name}" for name in ("start/", "callback", "exchange"))
SETTINGS = "single-sign-on"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


class Browser:
    """One that keeps cookies and follows nothing by itself."""

    def __init__(self, house: House, provider: Provider) -> None:
        self.http, self.provider = house.http, provider
        self.cookie = ""

    async def start(self, slug: str) -> str:
        """Where the application sends it."""
        answer = await self.http.get(START + slug)
        self.http.cookies.clear()
        assert answer.status_code == 302, answer.text
        kept = answer.headers.get("set-cookie", "").partition(";")[0]
        self.cookie = kept or self.cookie
        return str(answer.headers["location"])

    async def provide(self, url: str) -> dict[str, str]:
        """What the provider sends it back with."""
        async with httpx.AsyncClient() as there:
            answer = await there.get(url)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    async def back(self, **told: str) -> str:
        answer = await self.http.get(CALLBACK, params=told, headers={"Cookie": self.cookie})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def come(self, slug: str) -> str:
        """The whole way; where it ends."""
        return await self.back(**await self.provide(await self.start(slug)))

    async def exchange(self, ended: str, cookie: str | None = None) -> httpx.Response:
        code = ended.partition("#")[2]
        headers = {"Cookie": self.cookie if cookie is None else cookie, "Accept-Language": "en"}
        answer = await self.http.post(EXCHANGE, json={"code": code, "cookie": True}, headers=headers)
        self.http.cookies.clear()
        return answer


async def set_up(company: Company, provider: Provider, **changes: Any) -> str:
    """The company's sign-on; its short name."""
    body = {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "domains": [company.email.partition("@")[2]],
        "create_people": True,
        **changes,
    }
    told = await company.put(SETTINGS, body)
    provider.redirect_uri = told["redirect_uri"]
    provider.person["email"] = f"bia.{company.email}"
    return str(company.issued["tenant"]["slug"])


def refused(ended: str) -> str:
    assert "#" not in ended, ended
    return parse_qs(urlsplit(ended).query)["refused"][0]


async def test_who_comes_by_the_provider_is_added_and_known_again(
    house: House, company: Company, provider: Provider
) -> None:
    slug = await set_up(company, provider)
    assert (await company.post(f"{SETTINGS}/check", status=200))["token_endpoint"] == f"{provider.issuer}/token"
    shown = await company.get(SETTINGS)
    assert "segredo" not in str(shown)
    browser = Browser(house, provider)
    url = await browser.start(slug)
    asked = parse_qs(urlsplit(url).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    told = await browser.provide(url)
    ended = await browser.back(**told)
    assert ended.startswith("/app/single-sign-on#")
    assert (await browser.exchange(ended, cookie="")).status_code == 401
    assert (await browser.exchange(ended, cookie="pytake_sign_on=another")).json()["error"][
        "code"
    ] == "SIGN_ON_ATTEMPT_OVER"

    ended = await browser.come(slug)
    answer = await browser.exchange(ended)
    assert answer.status_code == 200, answer.text
    issued = answer.json()
    assert (issued["user"]["role"], issued["user"]["name"]) == ("agent", "Bia Souza")
    assert issued["user"]["email_verified"] is True
    assert (await house.http.get(ME, headers=bearer(issued["token"]))).status_code == 200
    assert (await browser.exchange(ended)).json()["error"]["code"] == "SIGN_ON_ATTEMPT_OVER"
    assert refused(await browser.back(**told)) == "SIGN_ON_ATTEMPT_OVER"

    provider.person |= {"email": "outra@alhures.example", "email_verified": False}
    again = await browser.exchange(await browser.come(slug))
    assert again.json()["user"]["id"] == issued["user"]["id"]
    admin = await house.admin()
    row = await admin.fetchrow("SELECT * FROM sign_ons WHERE tenant_id = $1", company.tenant_id)
    assert row is not None
    assert provider.client_secret.encode() not in row["secret"]
    assert (await company.call("DELETE", f"users/{issued['user']['id']}")).status_code == 204
    assert refused(await browser.come(slug)) == "SIGN_ON_NOBODY"


async def test_somebody_who_is_there_is_linked_by_a_verified_address_alone(
    house: House, company: Company, other_company: Company, provider: Provider
) -> None:
    slug = await set_up(company, provider, create_people=False)
    bia, browser = await company.person(), Browser(house, provider)
    domain = company.email.partition("@")[2]
    for wrong in (
        {"email": bia.user["email"], "email_verified": False},
        {"email": f"ninguem@{domain}"},
        {"email": other_company.email},
        {"email": "nem-endereco"},
        {"email": f"x@sub.{domain}"},
    ):
        provider.person |= {"sub": f"s-{wrong['email']}", "email_verified": True, **wrong}
        assert refused(await browser.come(slug)) == "SIGN_ON_NOBODY", wrong
    provider.person |= {"sub": "bia", "email": bia.user["email"].upper(), "email_verified": True}
    answer = await browser.exchange(await browser.come(slug))
    assert answer.json()["user"]["id"] == bia.user["id"]
    await company.call("PUT", f"users/{bia.user['id']}", json={"active": False})
    assert refused(await browser.come(slug)) == "USER_INACTIVE"


async def test_with_sign_on_enforced_passwords_are_for_administrators(
    house: House, company: Company, provider: Provider
) -> None:
    bia = await company.person()
    await set_up(company, provider, enforced=True)
    answer = await login(house, bia.user["email"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "SIGN_ON_REQUIRED")
    wrong = {"email": bia.user["email"], "password": "errada-demais"}
    assert (await house.http.post("/api/v1/auth/login", json=wrong)).status_code == 401
    assert (await login(house, company.email)).status_code == 200
    assert (await bia.call("GET", SETTINGS)).status_code == 403
    assert (await company.call("DELETE", SETTINGS)).status_code == 204
    assert (await login(house, bia.user["email"])).status_code == 200


def changed(**changes: Any) -> Callable[[dict[str, Any], Provider], str]:
    def forge(claims: dict[str, Any], provider: Provider) -> str:
        claims |= changes
        return provider.sign({name: value for name, value in claims.items() if value is not None})

    return forge


def by_hand(head: dict[str, Any], claims: dict[str, Any], key: bytes | None) -> str:
    """What a library that is careful does not sign."""
    first = b".".join(base64url_encode(json.dumps(part).encode()) for part in (head, claims))
    mac = base64url_encode(hmac.digest(key, first, "sha256")) if key is not None else b""
    return (first + b"." + mac).decode()


def with_public_key(claims: dict[str, Any], provider: Provider) -> str:
    """Signed with a secret that everybody knows: the public key, taken for a shared one."""
    return by_hand({"alg": "HS256", "kid": provider.kid}, claims, provider.public_pem())


def by_a_stranger(claims: dict[str, Any], provider: Provider) -> str:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": provider.kid})


FORGED: dict[str, Callable[[dict[str, Any], Provider], str]] = {
    "issuer": changed(iss="https://evil.example"),
    "audience": changed(aud="another"),
    "several audiences": changed(aud=["pytake", "another"]),
    "authorized party": changed(azp="another"),
    "nonce": changed(nonce="another"),
    "no nonce": changed(nonce=None),
    "expired": changed(exp=int(time.time()) - 120),
    "old": changed(iat=int(time.time()) - 7_200),
    "early": changed(nbf=int(time.time()) + 3_600),
    "access token": changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "subject": changed(sub=""),
    "none": lambda claims, _: by_hand({"alg": "none"}, claims, None),
    "shared secret": lambda claims, p: by_hand({"alg": "HS256", "kid": p.kid}, claims, p.client_secret.encode()),
    "public key": with_public_key,
    "another key": by_a_stranger,
    "unknown key": lambda claims, p: p.sign(claims, kid="another"),
    "no proof": lambda *_: "",
    "junk": lambda *_: "a.b.c",
}


async def test_proofs_that_are_forged_let_nobody_in(house: House, company: Company, provider: Provider) -> None:
    slug = await set_up(company, provider)
    browser = Browser(house, provider)
    for why, forge in FORGED.items():
        provider.forge = forge
        assert refused(await browser.come(slug)) == "SIGN_ON_REFUSED", why
    people = (await company.get("users"))["data"]
    assert [each["email"] for each in people] == [company.email]
    said = "".join(file.read_text() for file in (house.stack.place.data / "logs").iterdir())
    for reason in ("algorithm", "nonce", "expired", "authorized_party", "access_token", "key"):
        assert f"SIGN_ON_REFUSED reason={reason}" in said
    provider.forge = None
    assert "#" in await browser.come(slug)


async def test_the_way_back_is_bound_to_the_browser_the_company_and_one_use(
    house: House, company: Company, other_company: Company, provider: Provider
) -> None:
    slug = await set_up(company, provider)
    browser, victim = Browser(house, provider), Browser(house, provider)
    told = await browser.provide(await browser.start(slug))
    await victim.start(slug)
    assert refused(await victim.back(**told)) == "SIGN_ON_ATTEMPT_OVER"
    assert refused(await browser.back(**told)) == "SIGN_ON_ATTEMPT_OVER", "a state is shown once"
    first = await browser.provide(await browser.start(slug))
    second = await browser.provide(await browser.start(slug))
    assert refused(await browser.back(code=first["code"], state=second["state"])) == "SIGN_ON_REFUSED"
    told = await browser.provide(await browser.start(slug))
    assert refused(await browser.back(**told, iss="https://evil.example")) == "SIGN_ON_REFUSED"
    told = await browser.provide(await browser.start(slug))
    assert refused(await browser.back(state=told["state"], error="access_denied")) == "SIGN_ON_REFUSED"
    assert refused(await browser.back(code="x", state="x")) == "SIGN_ON_ATTEMPT_OVER"

    with Provider() as theirs:
        other = await set_up(other_company, theirs)
        told = await browser.provide(await browser.start(slug))
        mine = await browser.start(other)
        state = parse_qs(urlsplit(mine).query)["state"][0]
        # A code of the one company's provider, with the state of the other's.
        assert refused(await browser.back(code=told["code"], state=state)) == "SIGN_ON_REFUSED"
    assert refused(await browser.start("nao-existe")) == "SIGN_ON_NOT_FOUND"


async def test_keys_that_change_are_read_anew_and_a_provider_that_is_away_is_said(
    house: House, company: Company, provider: Provider
) -> None:
    slug = await set_up(company, provider)
    browser = Browser(house, provider)
    assert "#" in await browser.come(slug)
    assert "#" in await browser.come(slug)
    assert provider.asked_for_keys == 1
    body = {"issuer": "http://127.0.0.1:9", "client_id": "x", "domains": ["rapida.example"]}
    missing = await company.call("PUT", SETTINGS, json=body)
    assert missing.json()["error"]["details"][0]["field"] == "client_secret"
    await company.put(SETTINGS, {**body, "client_secret": "x"})
    assert refused(await browser.start(slug)) == "SIGN_ON_PROVIDER_FAILED"
    check = await company.call("POST", f"{SETTINGS}/check")
    assert (check.status_code, check.json()["error"]["code"]) == (502, "SIGN_ON_PROVIDER_FAILED")


async def test_who_administers_all_companies_is_nobody_to_a_company_s_provider(
    house: House, company: Company, provider: Provider
) -> None:
    slug = await set_up(company, provider)
    admin = await house.admin()
    await admin.execute("UPDATE users SET platform_admin = true WHERE email = $1", company.email)
    provider.person |= {"email": company.email}
    assert refused(await Browser(house, provider).come(slug)) == "SIGN_ON_NOBODY"
