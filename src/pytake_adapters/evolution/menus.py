"""Menus as text: WhatsApp shows no buttons and lists of unofficial senders, and takes the number or the words as the answer."""

from collections.abc import Iterator

from pytake_domain.whatsapp import Buttons, CtaUrl, ListMenu

Menu = Buttons | ListMenu | CtaUrl


def written(menu: Menu) -> str:
    """The whole menu, its choices numbered through from 1 in the order in which they stand."""
    blocks = [f"*{menu.header}*" if menu.header else "", menu.body, "\n".join(_choices(menu))]
    blocks.append(f"_{menu.footer}_" if menu.footer else "")
    return "\n\n".join(block for block in blocks if block)


def _choices(menu: Menu) -> Iterator[str]:
    match menu:
        case CtaUrl():
            yield f"{menu.display_text}: {menu.url}"
        case Buttons():
            yield from (f"{place}. {button.title}" for place, button in enumerate(menu.buttons, 1))
        case ListMenu():
            yield from _rows(menu)


def _rows(menu: ListMenu) -> Iterator[str]:
    place = 0
    for index, section in enumerate(menu.sections):
        if section.title:
            yield f"\n*{section.title}*" if index else f"*{section.title}*"
        for row in section.rows:
            place += 1
            yield f"{place}. {row.title}" + (f" ({row.description})" if row.description else "")
