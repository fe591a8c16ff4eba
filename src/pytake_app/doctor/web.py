"""Can the provider reach us? Asked from here, at the address that the provider is told."""

from collections.abc import Sequence

import httpx

from pytake_app.doctor.finding import Finding, error, fine
from pytake_app.settings import Settings

PATIENCE = 5.0
WEBHOOK = "/api/v1/whatsapp/webhook"
CHALLENGE = "pytake-doctor"
WRONG_TOKEN = "not-the-token"  # noqa: S105  wrong on purpose
MOST_NUMBERS = 3


async def look_at_web(settings: Settings, numbers: Sequence[tuple[str, str, str]] = ()) -> list[Finding]:
    """The public URL and its webhook. `numbers`: id, name and verify token of some that are active."""
    url = settings.public_url
    async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False) as client:
        try:
            live = await client.get(f"{url}/observability/live")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as away:
            return [error("PUBLIC_URL_AWAY", url=url, detail=str(away) or type(away).__name__)]
        if live.status_code != httpx.codes.OK or not live.text.startswith('{"live"'):
            return [error("PUBLIC_URL_NOT_US", url=url, status=live.status_code)]
        found = await _webhook(client, settings)
        for number_id, name, token in numbers[:MOST_NUMBERS]:
            answer = await _shake(client, f"{url}{WEBHOOK}/{number_id}", token)
            if answer != CHALLENGE:
                found.append(error("HANDSHAKE_FAILED", name=name, answer=answer))
    return found or [fine("PUBLIC_URL_FINE", url=url)]


async def _webhook(client: httpx.AsyncClient, settings: Settings) -> list[Finding]:
    address = f"{settings.public_url}{WEBHOOK}"
    refused = await _shake(client, address, WRONG_TOKEN)
    if refused != str(int(httpx.codes.FORBIDDEN)):
        return [error("WEBHOOK_NOT_US", url=address, answer=refused)]
    token = settings.webhook_verify_token
    if token and await _shake(client, address, token) != CHALLENGE:
        return [error("HANDSHAKE_FAILED", name="PYTAKE_WEBHOOK_VERIFY_TOKEN", answer="")]
    return []


async def _shake(client: httpx.AsyncClient, address: str, token: str) -> str:
    """The text of a good answer, the status of any other."""
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": CHALLENGE}
    try:
        answer = await client.get(address, params=query)
    except httpx.HTTPError as away:
        return type(away).__name__
    return answer.text[:80] if answer.status_code == httpx.codes.OK else str(answer.status_code)
