"""The Evolution API as a provider: what `evolution` stands for in the registry."""

from collections.abc import Callable, Mapping

from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.capabilities import CAPABILITIES
from pytake_adapters.evolution.inspector import EvolutionInspector
from pytake_adapters.evolution.media import EvolutionMedia
from pytake_adapters.evolution.pairing import EvolutionPairing
from pytake_adapters.evolution.reconciler import EvolutionReconciler
from pytake_adapters.evolution.sender import EvolutionSender
from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_adapters.net.http import HttpClient, TimeOuts
from pytake_domain.kernel.time import Clock
from pytake_domain.whatsapp import Capabilities, ProfileGateway, WhatsAppNumber

PATIENT = TimeOuts(connect=5, read=120, total=150)
"""For calls during which the server fetches media from us or from WhatsApp."""


class EvolutionProvider:
    """WhatsApp by Evolution servers, each number by its own; see Provider. Close it when nothing is sent any more."""

    def __init__(
        self,
        *,
        time_outs: TimeOuts | None = None,
        patient: TimeOuts = PATIENT,
        callback_of: Callable[[WhatsAppNumber], str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._http = HttpClient(time_outs=time_outs)
        self._patient = HttpClient(time_outs=patient)
        api = EvolutionApi(self._http, patient=self._patient)
        self._reader = EvolutionReader(clock)
        self._sender = EvolutionSender(api)
        self._inspector = EvolutionInspector(api, callback_of=callback_of)
        self._media = EvolutionMedia(api)
        self._pairing = EvolutionPairing(api)
        self._reconciler = EvolutionReconciler(api, clock)

    @property
    def reader(self) -> EvolutionReader:
        """Reads its webhooks."""
        return self._reader

    @property
    def sender(self) -> EvolutionSender:
        """Sends its messages."""
        return self._sender

    @property
    def inspector(self) -> EvolutionInspector:
        """Asks about its numbers."""
        return self._inspector

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return CAPABILITIES

    @property
    def media(self) -> EvolutionMedia:
        """Carries its media."""
        return self._media

    @property
    def profiles(self) -> ProfileGateway | None:
        """None: the profile is changed on the phone."""
        return None

    @property
    def pairing(self) -> EvolutionPairing:
        """Links its numbers."""
        return self._pairing

    @property
    def reconciler(self) -> EvolutionReconciler:
        """What its servers remember."""
        return self._reconciler

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()
        await self._patient.aclose()


def build(options: Mapping[str, str]) -> EvolutionProvider:
    """By the registry's options: `callback_url`, in which {number_id} is filled in."""
    template = options.get("callback_url")

    def callback_of(number: WhatsAppNumber) -> str:
        return (template or "").replace("{number_id}", str(number.id))

    return EvolutionProvider(callback_of=callback_of if template else None)
