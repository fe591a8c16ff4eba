"""A twin, a callback it calls, and our own adapter against it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from aiohttp import web
from tests.support.twin import APP_SECRET, NOW, NUMBER_ID, TOKEN, VERIFY_TOKEN, WABA_ID, Callback, Clock

from pytake_adapters.net.http import TimeOuts
from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_app.twin import Behaviour, CloudTwin, TwinNumber, TwinSettings, TwinTemplate
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import ApiType, OpenNumber, WhatsAppNumber


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def provider() -> AsyncIterator[CloudProvider]:
    made = CloudProvider(time_outs=TimeOuts(connect=2, read=0.4, total=2))
    yield made
    await made.aclose()


@pytest.fixture
async def callback(provider: CloudProvider) -> AsyncIterator[Callback]:
    made = Callback(provider.reader)
    app = web.Application()
    app.router.add_route("*", "/webhook", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    yield made
    await runner.cleanup()


@pytest.fixture
def told(callback: Callback) -> TwinNumber:
    return TwinNumber(
        phone_number_id=NUMBER_ID,
        display_phone_number="+55 11 4000-1234",
        waba_id=WABA_ID,
        access_token=TOKEN,
        app_secret=APP_SECRET,
        callback_url=callback.url,
        verify_token=VERIFY_TOKEN,
    )


@pytest.fixture
def templates() -> tuple[TwinTemplate, ...]:
    body = {"type": "BODY", "text": "Olá {{1}}, tudo bem?"}
    reply = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Sim"}]}
    return (
        TwinTemplate(waba_id=WABA_ID, name="ola", components=(body, reply)),
        TwinTemplate(waba_id=WABA_ID, name="parado", status="PAUSED", components=(body,)),
    )


@pytest.fixture
async def twin(told: TwinNumber, templates: tuple[TwinTemplate, ...], clock: Clock) -> AsyncIterator[CloudTwin]:
    quick = Behaviour(sent=0, delivered=0.01, read=0.02, first_gap=0.05, longest_gap=0.2)
    made = CloudTwin(TwinSettings(numbers=(told,), templates=templates, behaviour=quick, seed=1), clock=clock)
    yield made
    await made.stop()


@pytest.fixture
async def url(twin: CloudTwin) -> str:
    return await twin.start()


@pytest.fixture
def via(url: str) -> OpenNumber:
    number = WhatsAppNumber(
        id=NumberId(UUID(int=1)),
        tenant_id=TenantId(UUID(int=2)),
        name="Suporte",
        api_type=ApiType.OFFICIAL,
        created_at=NOW,
        updated_at=NOW,
        phone_number_id=NUMBER_ID,
        business_account_id=WABA_ID,
        base_url=url,
        is_active=True,
    )
    return OpenNumber(number=number, access_token=Secret(TOKEN), app_secret=Secret(APP_SECRET))
