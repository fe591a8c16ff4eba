"""What becomes of an accepted message: statuses, late, lost or in another order as the settings say."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pytake_app.twin.errors import in_status
from pytake_app.twin.settings import TwinNumber
from pytake_app.twin.state import Phone, State
from pytake_app.twin.webhooks import Update, Webhooks
from pytake_app.twin.wire import JSON


class Sent(NamedTuple):
    """An accepted message. `by_user_id`: its recipient was named by user id; `failure` is the code it fails with, or 0."""

    number: TwinNumber
    phone: Phone
    id: str
    type: str
    correlation: str
    category: str
    by_user_id: bool
    failure: int


class Statuses:
    """Tells the statuses of accepted messages."""

    def __init__(self, state: State, webhooks: Webhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    def follow(self, sent: Sent) -> None:
        """Tell every status of this message, each at its time."""
        behaviour = self._state.behaviour
        if sent.failure:
            plan = [("failed", behaviour.sent or 0.0)]
        elif sent.type == "reaction":
            plan = [("sent", behaviour.sent or 0.0)]
        else:
            steps = (("sent", behaviour.sent), ("delivered", behaviour.delivered), ("read", behaviour.read))
            plan = [(word, after) for word, after in steps if after is not None]
        if behaviour.drops:
            plan = [step for step in plan if self._state.chance.random() >= behaviour.drops]
        if behaviour.shuffle:
            words = [word for word, _ in plan]
            self._state.chance.shuffle(words)
            plan = list(zip(words, (after for _, after in plan), strict=True))
        for after in dict.fromkeys(after for _, after in plan):
            words = [word for word, when in plan if when == after]
            self._webhooks.tell_later(after, partial(self._updates, sent, words))

    def _updates(self, sent: Sent, words: Sequence[str]) -> list[Update]:
        at = str(int(self._state.clock()))
        contact: JSON | None = None
        if not sent.failure:
            contact = contact_of(sent.phone, sent.number, phone_known=not sent.by_user_id)
        return [Update(sent.number, "statuses", _status(sent, word, at), contact) for word in words]


def contact_of(phone: Phone, number: TwinNumber, *, phone_known: bool = True) -> JSON:
    """The person as a webhook's `contacts` introduces them."""
    contact: JSON = {"profile": {"name": phone.name}, "user_id": phone.user_id(number.business_id)}
    if phone_known:
        contact["wa_id"] = phone.wa_id
    return contact


def _status(sent: Sent, word: str, at: str) -> JSON:
    status: JSON = {"id": sent.id, "status": word, "timestamp": at}
    if not sent.by_user_id:
        status["recipient_id"] = sent.phone.wa_id
    status["recipient_user_id"] = sent.phone.user_id(sent.number.business_id)
    if word in ("sent", "delivered"):
        status["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": sent.category,
        }
    if sent.correlation:
        status["biz_opaque_callback_data"] = sent.correlation
    if word == "failed":
        status["errors"] = [in_status(sent.failure)]
    return status
