"""The media among a template's parameters: in its header, and in the headers of its cards."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import msgspec

from pytake_domain.whatsapp import Media, MessageType, Template

_KINDS = MappingProxyType(
    {
        "image": MessageType.IMAGE,
        "video": MessageType.VIDEO,
        "gif": MessageType.VIDEO,
        "document": MessageType.DOCUMENT,
    }
)
_SOURCES = frozenset({"id", "link", "media_id", "filename"})

Visit = Callable[[str, Media], Media]
"""Is shown a file with the path of its field, and says what is to stand there."""


def with_parameters(template: Template, visit: Visit) -> Template:
    """The template with every file among its parameters changed; the same one when none is."""
    components = _components("components", template.components, visit)
    changed = any(one is not other for one, other in zip(components, template.components, strict=True))
    return msgspec.structs.replace(template, components=components) if changed else template


def _components(path: str, components: Any, visit: Visit) -> tuple[Any, ...]:
    return tuple(_component(f"{path}.{index}", each, visit) for index, each in enumerate(components))


def _component(path: str, component: Any, visit: Visit) -> Any:
    if not isinstance(component, dict):
        return component
    found: dict[str, Any] = {}
    if isinstance(parameters := component.get("parameters"), list):
        found["parameters"] = [
            _parameter(f"{path}.parameters.{place}", each, visit) for place, each in enumerate(parameters)
        ]
    if isinstance(cards := component.get("cards"), list):
        found["cards"] = [_card(f"{path}.cards.{place}", each, visit) for place, each in enumerate(cards)]
    same = all(all(one is other for one, other in zip(new, component[key], strict=True)) for key, new in found.items())
    return component if same else {**component, **found}


def _card(path: str, card: Any, visit: Visit) -> Any:
    inner = card.get("components") if isinstance(card, dict) else None
    if not isinstance(inner, list):
        return card
    made = _components(f"{path}.components", inner, visit)
    return card if all(a is b for a, b in zip(made, inner, strict=True)) else {**card, "components": list(made)}


def _parameter(path: str, parameter: Any, visit: Visit) -> Any:
    word = parameter.get("type") if isinstance(parameter, dict) else None
    kind = _KINDS.get(word) if isinstance(word, str) else None
    part = parameter.get(word) if kind is not None else None
    if kind is None or not isinstance(part, dict):
        return parameter
    media = Media(
        type=kind,
        media_id=_text(part, "media_id"),
        provider_media_id=_text(part, "id"),
        url=_text(part, "link"),
        filename=_text(part, "filename"),
    )
    changed = visit(f"{path}.{word}", media)
    if changed is media:
        return parameter
    return {**parameter, word: {k: v for k, v in part.items() if k not in _SOURCES} | _written(changed)}


def _written(media: Media) -> dict[str, str]:
    """As the provider names it where that is known, else as we do."""
    written = {"filename": media.filename} if media.type is MessageType.DOCUMENT and media.filename else {}
    for name, value in (("id", media.provider_media_id), ("link", media.url), ("media_id", media.media_id)):
        if value:
            return {name: value, **written}
    return written


def _text(part: dict[str, Any], name: str) -> str | None:
    value = part.get(name)
    return value if isinstance(value, str) and value else None
