"""Asks the Cloud API how a number is doing, and tests a connection step by step."""

from collections.abc import Callable, Sequence

from pytake_adapters.whatsapp_cloud.api import GraphApi
from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.scope import identifier, part, parts, word
from pytake_domain.kernel.errors import UpstreamFailed, UpstreamTimedOut
from pytake_domain.whatsapp import (
    FailureCode,
    NumberReport,
    NumberStatus,
    OpenNumber,
    Probe,
    SendFailure,
    WhatsAppNumber,
)

NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,name_status,code_verification_status,quality_rating,status,account_mode,"
    "platform_type,throughput,is_on_biz_app,whatsapp_business_manager_messaging_limit,webhook_configuration,"
    "last_onboarded_time,health_status"
)
ACCOUNT_FIELDS = (
    "id,name,currency,timezone_id,country,account_review_status,business_verification_status,ownership_type,"
    "owner_business_info,message_template_namespace,health_status"
)
SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
COEXISTENCE_PER_SECOND = 20
MOST_PAGES = 20

_THROUGHPUT = {"STANDARD": 80, "HIGH": 1000}
_TIERS = {"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}
_STATUSES = {
    "CONNECTED": NumberStatus.CONNECTED,
    "PENDING": NumberStatus.PENDING,
    "UNVERIFIED": NumberStatus.PENDING,
    "BANNED": NumberStatus.BANNED,
    "RESTRICTED": NumberStatus.RESTRICTED,
    "FLAGGED": NumberStatus.RESTRICTED,
    "RATE_LIMITED": NumberStatus.RESTRICTED,
    "DELETED": NumberStatus.DISCONNECTED,
    "DISCONNECTED": NumberStatus.DISCONNECTED,
    "MIGRATED": NumberStatus.DISCONNECTED,
    "OFFLINE": NumberStatus.DISCONNECTED,
}
_SENDING_ENTITIES = frozenset({"PHONE_NUMBER", "WABA", "BUSINESS", "APP"})


class CloudInspector:
    """Asks about numbers; see NumberInspector. `callback_of` gives the address a number's webhooks should go to."""

    def __init__(self, api: GraphApi, *, callback_of: Callable[[WhatsAppNumber], str] | None = None) -> None:
        self._api = api
        self._callback_of = callback_of

    async def probe(self, via: OpenNumber) -> Sequence[Probe]:
        """The connection test, in order; it ends early when the token or the number can't be asked about."""
        token, token_probe = await self._token(via)
        if not token_probe.ok:
            return [token_probe]
        number, number_probe = await self._number(via)
        steps = [token_probe, number_probe]
        if number is None:
            return steps
        steps.append(await self._account(via))
        steps.append(await self._belongs(via))
        steps.append(await self._subscribed(via, word(token.get("app_id"))))
        steps.append(self._callback(via, number))
        steps.append(_step("signature", None if via.app_secret is not None else "app_secret_missing"))
        return steps

    async def report(self, via: OpenNumber) -> NumberReport:
        """Raises UpstreamFailed or UpstreamTimedOut."""
        number = await self._api.get(via, via.number.phone_number_id or "", fields=NUMBER_FIELDS)
        if isinstance(number, SendFailure):
            if number.code == FailureCode.PROVIDER_SILENT:
                raise UpstreamTimedOut(reason=number.detail)
            raise UpstreamFailed(reason=number.code, provider_code=number.provider_code or "")
        return report_of(number)

    async def _token(self, via: OpenNumber) -> tuple[JSON, Probe]:
        if via.access_token is None:
            return {}, _step("token", "token_missing")
        answer = await self._api.get(via, "debug_token", input_token=via.access_token.reveal())
        if isinstance(answer, SendFailure):
            return {}, _failed("token", answer)
        token = part(answer, "data")
        if token.get("is_valid") is not True:
            return token, _step("token", "token_invalid")
        granted = token.get("scopes")
        if missing := [name for name in SCOPES if not isinstance(granted, list) or name not in granted]:
            return token, _step("token", f"permission_missing: {', '.join(missing)}")
        if not _covers(token, via.number.business_account_id):
            return token, _step("token", "account_not_granted")
        expires = token.get("expires_at")
        # A token that ends some day works today: the step holds and says when.
        return token, Probe(step="token", ok=True, detail=f"token_expires: {expires}" if expires else "")

    async def _number(self, via: OpenNumber) -> tuple[JSON | None, Probe]:
        if not via.number.phone_number_id:
            return None, _step("number", "phone_number_id_missing")
        number = await self._api.get(via, via.number.phone_number_id, fields=NUMBER_FIELDS)
        if isinstance(number, SendFailure):
            return None, _failed("number", number)
        return number, _step("number", _trouble(number))

    async def _account(self, via: OpenNumber) -> Probe:
        account = await self._api.get(via, via.number.business_account_id or "", fields=ACCOUNT_FIELDS)
        if isinstance(account, SendFailure):
            return _failed("account", account)
        review = word(account.get("account_review_status"))
        if review not in (None, "APPROVED"):
            return _step("account", f"review: {review}")
        return _step("account", _blocked(account))

    async def _belongs(self, via: OpenNumber) -> Probe:
        query = {"fields": "id", "limit": "100"}
        for _ in range(MOST_PAGES):
            page = await self._api.get(via, via.number.business_account_id or "", "phone_numbers", **query)
            if isinstance(page, SendFailure):
                return _failed("membership", page)
            if any(identifier(item.get("id")) == via.number.phone_number_id for item in parts(page, "data")):
                return _step("membership", None)
            after = word(part(part(page, "paging"), "cursors").get("after"))
            if after is None or "next" not in part(page, "paging"):
                break
            query["after"] = after
        return _step("membership", "number_not_in_account")

    async def _subscribed(self, via: OpenNumber, app_id: str | None) -> Probe:
        where = (via.number.business_account_id or "", "subscribed_apps")
        answer = await self._api.get(via, *where)
        if isinstance(answer, SendFailure):
            return _failed("subscription", answer)
        apps = [part(app, "whatsapp_business_api_data").get("id") for app in parts(answer, "data")]
        if app_id in apps or (app_id is None and apps):
            return _step("subscription", None)
        added = await self._api.post(via, *where, body={})
        return _failed("subscription", added) if isinstance(added, SendFailure) else _step("subscription", None)

    def _callback(self, via: OpenNumber, number: JSON) -> Probe:
        configured = part(number, "webhook_configuration")
        goes_to = next(
            (
                url
                for level in ("phone_number", "whatsapp_business_account", "application")
                if (url := configured.get(level))
            ),
            None,
        )
        wanted = self._callback_of(via.number) if self._callback_of else None
        if goes_to is None:
            return _step("callback", "callback_missing")
        if wanted is not None and goes_to != wanted:
            return _step("callback", f"callback_elsewhere: {goes_to}")
        return Probe(step="callback", ok=True, detail=str(goes_to))


def report_of(number: JSON) -> NumberReport:
    """A number's node as a report; a limit of None is none, or one the provider does not tell."""
    status = word(number.get("status")) or "CONNECTED"
    level = word(part(number, "throughput").get("level")) or ""
    tier = word(number.get("whatsapp_business_manager_messaging_limit")) or word(number.get("messaging_limit_tier"))
    return NumberReport(
        status=_STATUSES.get(status, status.lower()),
        quality=word(number.get("quality_rating")),
        display_phone_number=word(number.get("display_phone_number")),
        verified_name=word(number.get("verified_name")),
        daily_limit=_TIERS.get(tier or ""),
        messages_per_second=COEXISTENCE_PER_SECOND if number.get("is_on_biz_app") is True else _THROUGHPUT.get(level),
    )


def _covers(token: JSON, account_id: str | None) -> bool:
    """Do the token's grants reach this account? A grant that names no accounts reaches all."""
    for grant in parts(token, "granular_scopes"):
        targets = grant.get("target_ids")
        if grant.get("scope") in SCOPES and isinstance(targets, list) and targets:
            return account_id in [str(target) for target in targets]
    return True


def _trouble(number: JSON) -> str | None:
    for key, right in (
        ("status", "CONNECTED"),
        ("platform_type", "CLOUD_API"),
        ("code_verification_status", "VERIFIED"),
    ):
        said = word(number.get(key))
        if said not in (None, right):
            return f"{key}: {said}"
    return _blocked(number)


def _blocked(node: JSON) -> str | None:
    """Who of number, account, business and app may not send, and why; trouble with calls alone is none of ours."""
    for entity in parts(part(node, "health_status"), "entities"):
        if entity.get("can_send_message") == "BLOCKED" and word(entity.get("entity_type")) in _SENDING_ENTITIES:
            errors = parts(entity, "errors")
            why = word(errors[0].get("error_description")) if errors else None
            return f"blocked: {entity.get('entity_type')}: {why or ''}".rstrip(": ")
    return None


def _step(step: str, trouble: str | None) -> Probe:
    return Probe(step=step, ok=trouble is None, detail=trouble or "")


def _failed(step: str, failure: SendFailure) -> Probe:
    return Probe(step=step, ok=False, detail=f"{failure.code}: {failure.detail}".rstrip(": "))
