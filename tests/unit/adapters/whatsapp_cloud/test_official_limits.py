"""The official API's limits, checked before anything is queued."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.whatsapp import Button, Buttons, Content, ListMenu, Location, Row, Section, Template, Text, limits


def problems(content: Content) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in limits.check_official(content)}


def buttons(*ids: str, **more: Any) -> Buttons:
    return Buttons(**{"body": "?", "buttons": tuple(Button(id=id_, title="t") for id_ in ids), **more})


def menu(*sections: Section, **more: Any) -> ListMenu:
    return ListMenu(**{"body": "?", "button": "Ver", "sections": sections, **more})


def rows(count: int, start: int = 0) -> tuple[Row, ...]:
    return tuple(Row(id=str(start + n), title="t") for n in range(count))


def with_text(text: object) -> Template:
    return Template(
        name="x", language="pt_BR", components=({"type": "body", "parameters": [{"type": "text", "text": text}]},)
    )


TEXT_FIELD = "components.0.parameters.0.text"


@pytest.mark.parametrize(
    "content",
    [
        Text(body="x" * 4096),
        Text(body="👍" * 4096),
        buttons("a", "b", "c", header="h" * 60, footer="f" * 60, body="b" * 1024),
        Buttons(body="?", buttons=(Button(id="i" * 256, title="👨‍👩‍👧" + "t" * 15),)),
        menu(Section(rows=rows(10)), body="b" * 4096),
        menu(*(Section(title="s" * 24, rows=rows(1, n)) for n in range(10))),
        menu(Section(rows=(Row(id="i" * 200, title="t" * 24, description="d" * 72),)), button="x" * 20),
        Template(name="x" * 512, language="pt_BR"),
        Template(name="x", language="fil"),
        with_text("quatro    espaços"),
        Location(latitude=0, longitude=0),
    ],
)
def test_what_just_fits_is_taken(content: Content) -> None:
    assert problems(content) == set()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (Text(body=""), {("body", "required")}),
        (Text(body=" \n"), {("body", "required")}),
        (Text(body="x" * 4097), {("body", "too_long")}),
        (Text(body="\ud83d"), {("body", "not_text")}),
        (Text(body="a\0b"), {("body", "not_text")}),
        (buttons(), {("buttons", "required")}),
        (buttons("a", "b", "c", "d"), {("buttons", "too_many")}),
        (buttons("a", "b", "a"), {("buttons.2.id", "not_unique")}),
        (buttons(" a"), {("buttons.0.id", "padded")}),
        (buttons("a "), {("buttons.0.id", "padded")}),
        (buttons(""), {("buttons.0.id", "required")}),
        (buttons("x" * 257), {("buttons.0.id", "too_long")}),
        (
            buttons("a", body="x" * 1025, header="h" * 61, footer="f" * 61),
            {("body", "too_long"), ("header", "too_long"), ("footer", "too_long")},
        ),
        (Buttons(body="?", buttons=(Button(id="a", title="t" * 21),)), {("buttons.0.title", "too_long")}),
        (menu(), {("sections", "required")}),
        (menu(Section(rows=())), {("sections.0.rows", "required")}),
        (menu(Section(rows=rows(11))), {("sections", "too_many_rows")}),
        (menu(Section(rows=rows(6), title="a"), Section(rows=rows(5, 6), title="b")), {("sections", "too_many_rows")}),
        (menu(Section(rows=rows(1)), Section(rows=rows(1, 1), title="b")), {("sections.0.title", "required")}),
        (menu(Section(rows=rows(1), title="s" * 25)), {("sections.0.title", "too_long")}),
        (
            menu(Section(rows=rows(1), title="a"), Section(rows=rows(1), title="b")),
            {("sections.1.rows.0.id", "not_unique")},
        ),
        (
            menu(*(Section(title="s", rows=()) for _ in range(11))),
            {("sections", "too_many"), *((f"sections.{n}.rows", "required") for n in range(11))},
        ),
        (
            menu(Section(rows=(Row(id=" x", title="t" * 25, description="d" * 73),)), button="x" * 21, body="b" * 4097),
            {
                ("sections.0.rows.0.id", "padded"),
                ("sections.0.rows.0.title", "too_long"),
                ("sections.0.rows.0.description", "too_long"),
                ("button", "too_long"),
                ("body", "too_long"),
            },
        ),
        (Template(name="", language="pt_BR"), {("name", "required")}),
        (
            Template(name="Olá", language="pt-BR"),
            {("name", "not_a_template_name"), ("language", "not_a_template_language")},
        ),
        (Template(name="x", language="pt_BR", components=({},)), {("components.0.type", "required")}),
        (with_text("a\nb"), {(TEXT_FIELD, "line_breaks_or_wide_spaces")}),
        (with_text("a\tb"), {(TEXT_FIELD, "line_breaks_or_wide_spaces")}),
        (with_text("a     b"), {(TEXT_FIELD, "line_breaks_or_wide_spaces")}),
        (with_text(""), {(TEXT_FIELD, "required")}),
        (with_text(None), {(TEXT_FIELD, "required")}),
        (
            Template(name="x", language="en", components=({"type": "body", "parameters": {}},)),
            {("components.0.parameters", "not_a_list")},
        ),
        (
            Template(
                name="x",
                language="en",
                components=({"type": "button", "parameters": [{"type": "coupon_code", "coupon_code": "c" * 21}]},),
            ),
            {("components.0.parameters.0.coupon_code", "too_long")},
        ),
        (
            Template(
                name="x",
                language="en",
                components=({"type": "carousel", "cards": [{"components": [{"type": "body", "parameters": [5]}]}]},),
            ),
            {("components.0.cards.0.components.0.parameters.0.type", "required")},
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(content: Content, wrong: set[tuple[str, str]]) -> None:
    assert problems(content) == wrong


def test_a_length_says_how_far_it_is_over() -> None:
    (problem,) = limits.check_official(Text(body="👍" * 4097))

    assert problem.params == {"most": 4096, "length": 4097}


@given(st.lists(st.text(min_size=1, max_size=20), max_size=6), st.text(max_size=1100))
def test_buttons_pass_exactly_when_no_limit_is_broken(ids: list[str], body: str) -> None:
    content = Buttons(body=body, buttons=tuple(Button(id=id_, title="t") for id_ in ids))
    fits = (
        1 <= len(ids) <= 3
        and len(set(ids)) == len(ids)
        and all(id_.strip() == id_ and id_ and "\0" not in id_ for id_ in ids)
        and len(body.strip()) > 0
        and len(body) <= 1024
        and "\0" not in body
    )

    assert (limits.check_official(content) == ()) is fits


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda i: (
            st.lists(i, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "parameters", "cards", "components", "text"]), i, max_size=3)
        ),
    )
)
def test_any_component_is_judged_and_none_breaks_the_judge(component: Any) -> None:
    limits.check_official(
        Template(
            name="x", language="pt_BR", components=({"type": "body", "parameters": component, "cards": component},)
        )
    )
