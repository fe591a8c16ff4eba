"""RapidPro's old definitions, action sets and rule sets, in the form of the present ones."""

from collections.abc import Callable
from typing import Any

from pytake_domain.flows.foreign.given import inside, items, obj, objs, text

_TESTS = {
    "between": "has_number_between",
    "contains": "has_all_words",
    "contains_any": "has_any_word",
    "contains_only_phrase": "has_only_phrase",
    "contains_phrase": "has_phrase",
    "date": "has_date",
    "date_after": "has_date_gt",
    "date_before": "has_date_lt",
    "date_equal": "has_date_eq",
    "district": "has_district",
    "eq": "has_number_eq",
    "gt": "has_number_gt",
    "gte": "has_number_gte",
    "has_email": "has_email",
    "in_group": "has_group",
    "lt": "has_number_lt",
    "lte": "has_number_lte",
    "not_empty": "has_text",
    "number": "has_number",
    "phone": "has_phone",
    "regex": "has_pattern",
    "starts": "has_beginning",
    "state": "has_state",
    "ward": "has_ward",
}
_OUTCOMES = {"webhook_status": ("status", "success"), "airtime_status": ("exit_status", "success")}
_MINUTE = 60

Old = dict[str, Any]


def is_legacy(given: object) -> bool:
    """Sets tell."""
    return isinstance(given, dict) and isinstance(given.get("action_sets"), list)


def renewed(given: Old) -> dict[str, Any]:
    """The same flow as present definitions write it."""
    base = text(given, "base_language") or "base"
    book = _Book(base)
    nodes = [(_height(one), book.actions(one)) for one in objs(given, "action_sets")]
    nodes += [(_height(one), book.rules(one)) for one in objs(given, "rule_sets")]
    entry = text(given, "entry")
    # The first node is where it begins.
    nodes.sort(key=lambda pair: (text(pair[1], "uuid") != entry, pair[0]))
    metadata = obj(given, "metadata")
    return {
        "uuid": text(metadata, "uuid"),
        "name": text(metadata, "name") or text(given, "name"),
        "language": base,
        "type": "messaging" if text(given, "flow_type") in ("", "F", "M") else text(given, "flow_type"),
        "nodes": [node for _, node in nodes],
        "localization": book.localization,
        "_ui": {"nodes": book.places},
    }


def _height(one: Old) -> float:
    found = inside(one, "y")
    return float(found) if isinstance(found, (int, float)) and abs(found) < 1e9 else 0.0  # noqa: PLR2004  a canvas


class _Book:
    """What was said in which language, kept aside as the present form does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.localization: dict[str, dict[str, dict[str, list[str]]]] = {}
        self.places: dict[str, Any] = {}

    def actions(self, one: Old) -> dict[str, Any]:
        uuid = text(one, "uuid")
        self._stand(uuid, one)
        drawn = [self._action(action, f"{uuid}:{place}") for place, action in enumerate(objs(one, "actions"))]
        return {"uuid": uuid, "actions": drawn, "exits": [{"uuid": "x", "destination_uuid": text(one, "destination")}]}

    def rules(self, one: Old) -> dict[str, Any]:
        uuid, kind, label = text(one, "uuid"), text(one, "ruleset_type") or "wait_message", text(one, "label")
        self._stand(uuid, one)
        config = obj(one, "config")
        router: dict[str, Any] = {"type": "random" if kind == "random" else "switch", "result_name": label}
        router.update(self._cases(one))
        actions: list[dict[str, Any]] = []
        if kind == "subflow":
            actions.append({"type": "enter_flow", "flow": obj(config, "flow")})
            router["operand"] = "@child.status"
        elif kind in ("webhook", "resthook"):
            actions.append(_call(kind, config, label))
            router.update(operand=f"@results.{_key(label)}.category", result_name="")
        elif kind == "group":
            router["operand"] = "@contact.groups"
        elif kind.startswith("wait_"):
            router["wait"] = {"type": "msg", **self._timeout(one, router)}
        else:
            router["operand"] = text(one, "operand") or "@input"
        exits = [
            {"uuid": text(rule, "uuid"), "destination_uuid": text(rule, "destination")} for rule in objs(one, "rules")
        ]
        return {"uuid": uuid, "actions": actions, "router": router, "exits": exits}

    def _stand(self, uuid: str, one: Old) -> None:
        self.places[uuid] = {"position": {"left": inside(one, "x"), "top": inside(one, "y")}}

    def _cases(self, one: Old) -> dict[str, Any]:
        """A category a rule: rules of one category share a name, and each its own way."""
        categories, cases, other = [], [], ""
        for rule in objs(one, "rules"):
            uuid, kind = text(rule, "uuid"), text(rule, "test", "type")
            categories.append({"uuid": uuid, "name": self._said(inside(rule, "category")), "exit_uuid": uuid})
            if kind == "true":
                other = uuid
            elif kind in _OUTCOMES:
                field, good = _OUTCOMES[kind]
                if text(rule, "test", field) == good:
                    cases.append({"type": "has_only_text", "arguments": ["Success"], "category_uuid": uuid})
                else:
                    other = uuid
            elif kind != "timeout":
                cases.append(self._case(rule, uuid, kind))
        return {"categories": categories, "cases": cases, "default_category_uuid": other}

    def _case(self, rule: Old, uuid: str, kind: str) -> dict[str, Any]:
        given = obj(rule, "test")
        if kind == "between":
            arguments = [text(given, "min"), text(given, "max")]
        elif kind == "in_group":
            arguments = [text(given, "test", "uuid"), text(given, "test", "name")]
        elif kind == "subflow":
            return {"type": "has_only_text", "arguments": [text(given, "exit_type")], "category_uuid": uuid}
        else:
            case = f"case:{uuid}"
            said = self._words(given.get("test"), case, "arguments")
            return {
                "uuid": case,
                "type": _TESTS.get(kind, kind),
                "arguments": [said] if said else [],
                "category_uuid": uuid,
            }
        return {"type": _TESTS.get(kind, kind), "arguments": arguments, "category_uuid": uuid}

    def _timeout(self, one: Old, router: dict[str, Any]) -> dict[str, Any]:
        for rule in objs(one, "rules"):
            minutes = inside(rule, "test", "minutes")
            if text(rule, "test", "type") == "timeout" and isinstance(minutes, int):
                return {"timeout": {"seconds": minutes * _MINUTE, "category_uuid": text(rule, "uuid")}}
        router.setdefault("operand", "@input")
        return {}

    def _action(self, given: Old, place: str) -> dict[str, Any]:
        draw = _ACTIONS.get(text(given, "type"))
        uuid = text(given, "uuid") or place
        return draw(self, given, uuid) if draw else {"type": text(given, "type")}

    def reply(self, given: Old, uuid: str) -> dict[str, Any]:
        media = self._words(given.get("media"), uuid, "attachments")
        replies = [self._said(reply) for reply in items(given, "quick_replies")]
        return {
            "uuid": uuid,
            "type": "send_msg",
            "text": self._words(given.get("msg"), uuid, "text"),
            "attachments": [media] if media else [],
            "quick_replies": replies,
        }

    def save(self, given: Old, uuid: str) -> dict[str, Any]:
        del uuid
        field, value = text(given, "field"), text(given, "value")
        if field in ("name", "first_name"):
            return {"type": "set_contact_name", "name": value}
        return {"type": "set_contact_field", "field": {"key": field, "name": text(given, "label")}, "value": value}

    def _said(self, given: Any) -> str:
        """In the flow's own language, else in any."""
        if not isinstance(given, dict):
            return text(given)
        return text(given, self.base) or next((text(value) for value in given.values() if text(value)), "")

    def _words(self, given: Any, uuid: str, field: str) -> str:
        if isinstance(given, dict):
            for code, words in given.items():
                if isinstance(code, str) and code != self.base and text(words):
                    self.localization.setdefault(code, {}).setdefault(uuid, {})[field] = [text(words)]
        return self._said(given)


def _groups(kind: str) -> Callable[[_Book, Old, str], dict[str, Any]]:
    def draw(book: _Book, given: Old, uuid: str) -> dict[str, Any]:
        del book, uuid
        named = [group if isinstance(group, dict) else {"name": text(group)} for group in items(given, "groups")]
        return {"type": kind, "groups": named, "all_groups": kind.startswith("remove") and not named}

    return draw


def _call(kind: str, config: Old, label: str) -> dict[str, Any]:
    if kind == "resthook":
        return {"type": "call_resthook", "resthook": text(config, "resthook"), "result_name": label}
    return {
        "type": "call_webhook",
        "method": text(config, "webhook_action") or "POST",
        "url": text(config, "webhook"),
        "headers": {text(one, "name"): text(one, "value") for one in objs(config, "webhook_headers")},
        "result_name": label,
    }


def _key(label: str) -> str:
    return "_".join("".join(letter if letter.isalnum() else " " for letter in label.lower()).split())


_ACTIONS: dict[str, Callable[[_Book, Old, str], dict[str, Any]]] = {
    "reply": _Book.reply,
    "save": _Book.save,
    "add_group": _groups("add_contact_groups"),
    "del_group": _groups("remove_contact_groups"),
    "flow": lambda _book, given, _uuid: {"type": "enter_flow", "flow": obj(given, "flow"), "terminal": True},
    "lang": lambda _book, _given, _uuid: {"type": "set_contact_language"},
    "channel": lambda _book, _given, _uuid: {"type": "set_contact_channel"},
    "email": lambda _book, _given, _uuid: {"type": "send_email"},
    "send": lambda _book, _given, _uuid: {"type": "send_broadcast"},
    "trigger-flow": lambda _book, _given, _uuid: {"type": "start_session"},
    "add_label": lambda _book, _given, _uuid: {"type": "add_input_labels"},
}
"""Old actions by their names; what is not here keeps its own, and is told as left out."""
