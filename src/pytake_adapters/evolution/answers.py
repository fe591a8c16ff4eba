"""What a customer chose: buttons, rows of a list, forms, votes."""

from pytake_adapters.net.body import JSON, NotJson, parse, part, word
from pytake_domain.whatsapp import Reply, TemplateButton

_ROWS = frozenset({"menu_options", "single_select"})


def button(own: JSON, _: str) -> Reply:
    """A reply button of the older kind."""
    return Reply(of="button_reply", id=word(own.get("selectedButtonId")), title=word(own.get("selectedDisplayText")))


def template_button(own: JSON, _: str) -> TemplateButton | None:
    """A template's quick reply."""
    text, payload = word(own.get("selectedDisplayText")), word(own.get("selectedId"))
    return TemplateButton(text=text or payload or "", payload=payload) if text or payload else None


def row(own: JSON, _: str) -> Reply:
    """A line of a list."""
    return Reply(
        of="list_reply",
        id=word(part(own, "singleSelectReply").get("selectedRowId")),
        title=word(own.get("title")),
        description=word(own.get("description")),
    )


def native(own: JSON, _: str) -> Reply | None:
    """A button, row or form of the newer kind: what it says is JSON in a text, kept as it came beside what we read."""
    answer = part(own, "nativeFlowResponseMessage")
    name = word(answer.get("name"))
    if name is None:
        return None
    written = word(answer.get("paramsJson"))
    data = _object(written)
    title = word(part(own, "body").get("text"))
    if name == "flow":
        return Reply(of="flow_reply", title=title, data=data, raw=written)
    chosen = word((data or {}).get("id"))
    return Reply(
        of="list_reply" if name in _ROWS else "button_reply",
        id=chosen,
        title=title,
        description=word((data or {}).get("description")),
        raw=None if chosen else written,
    )


def vote(own: JSON, _: str) -> Reply:
    """A vote in a poll, in place of the voter's earlier one. The options are missing where the server could not read them."""
    chosen = part(own, "vote").get("selectedOptions")
    names = [name for name in chosen if type(name) is str] if type(chosen) is list else None
    return Reply(
        of="poll_vote",
        title=", ".join(names) if names else None,
        data={"poll_message_id": voted_on(own)} | ({"options": names} if names is not None else {}),
    )


def voted_on(own: JSON) -> str | None:
    """The message that is the poll."""
    return word(part(own, "pollCreationMessageKey").get("id"))


def _object(written: str | None) -> JSON | None:
    if written is None:
        return None
    try:
        value, _ = parse(written.encode(errors="replace"))
    except NotJson:
        return None
    return value if type(value) is dict else None
