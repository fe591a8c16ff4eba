"""A send: what the provider checks, in its order, and what it does once it has taken it."""

import msgspec

from pytake_app.twin import rules, templates
from pytake_app.twin.errors import GraphError, invalid, missing
from pytake_app.twin.http import Answer, json
from pytake_app.twin.settings import TwinTemplate
from pytake_app.twin.state import AcceptedSend, Number, Pair, Phone, Seen, State
from pytake_app.twin.statuses import Sent, Statuses
from pytake_app.twin.wire import JSON, message_id, part, parts, word

WINDOW_CLOSED = 131047
_decode = msgspec.json.Decoder().decode
_UNUSABLE = {"BANNED": 131031, "RESTRICTED": 368, "PENDING": 133010, "UNVERIFIED": 133010, "DISCONNECTED": 133010}


class Sending:
    """Takes or refuses what is posted to a number's `messages`."""

    def __init__(self, state: State, statuses: Statuses) -> None:
        self._state = state
        self._statuses = statuses

    def take(self, number: Number, raw: bytes) -> Answer:
        """The answer to a post. Raises GraphError where the provider refuses."""
        body = decoded(raw)
        if body.get("messaging_product") != "whatsapp":
            raise missing("messaging_product")
        if number.told.status in _UNUSABLE:
            raise GraphError(_UNUSABLE[number.told.status])
        return self._mark(number, body) if "status" in body else self._send(number, body, raw)

    def _mark(self, number: Number, body: JSON) -> Answer:
        """A message read, with or without the sign of typing."""
        marked = word(body.get("message_id"))
        if not marked:
            raise missing("message_id")
        said = self._state.said.get(marked)
        if body.get("status") != "read" or said is None or said.phone_number_id != number.told.phone_number_id:
            raise invalid("Message id not found, or not one that can be marked as read")
        phone = self._state.phones[said.wa_id]
        self._show(phone, number, "read", marked)
        if part(body, "typing_indicator"):
            self._show(phone, number, "typing", marked)
        return json({"success": True})

    def _show(self, phone: Phone, number: Number, kind: str, about: str) -> None:
        phone.show(Seen(phone.next_turn(), number.told.phone_number_id, kind, about, self._state.clock()))

    def _send(self, number: Number, body: JSON, raw: bytes) -> Answer:
        state, at = self._state, self._state.clock()
        rules.check(body)
        self._check_media(number, body)
        phone, by_user_id = self._recipient(number, body)
        if phone.wa_id == number.digits:
            raise GraphError(131021)
        pair = number.pair(phone.wa_id, at)
        template = self._template(number, body, by_user_id=by_user_id)
        self._paced(number, pair, at)
        closed = template is None and state.behaviour.window and not pair.window_open(at)
        failure = WINDOW_CLOSED if closed else state.fails_with(phone.wa_id)
        if failure and failure not in state.behaviour.late:
            raise GraphError(failure)
        number.bucket.take(at)
        pair.bucket.take(at)
        sent = Sent(
            number=number.told,
            phone=phone,
            id=message_id(phone.wa_id),
            type=word(body.get("type")) or "text",
            correlation=word(body.get("biz_opaque_callback_data")),
            category=template.category.lower() if template else "service",
            by_user_id=by_user_id,
            failure=failure,
        )
        self._book(sent, raw, template, at)
        return _accepted(sent, body, template)

    def _check_media(self, number: Number, body: JSON) -> None:
        """Files are sent by the id that this account was given for them."""
        kind = word(body.get("type"))
        held = [part(body, kind)] if kind in rules.MEDIA else []
        head = part(part(body, "interactive"), "header")
        held += [part(head, word(head.get("type")))] if word(head.get("type")) in rules.MEDIA else []
        held += templates.files_of(parts(part(body, "template"), "components"))
        for media_id in (word(each.get("id")) for each in held):
            media = self._state.media.get(media_id)
            if media_id and (media is None or media.waba_id != number.told.waba_id):
                about = f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
                raise GraphError(100, message=about)

    def _recipient(self, number: Number, body: JSON) -> tuple[Phone, bool]:
        """Whom it is for, and whether only a user id names them. The phone counts when both are given."""
        to, recipient = word(body.get("to")), word(body.get("recipient"))
        if body.get("recipient_type", "individual") != "individual":
            raise GraphError(131051, "recipient_type")
        if to:
            try:
                phone = self._state.phone(to)
            except ValueError:
                raise invalid("to is not a valid phone number") from None
            self._state.introduce(phone, number.told.business_id)
            return phone, False
        if not recipient:
            raise missing("to")
        known = self._state.phone_of_user(recipient)
        if known is None or known.user_id(number.told.business_id) != recipient:
            raise GraphError(131026)
        return known, True

    def _template(self, number: Number, body: JSON, *, by_user_id: bool) -> TwinTemplate | None:
        if body.get("type") != "template":
            return None
        template = templates.check(body, self._state.account(number.told.waba_id).templates)
        if by_user_id and template.category == "AUTHENTICATION":
            raise GraphError(131062)
        return template

    def _paced(self, number: Number, pair: Pair, at: float) -> None:
        behaviour = self._state.behaviour
        if behaviour.throughput and not number.bucket.has_one(at):
            raise GraphError(130429)
        if behaviour.pair_rate and not pair.bucket.has_one(at):
            raise GraphError(131056)

    def _book(self, sent: Sent, raw: bytes, template: TwinTemplate | None, at: float) -> None:
        state, number_id = self._state, sent.number.phone_number_id
        state.ledger.append(
            AcceptedSend(
                id=sent.id,
                correlation=sent.correlation,
                phone_number_id=number_id,
                to=sent.phone.wa_id,
                type=sent.type,
                at=at,
            )
        )
        if sent.correlation:
            state.accepted[sent.correlation] += 1
        if not sent.failure:
            sent.phone.show(Seen(sent.phone.next_turn(), number_id, "message", sent.id, at, raw=raw, template=template))
        self._statuses.follow(sent)


def decoded(raw: bytes) -> JSON:
    """A body of JSON. Raises GraphError when it is none."""
    try:
        body = _decode(raw) if raw else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GraphError(100, message="Invalid parameter", details="The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise GraphError(100, details="The request body is not an object.")
    return body


def _accepted(sent: Sent, body: JSON, template: TwinTemplate | None) -> Answer:
    user_id = sent.phone.user_id(sent.number.business_id)
    message: JSON = {"id": sent.id}
    if template is not None:
        message["message_status"] = "accepted"
    contact: JSON = {"input": body.get("to") or body.get("recipient")}
    contact |= {"user_id": user_id} if sent.by_user_id else {"wa_id": sent.phone.wa_id}
    return json({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
