"""The Evolution adapter keeps every provider's contract at the twin as well."""

from collections.abc import AsyncIterator

import pytest
from tests.support.evolution import INSTANCE, a_linked_number

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_adapters.net.http import TimeOuts
from pytake_app.twin import CloudTwin, EvolutionFault, EvolutionFaultKind, Match
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.provider import LID, SENDABLE, FarSide, MessageSenderContract
from pytake_domain.whatsapp import Catalog, MessageSender, OpenNumber, PairingOffer, System, Template


class TwinFarSide:
    def __init__(self, twin: CloudTwin) -> None:
        self._whole = twin
        self._twin = twin.evolution

    def _meets(self, kind: EvolutionFaultKind) -> None:
        self._twin.cancel_faults()
        self._twin.fault(EvolutionFault(kind=kind, count=100, match=Match(path="/evolution/")))

    def accepts(self) -> None:
        self._twin.cancel_faults()

    def refuses(self) -> None:
        self._meets(EvolutionFaultKind.ERROR_200)

    def is_busy(self) -> None:
        self._meets(EvolutionFaultKind.RATE)

    def is_away(self) -> None:
        server = self._whole._server
        assert server is not None
        for listening in server.servers:
            listening.close()

    def loses_the_answer(self) -> None:
        self._meets(EvolutionFaultKind.TIMEOUT_AFTER)

    def received(self) -> int:
        return len(self._twin.instance(INSTANCE).sends)


class TestEvolutionAtTheTwin(MessageSenderContract):
    sends = tuple(content for content in SENDABLE if not isinstance(content, Template))
    does_not_send = (System(event="noted"), Template(name="fatura_vencida", language="pt_BR"), Catalog(body="Veja"))
    without_phone = LID

    @pytest.fixture
    async def provider(self) -> AsyncIterator[EvolutionProvider]:
        quick = TimeOuts(connect=2, read=0.3, total=2)
        provider = EvolutionProvider(time_outs=quick, patient=quick)
        yield provider
        await provider.aclose()

    @pytest.fixture
    async def whole(self) -> AsyncIterator[CloudTwin]:
        twin = CloudTwin()
        yield twin
        await twin.stop()

    @pytest.fixture
    async def via(self, whole: CloudTwin, provider: EvolutionProvider) -> OpenNumber:
        made = a_linked_number(await whole.start() + "/evolution")
        opened = OpenNumber(number=made.number, evolution_api_key=Secret(whole.evolution.api_key))
        nowhere = "http://127.0.0.1:9/hook"
        assert await provider.pairing.create(opened, callback_url=nowhere, callback_secret=Secret("s" * 32)) is None
        assert isinstance(await provider.pairing.begin(opened), PairingOffer)
        whole.evolution.scan(INSTANCE)
        return opened

    @pytest.fixture
    def far_side(self, whole: CloudTwin, via: OpenNumber) -> FarSide:
        assert via.number.evolution_instance == INSTANCE
        return TwinFarSide(whole)

    @pytest.fixture
    async def sender(self) -> AsyncIterator[MessageSender]:
        quick = TimeOuts(connect=2, read=0.3, total=2)
        fresh = EvolutionProvider(time_outs=quick, patient=quick)
        yield fresh.sender
        await fresh.aclose()
