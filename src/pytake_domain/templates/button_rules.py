"""The provider's rules on a template's buttons."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from pytake_domain.kernel.errors import Problem
from pytake_domain.templates.parts import VARIABLE, listed, text
from pytake_domain.whatsapp import counted, required

MOST, TEXT, URL, PHONE, CODE = 10, 25, 2000, 20, 20
MOST_OF = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1, "SPM": 1, "VOICE_CALL": 1}
KINDS = (*MOST_OF, "QUICK_REPLY", "ORDER_DETAILS", "REQUEST_CONTACT_INFO", "OTP")
WITHOUT_TEXT = ("COPY_CODE", "REQUEST_CONTACT_INFO", "OTP")
SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rebrand.ly", "encurtador.com.br"}
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}", re.ASCII)


def button_problems(field: str, component: dict[str, Any], *, most: int = MOST) -> Iterator[Problem]:
    """Every reason why the provider would refuse these buttons."""
    found = listed(component.get("buttons"))
    yield from counted(f"{field}.buttons", len(found), 1, most)
    kinds = [text(button.get("type")).upper() for button in found]
    for name, count in Counter(kinds).items():
        if (allowed := MOST_OF.get(name)) is not None and count > allowed:
            yield Problem(
                field=f"{field}.buttons",
                code="too_many_of_kind",
                params={"kind": name, "most": allowed, "count": count},
            )
    if not _together([name == "QUICK_REPLY" for name in kinds]):
        yield Problem(field=f"{field}.buttons", code="quick_replies_apart")
    for index, (name, button) in enumerate(zip(kinds, found, strict=True)):
        yield from _button(f"{field}.buttons.{index}", name, button)


def _together(marks: list[bool]) -> bool:
    changes = sum(a != b for a, b in pairwise(marks))
    return changes <= 1


def _button(field: str, name: str, button: dict[str, Any]) -> Iterator[Problem]:
    if name not in KINDS:
        yield Problem(field=f"{field}.type", code="not_a_button")
        return
    if name not in WITHOUT_TEXT:
        yield from required(f"{field}.text", text(button.get("text")), TEXT)
        if VARIABLE.search(text(button.get("text"))):
            yield Problem(field=f"{field}.text", code="no_variables_here")
    if name == "URL":
        yield from _url(field, button)
    elif name == "PHONE_NUMBER" and not _PHONE.fullmatch(text(button.get("phone_number"))):
        yield Problem(field=f"{field}.phone_number", code="not_a_phone")
    elif name == "COPY_CODE":
        example = button.get("example")
        code = example[0] if isinstance(example, list) and example else example
        yield from required(f"{field}.example", text(code), CODE)
    elif name == "FLOW" and not any(button.get(key) for key in ("flow_id", "flow_name", "flow_json")):
        yield Problem(field=f"{field}.flow_id", code="required")


def _url(field: str, button: dict[str, Any]) -> Iterator[Problem]:
    url = text(button.get("url"))
    yield from required(f"{field}.url", url, URL)
    found = VARIABLE.findall(url)
    if len(found) > 1 or (found and not url.endswith("}}")):
        yield Problem(field=f"{field}.url", code="variable_at_the_end")
    example = button.get("example")
    if found and not (isinstance(example, list) and len(example) == 1 and text(example[0]).strip()):
        yield Problem(field=f"{field}.example", code="example_required")
    try:
        host = (urlsplit(VARIABLE.sub("x", url)).hostname or "").removeprefix("www.")
        sound = url.startswith(("http://", "https://")) and bool(host)
    except ValueError:
        host, sound = "", False
    if url.strip() and not sound:
        yield Problem(field=f"{field}.url", code="not_a_link")
    if host in SHORTENERS or host == "wa.me":
        yield Problem(field=f"{field}.url", code="link_hides_its_target")
