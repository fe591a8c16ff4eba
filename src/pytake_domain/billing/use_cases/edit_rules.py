"""Reminder rules are made, changed and removed."""

from collections.abc import Iterator, Sequence

import msgspec

from pytake_domain.billing.errors import TooManyReminderRules
from pytake_domain.billing.ports import BillingWork
from pytake_domain.billing.rule import MOST_RULES, NAMES, VARIABLES_MOST, ReminderRule, RuleResults
from pytake_domain.billing.writing import SAID
from pytake_domain.campaigns import template_problems
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem, StaleVersion
from pytake_domain.kernel.ids import Ids, ReminderRuleId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts
from pytake_domain.templates import MessageTemplate


class RuleWithResults(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, and what came of it."""

    rule: ReminderRule
    results: RuleResults = RuleResults()


class EditReminderRules:
    """For who may write billing. A rule can be kept switched off with things missing; switched on it is whole."""

    def __init__(self, *, open_work: OpenWork[BillingWork], texts: Texts, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[RuleWithResults]:
        """By their days."""
        actor.require(Permission.READ_BILLING)
        async with self._open_work(actor.tenant_id) as work:
            results = await work.billing.results((await work.tenants.get()).time_zone)
            return [
                RuleWithResults(rule=rule, results=results.get(rule.id, RuleResults()))
                for rule in await work.billing.rules()
            ]

    async def add(self, actor: Actor, rule: ReminderRule) -> ReminderRule:
        """Raises Invalid, TooManyReminderRules."""
        actor.require(Permission.WRITE_BILLING)
        now = self._clock.now()
        made = msgspec.structs.replace(
            rule,
            id=ReminderRuleId(self._ids.new()),
            tenant_id=actor.tenant_id,
            created_at=now,
            updated_at=now,
            version=1,
        )
        async with self._open_work(actor.tenant_id) as work:
            if len(await work.billing.rules()) >= MOST_RULES:
                raise TooManyReminderRules(most=MOST_RULES)
            await self._checked(work, made)
            await work.billing.put(made)
        return made

    async def change(self, actor: Actor, rule_id: ReminderRuleId, rule: ReminderRule) -> ReminderRule:
        """In place of the version it names. Raises ReminderRuleNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_BILLING)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.billing.rule(rule_id)
            if known.version != rule.version:
                raise StaleVersion
            changed = msgspec.structs.replace(
                rule,
                id=known.id,
                tenant_id=known.tenant_id,
                created_at=known.created_at,
                updated_at=self._clock.now(),
            )
            await self._checked(work, changed)
            await work.billing.put(changed)
            return await work.billing.rule(rule_id)

    async def remove(self, actor: Actor, rule_id: ReminderRuleId) -> None:
        """Raises ReminderRuleNotFound."""
        actor.require(Permission.WRITE_BILLING)
        async with self._open_work(actor.tenant_id) as work:
            await work.billing.remove(rule_id)

    async def _checked(self, work: BillingWork, rule: ReminderRule) -> None:
        problems = [*rule.problems()]
        for place, text in list(rule.content.variables.items())[:VARIABLES_MOST]:
            try:
                self._texts.check(f"variables.{place}", text, NAMES)
            except Invalid as error:
                problems += error.problems
            else:
                problems += _unknown(f"variables.{place}", self._texts.uses(text))
        problems += await self._means(work, rule)
        if problems:
            raise Invalid(*problems)

    async def _means(self, work: BillingWork, rule: ReminderRule) -> list[Problem]:
        """What it needs of the company: an ERP, a number, a template that is approved, once it is switched on."""
        found: list[Problem] = []
        if rule.content.template_id is not None:
            try:
                template = await work.templates.get(rule.content.template_id)
            except NotFound:
                return [Problem(field="template_id", code="unknown")]
            if template.sends:
                found += [
                    msgspec.structs.replace(problem, field=_field_of(problem.field.removeprefix("."), template))
                    for problem in template_problems("", rule.content, template)
                ]
            elif rule.active:
                status = template.status.value
                found.append(Problem(field="template_id", code="template_not_sendable", params={"status": status}))
        if rule.active and not await _has_number(work, rule):
            found.append(Problem(field="whatsapp_config_id", code="no_number"))
        connections = work.erp_connections
        erp = await (connections.find(rule.erp_type) if rule.erp_type else connections.preferred())
        if rule.active and erp is None:
            found.append(Problem(field="erp_type", code="no_erp"))
        return found


def _unknown(field: str, uses: Sequence[tuple[str, ...]]) -> Iterator[Problem]:
    """Names there are not: whoever the reminder is for, it would be blank there."""
    for path in dict.fromkeys(path[:2] for path in uses):
        if path[0] in SAID and path[1:] and path[1] not in SAID[path[0]]:
            yield Problem(field=field, code="text_unknown_name", params={"name": ".".join(path)[:80]})


def _field_of(place: str, template: MessageTemplate) -> str:
    """What of a rule fills a place of its template; of what no rule can fill, the template itself."""
    part, _, name = place.partition(".")
    match part:
        case "variables":
            return place
        case "header":
            return "variables" if _has_text_header(template) else "header_media_id"
        case "buttons":
            return f"variables.button.{name}"
        case _:
            return "template_id"


def _has_text_header(template: MessageTemplate) -> bool:
    headers = [part for part in template.components if str(part.get("type")).upper() == "HEADER"]
    return any(str(part.get("format") or "TEXT").upper() == "TEXT" for part in headers)


async def _has_number(work: BillingWork, rule: ReminderRule) -> bool:
    """One by which it can be sent."""
    active = [n for n in await work.numbers.all() if n.is_active]
    return len(active) == 1 if rule.number_id is None else any(n.id == rule.number_id for n in active)
