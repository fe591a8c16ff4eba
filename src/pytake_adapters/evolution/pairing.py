"""Links a number to its instance on an Evolution server."""

import re

import msgspec

from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.errors import INSTANCE_MISSING, NAME_IN_USE
from pytake_adapters.evolution.instances import (
    BUSINESS,
    BUSINESS_REFUSED,
    EVENTS,
    INTEGRATION,
    connection_of,
    instance_of,
    unfit_server,
    webhook_of,
)
from pytake_adapters.evolution.link import state_of
from pytake_adapters.evolution.webhook import SECRET_HEADER
from pytake_adapters.net.body import JSON, part, word
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import FailureCode, OpenNumber, PairingOffer, SendFailure

SIGNING_HEADER = "jwt_key"
"""Never sent as such: the server signs a token with it instead."""

SETTINGS: JSON = {
    "rejectCall": False,
    "msgCall": "",
    "groupsIgnore": True,
    "alwaysOnline": False,
    "readMessages": False,
    "readStatus": False,
    "syncFullHistory": False,
}
_PHONE = re.compile(r"\+?([1-9]\d{6,14})", re.ASCII)


class EvolutionPairing:
    """See Pairing. Every step may be repeated: a crash between two of them is made good by doing all again."""

    def __init__(self, api: EvolutionApi) -> None:
        self._api = api

    async def create(self, via: OpenNumber, *, callback_url: str, callback_secret: Secret) -> SendFailure | None:
        """Make the instance, or find it ours; then its settings, and where its news goes, before it is first connected."""
        if (unfit := await unfit_server(self._api, via)) is not None:
            return unfit
        name = via.number.evolution_instance
        made = await self._api.post(
            via, "instance/create", {"instanceName": name, "integration": INTEGRATION, "qrcode": False}
        )
        if isinstance(made, SendFailure):
            if made.provider_code != NAME_IN_USE:
                return _again(made)
            if (foreign := await self._foreign(via, callback_url)) is not None:
                return foreign
        for path, body in (
            ("settings/set/{instance}", SETTINGS),
            ("webhook/set/{instance}", {"webhook": _webhook(callback_url, callback_secret)}),
        ):
            done = await self._api.post(via, path, body)
            if isinstance(done, SendFailure):
                return _again(done)
        return None

    async def begin(self, via: OpenNumber, *, phone: str | None = None) -> PairingOffer | SendFailure:
        """Start linking; an offer without any code says that one will come as news."""
        digits = _PHONE.fullmatch(phone or "")
        if phone and digits is None:
            return SendFailure(code=FailureCode.MESSAGE_INVALID.value, detail="not a phone")
        answer = await self._api.get(via, "instance/connect/{instance}", {"number": digits[1]} if digits else None)
        if isinstance(answer, SendFailure):
            return answer
        return PairingOffer(
            connected=part(answer, "instance").get("state") == "open",
            text=word(answer.get("code")),
            picture=word(answer.get("base64")),
            pairing_code=word(answer.get("pairingCode")),
        )

    async def state(self, via: OpenNumber) -> str | SendFailure:
        """open, connecting or closed, as the server has it in memory."""
        state = await connection_of(self._api, via)
        return state if isinstance(state, SendFailure) else state_of(state)

    async def alive(self, via: OpenNumber) -> bool | None:
        """Asked is whether the number itself is on WhatsApp, which the server can't know by itself."""
        own = _PHONE.fullmatch(via.number.phone_number or "")
        if own is None:
            return None
        answer = await self._api.listed(via, "chat/whatsappNumbers/{instance}", {"numbers": [own[1]]})
        if isinstance(answer, SendFailure):
            dead = answer.code in (FailureCode.NUMBER_DISCONNECTED, FailureCode.PROVIDER_SILENT)
            return False if dead else None
        return True if answer else None

    async def restart(self, via: OpenNumber) -> SendFailure | None:
        """Connect anew; a closed instance can't be restarted and is connected instead."""
        answer = await self._api.post(via, "instance/restart/{instance}", {})
        if isinstance(answer, SendFailure) and answer.code == FailureCode.PROVIDER_REFUSED:
            answer = await self._api.get(via, "instance/connect/{instance}")
        return _again(answer) if isinstance(answer, SendFailure) else None

    async def leave(self, via: OpenNumber, *, remove: bool = False) -> SendFailure | None:
        """Unlink; what is not linked, or not there, has been left already."""
        left = await self._api.delete(via, "instance/logout/{instance}")
        if isinstance(left, SendFailure):
            if left.provider_code == INSTANCE_MISSING:
                return None
            if left.code != FailureCode.NUMBER_DISCONNECTED and not remove:
                return left
        return await self._remove(via) if remove else None

    async def _remove(self, via: OpenNumber) -> SendFailure | None:
        removed = await self._api.delete(via, "instance/delete/{instance}")
        if isinstance(removed, SendFailure) and removed.code == FailureCode.PROVIDER_REFUSED:
            # While it waits for its code to be scanned the first attempt fails.
            removed = await self._api.delete(via, "instance/delete/{instance}")
        if not isinstance(removed, SendFailure) or removed.provider_code == INSTANCE_MISSING:
            return None
        return removed

    async def _foreign(self, via: OpenNumber, callback_url: str) -> SendFailure | None:
        """Why an instance of this name is not this number's; None when it is, or is nobody's yet."""
        instance = await instance_of(self._api, via)
        if isinstance(instance, SendFailure):
            return instance
        webhook = await webhook_of(self._api, via)
        if isinstance(webhook, SendFailure):
            return webhook
        url = word(webhook.get("url"))
        ours = url is None or url == callback_url or str(via.number.id) in url
        integration = (instance or {}).get("integration", INTEGRATION)
        if integration == BUSINESS:
            # This channel names the wrong sender when several people write at once.
            return SendFailure(
                code=FailureCode.NUMBER_UNUSABLE.value,
                provider_code=BUSINESS_REFUSED,
                detail="the instance is of WhatsApp-Business",
            )
        if ours and integration == INTEGRATION:
            return None
        return SendFailure(
            code=FailureCode.NUMBER_UNUSABLE.value, provider_code=NAME_IN_USE, detail="the instance is somebody else's"
        )


def _webhook(url: str, secret: Secret) -> JSON:
    return {
        "enabled": True,
        "url": url,
        "byEvents": False,
        "base64": False,
        "headers": {SIGNING_HEADER: secret.reveal(), SECRET_HEADER: secret.reveal()},
        "events": list(EVENTS),
    }


def _again(failure: SendFailure) -> SendFailure:
    """Nothing here is done twice by being asked for twice."""
    if not failure.ambiguous:
        return failure
    return msgspec.structs.replace(failure, ambiguous=False, retryable=True)
