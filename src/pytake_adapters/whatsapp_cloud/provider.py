"""The official provider: what `official` stands for in the registry."""

from collections.abc import Callable, Mapping

from pytake_adapters.net.http import HttpClient, TimeOuts
from pytake_adapters.system import SystemClock
from pytake_adapters.whatsapp_cloud.api import BASE_URL, VERSION, GraphApi
from pytake_adapters.whatsapp_cloud.capabilities import CAPABILITIES
from pytake_adapters.whatsapp_cloud.inspector import CloudInspector
from pytake_adapters.whatsapp_cloud.media import CloudMedia
from pytake_adapters.whatsapp_cloud.profiles import CloudProfiles
from pytake_adapters.whatsapp_cloud.sender import CloudSender
from pytake_adapters.whatsapp_cloud.templates import CloudTemplates
from pytake_adapters.whatsapp_cloud.webhook import CloudReader
from pytake_domain.whatsapp import Capabilities, Pairing, ProfileGateway, WhatsAppNumber


class CloudProvider:
    """WhatsApp's Cloud API; see Provider. Close it when nothing is sent any more."""

    def __init__(
        self,
        *,
        base_url: str = BASE_URL,
        version: str = VERSION,
        time_outs: TimeOuts | None = None,
        callback_of: Callable[[WhatsAppNumber], str] | None = None,
    ) -> None:
        self._http = HttpClient(time_outs=time_outs)
        api = GraphApi(self._http, base_url=base_url, version=version)
        self._reader = CloudReader()
        self._sender = CloudSender(api)
        self._media = CloudMedia(api, SystemClock().now)
        self._inspector = CloudInspector(api, callback_of=callback_of)
        self._profiles = CloudProfiles(api)
        self._templates = CloudTemplates(api)

    @property
    def reader(self) -> CloudReader:
        """Reads its webhooks."""
        return self._reader

    @property
    def sender(self) -> CloudSender:
        """Sends its messages."""
        return self._sender

    @property
    def inspector(self) -> CloudInspector:
        """Asks about its numbers."""
        return self._inspector

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return CAPABILITIES

    @property
    def media(self) -> CloudMedia:
        """Carries its media."""
        return self._media

    @property
    def profiles(self) -> ProfileGateway | None:
        """Its business profiles."""
        return self._profiles

    @property
    def templates(self) -> CloudTemplates:
        """Its templates."""
        return self._templates

    @property
    def pairing(self) -> Pairing | None:
        """None: its numbers need no linking."""
        return None

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()


def build(options: Mapping[str, str]) -> CloudProvider:
    """By the registry's options: `base_url`, `version`, and `callback_url`, in which {number_id} is filled in."""
    template = options.get("callback_url")

    def callback_of(number: WhatsAppNumber) -> str:
        return (template or "").replace("{number_id}", str(number.id))

    return CloudProvider(
        base_url=options.get("base_url") or BASE_URL,
        version=options.get("version") or VERSION,
        callback_of=callback_of if template else None,
    )
