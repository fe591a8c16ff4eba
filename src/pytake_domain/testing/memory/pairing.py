"""The far side of a number that is linked like a phone, in memory: it says what it is told to say, and remembers."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.contacts import Address
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import Content, FailureCode, MessageStatus, OpenNumber, PairingOffer, SendFailure

AWAY = SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True)


class MemoryPairing:
    """See Pairing. `says` is the state it answers, `away` lets every call fail, `refuses` every creation; while it is `dead`
    WhatsApp answers nothing.
    """

    def __init__(self) -> None:
        self.says = "closed"
        self.away = False
        self.dead = False
        self.refuses: SendFailure | None = None
        self.calls: list[str] = []
        self.callback_url = ""
        self.secret = Secret("")

    async def create(self, via: OpenNumber, *, callback_url: str, callback_secret: Secret) -> SendFailure | None:  # noqa: ARG002
        """Remembers where its news go."""
        self.calls.append("create")
        self.callback_url, self.secret = callback_url, callback_secret
        return self._trouble() or self.refuses

    async def begin(self, via: OpenNumber, *, phone: str | None = None) -> PairingOffer | SendFailure:  # noqa: ARG002
        """A code, unless it is linked."""
        self.calls.append("begin")
        if (trouble := self._trouble()) is not None:
            return trouble
        if self.says == "open":
            return PairingOffer(connected=True)
        self.says = "connecting"
        return PairingOffer(text="2@code", picture="data:image/png;base64,", pairing_code="ABCD1234" if phone else None)

    async def state(self, via: OpenNumber) -> str | SendFailure:  # noqa: ARG002
        """What it was told to say."""
        self.calls.append("state")
        return self._trouble() or self.says

    async def alive(self, via: OpenNumber) -> bool | None:  # noqa: ARG002
        """Unless it is dead, or away."""
        self.calls.append("alive")
        return None if self.away else not self.dead

    async def restart(self, via: OpenNumber) -> SendFailure | None:  # noqa: ARG002
        """Does nothing."""
        self.calls.append("restart")
        return self._trouble()

    async def leave(self, via: OpenNumber, *, remove: bool = False) -> SendFailure | None:  # noqa: ARG002
        """It is closed from now on."""
        self.calls.append("remove" if remove else "leave")
        if (trouble := self._trouble()) is not None:
            return trouble
        self.says = "closed"
        return None

    def _trouble(self) -> SendFailure | None:
        return AWAY if self.away else None


class MemoryReconciler:
    """See Reconciler: `statuses`, `sent` (ids by what was said) and `waiting` (bodies) are what it remembers."""

    def __init__(self) -> None:
        self.statuses: dict[str, MessageStatus] = {}
        self.sent: list[tuple[Content, str]] = []
        self.waiting: list[bytes] = []
        self.asked: list[tuple[dt.datetime, dt.datetime]] = []
        self.away = False

    async def status(self, via: OpenNumber, provider_message_id: str) -> MessageStatus | SendFailure | None:  # noqa: ARG002
        """See the port."""
        return AWAY if self.away else self.statuses.get(provider_message_id)

    async def alike(
        self,
        via: OpenNumber,  # noqa: ARG002
        to: Sequence[Address],  # noqa: ARG002
        content: Content,
        *,
        since: dt.datetime,  # noqa: ARG002
    ) -> Sequence[str] | SendFailure:
        """See the port."""
        return AWAY if self.away else [message_id for said, message_id in self.sent if said == content]

    async def missed(
        self,
        via: OpenNumber,  # noqa: ARG002
        *,
        since: dt.datetime,
        until: dt.datetime,
    ) -> Sequence[bytes] | SendFailure:
        """See the port."""
        if self.away:
            return AWAY
        self.asked.append((since, until))
        return self.waiting
