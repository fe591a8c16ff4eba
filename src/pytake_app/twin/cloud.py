"""The Graph API's routes: who may call what, and what answers."""

import re

from pytake_app.twin import media, nodes
from pytake_app.twin.errors import GraphError, missing, no_such_object
from pytake_app.twin.http import Answer, Request, json
from pytake_app.twin.profiles import Profiles
from pytake_app.twin.reviews import Reviews
from pytake_app.twin.sending import Sending, decoded
from pytake_app.twin.state import Account, Number, State
from pytake_app.twin.uploads import Uploads
from pytake_app.twin.webhooks import Webhooks
from pytake_app.twin.wire import JSON, part, word

VERSION = re.compile(r"v\d{1,3}\.\d", re.ASCII)
LONGEST_CALLBACK = 200
_BEARER = b"Bearer "
_TOKEN_TROUBLE = frozenset({104, 190})


class Cloud:
    """WhatsApp's Cloud API, as far as it is modelled."""

    def __init__(self, state: State, sending: Sending, webhooks: Webhooks) -> None:
        self._state = state
        self._profiles = Profiles()
        self.reviews = Reviews(state, webhooks)
        self._uploads = Uploads()
        self._sending = sending
        self._webhooks = webhooks

    async def answer(self, request: Request) -> Answer:
        """What the Graph API says; its refusals are answers too."""
        steps = request.steps
        if VERSION.fullmatch(steps[0]):
            steps = steps[1:]
        try:
            if request.method == "POST" and len(steps) == 2 and steps[1] == "messages":  # noqa: PLR2004  id/messages
                number = self._state.number_for(steps[0], token_of(request), "post")
                return self._sending.take(number, request.body)
            return await self._other(request, steps)
        except GraphError as refusal:
            return refusal.answer()

    async def _other(  # noqa: C901, PLR0911, PLR0912  one case a route
        self, request: Request, steps: list[str]
    ) -> Answer:
        token, object_id = token_of(request), steps[0]
        match request.method, steps[1:]:
            case "GET", [] if object_id == "debug_token":
                self._state.granted(token)
                return json(nodes.token_node(self._state, request.query.get("input_token", "")))
            case "POST", ["media"]:
                return media.upload(self._state, self._state.number_for(object_id, token, "post"), request)
            case "POST", ["uploads"]:
                self._state.granted(token)
                return json(self._uploads.begin(request.query))
            case "POST", [] if object_id.startswith("upload:"):
                return json(self._uploads.finish(object_id, request.body))
            case "POST", [] if (template := self.reviews.find(object_id)) is not None:
                if template.waba_id not in self._state.granted(token):
                    raise no_such_object(object_id, "post")
                return json(self.reviews.edit(template, decoded(request.body)))
            case "GET", ["whatsapp_business_profile"]:
                number = self._state.number_for(object_id, token)
                return json(self._profiles.read(number.told.phone_number_id, request.query.get("fields", "")))
            case "POST", ["whatsapp_business_profile"]:
                number = self._state.number_for(object_id, token, "post")
                return json(self._profiles.write(number.told.phone_number_id, decoded(request.body)))
            case _, [] if object_id in self._state.numbers:
                return await self._number(request, self._state.number_for(object_id, token))
            case _, rest if object_id in self._state.accounts:
                if object_id not in self._state.granted(token):
                    raise no_such_object(object_id)
                return await self._account(request, self._state.accounts[object_id], rest)
            case "GET", []:
                return media.look_up(media.find(self._state, object_id, token, request.query), request)
            case "DELETE", []:
                found = media.find(self._state, object_id, token, request.query, "delete")
                del self._state.media[found.id]
                return json({"success": True})
        self._state.granted(token)
        raise no_such_object(object_id, request.method.lower())

    def download(self, request: Request) -> Answer:
        """The bytes behind a media address; 404 when they are not for this token, or gone."""
        try:
            return media.download(media.find(self._state, request.steps[-1], token_of(request), {}))
        except GraphError as refusal:
            answer = refusal.answer()
            if refusal.code not in _TOKEN_TROUBLE:
                answer.status = 404
            return answer

    async def _number(self, request: Request, number: Number) -> Answer:
        if request.method == "GET":
            return json(nodes.number_node(self._state, number, request.query))
        if request.method == "POST":
            configured = part(decoded(request.body), "webhook_configuration")
            if not isinstance(configured.get("override_callback_uri"), str):
                raise missing("webhook_configuration['override_callback_uri']")
            number.callback = await self._verified(configured)
            return json({"success": True})
        raise no_such_object(number.told.phone_number_id, request.method.lower())

    async def _account(  # noqa: PLR0911  one case a route
        self, request: Request, account: Account, rest: list[str]
    ) -> Answer:
        match request.method, rest:
            case "GET", []:
                return json(nodes.account_node(self._state, account, request.query))
            case "GET", ["phone_numbers"]:
                return json(nodes.numbers_of(self._state, account, request.query))
            case "GET", ["message_templates"]:
                return json(nodes.templates_of(account, request.query))
            case "POST", ["message_templates"]:
                return json(self.reviews.create(account, decoded(request.body)))
            case "DELETE", ["message_templates"]:
                return json(self.reviews.remove(account, request.query))
            case "GET", ["subscribed_apps"]:
                return json(nodes.apps_of(self._state, account))
            case "POST", ["subscribed_apps"]:
                account.callback = await self._verified(decoded(request.body))
                account.subscribed = True
                return json({"success": True})
            case "DELETE", ["subscribed_apps"]:
                account.subscribed = False
                return json({"success": True})
        raise no_such_object(account.id, request.method.lower())

    async def _verified(self, configured: JSON) -> str:
        """The new address of an override, when its handshake holds; nothing for an empty one."""
        url = word(configured.get("override_callback_uri"))
        if len(url) > LONGEST_CALLBACK:
            raise GraphError(100, message=f"override_callback_uri must be at most {LONGEST_CALLBACK} characters long.")
        if url:
            hands = await self._webhooks.shake_hands(url, word(configured.get("verify_token")))
            if not hands.ok:
                raise GraphError(100, subcode=2200, message="Callback verification failed", details=hands.answer)
        return url


def token_of(request: Request) -> str:
    """The token a request carries; empty when it carries none."""
    given = request.header(b"authorization")
    if given.startswith(_BEARER):
        return given[len(_BEARER) :].decode("latin-1")
    return request.query.get("access_token", "") if b"access_token" in request.query_string else ""
