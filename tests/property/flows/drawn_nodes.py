"""Data of the nodes that ask outside, branch by value, go round, or say more than words: sometimes wrong, and right."""

from typing import Any

from hypothesis import strategies as st

MEDIA = "5c5ff7f5-95e6-4ad0-8f22-2f9a3d2b9f10"
FLOW = "00000000-0000-0000-0000-000000000001"
WEEK = {"time_zone": "America/Sao_Paulo", "week": {"mon": [{"start": "08:00", "end": "18:00"}]}}

Texts = st.SearchStrategy[Any]
Shape = dict[str, st.SearchStrategy[Any]]


def contents(text: Texts) -> Shape:
    """Fields that make a message more than words."""
    url = st.sampled_from(("https://example.com/a.pdf", "{{ a }}", "http://", "ftp://x", "https://example.com/{{ c }}"))
    media = st.fixed_dictionaries(
        {"type": st.sampled_from(("image", "video", "audio", "voice", "document", "sticker"))},
        optional={"media_id": st.sampled_from((MEDIA, "no")), "url": url, "filename": text},
    )
    link = st.fixed_dictionaries({"title": text, "url": url})
    degrees = st.sampled_from((-23.5, 200, "{{ a }}", "-46.6", "nan", "x"))
    card = st.fixed_dictionaries(
        {},
        optional={
            "media": media,
            "text": text,
            "link": link,
            "replies": st.lists(st.fixed_dictionaries({"title": text}), max_size=4),
            "product": st.just({"catalog_id": "c", "product_id": "{{ b }}"}),
        },
    )
    return {
        "media": media,
        "location": st.fixed_dictionaries({"latitude": degrees, "longitude": degrees}, optional={"name": text}),
        "contacts": st.lists(st.fixed_dictionaries({"name": text}, optional={"phone": text}), max_size=2),
        "link": link,
        "product": st.fixed_dictionaries({"catalog_id": text, "product_id": text}),
        "products": st.fixed_dictionaries(
            {
                "catalog_id": st.just("c"),
                "sections": st.lists(
                    st.fixed_dictionaries({"title": text, "product_ids": st.lists(text, max_size=2)}), max_size=2
                ),
            }
        ),
        "form": st.fixed_dictionaries(
            {"button": text},
            optional={"flow_id": st.just("1"), "screen": st.just("A"), "data": st.just({"x": "{{ a }}"})},
        ),
        "carousel": st.lists(card, max_size=3),
        "location_request": st.booleans(),
        "timeout": st.integers(0, 600),
    }


def drawn(text: Texts, variable: Texts, value: Texts) -> dict[str, Shape]:
    """Fields by type of node, some of them wrong."""
    button = st.fixed_dictionaries(
        {"index": st.integers(0, 2), "kind": st.sampled_from(("url", "quick_reply", "copy_code")), "value": text}
    )
    names = st.dictionaries(st.sampled_from(("a", "b", "not a name", "customer_id")), value, max_size=2)
    branch = st.fixed_dictionaries({"id": st.sampled_from(("one", "two", ""))}, optional={"weight": st.integers(-1, 3)})
    case = st.fixed_dictionaries({"id": st.sampled_from(("one", "two", "default")), "value": value})
    label = st.fixed_dictionaries({"name": st.sampled_from(("one", "two", "unsure"))})
    field = st.fixed_dictionaries(
        {"name": variable},
        optional={"kind": st.sampled_from(("text", "number", "date", "odd")), "required": st.booleans()},
    )
    return {
        "template": {
            "name": st.sampled_from(("fatura", "No Such")),
            "parameters": st.one_of(st.lists(text, max_size=2), st.just({"nome": "{{ a }}"})),
            "header": text,
            "buttons": st.lists(button, max_size=2),
            "timeout": st.integers(0, 600),
        },
        "wait": {"variable": variable, "timeout": st.integers(0, 600)},
        "switch": {"value": text, "cases": st.lists(case, max_size=3)},
        "split": {"branches": st.lists(branch, max_size=3), "variable": variable},
        "loop": {
            "items": st.one_of(value, st.just("{{ c }}"), st.just([1, "{{ a }}", [2]])),
            "item": variable,
            "index": variable,
            "most": st.integers(0, 200),
        },
        "wait_until": {
            "at": text,
            "time": st.sampled_from(("09:00", "24:00", "x")),
            "weekday": st.sampled_from(("mon", "sun", "someday")),
            "business_hours": st.booleans(),
            "hours": st.just(WEEK),
        },
        "erp": {
            "capability": st.sampled_from(("find_customers", "list_invoices", "payment_options", "list_plans")),
            "arguments": names,
            "variable": variable,
        },
        "ai": {
            "task": st.sampled_from(("answer", "classify", "extract", "agent")),
            "text": text,
            "labels": st.lists(label, max_size=2),
            "fields": st.lists(field, max_size=2),
            "context": names,
            "variable": variable,
            "send": st.booleans(),
        },
        "tag": {"add": st.lists(text, max_size=2), "remove": st.lists(text, max_size=2)},
        "attribute": {"attributes": names},
        "consent": {"marketing": st.sampled_from(("opt_in", "opt_out")), "source": text},
        "note": {"text": text},
        "webhook": {"name": st.sampled_from(("done", "")), "data": names},
        "csat": {
            "style": st.sampled_from(("list", "buttons", "number")),
            "text": text,
            "comment_text": text,
            "variable": variable,
            "comment_variable": variable,
            "retries": st.integers(-1, 2),
            "timeout": st.integers(0, 600),
        },
        "call": {
            "flow_id": st.just(FLOW),
            "arguments": names,
            "results": st.dictionaries(variable, variable, max_size=2),
        },
        "api_call": {
            "url": st.sampled_from(("https://example.com/{{ a }}", "{{ b }}", "file:///etc")),
            "body": value,
            "headers": st.dictionaries(st.sampled_from(("X-A", "bad name")), text, max_size=1),
            "save": st.dictionaries(variable, st.sampled_from(("$.a", "$.items[*].b", "$[")), max_size=2),
            "variable": variable,
        },
    }


NEEDED: dict[str, tuple[str, ...]] = {
    "question": ("text",),
    "jump": ("flow_id",),
    "template": ("name",),
    "switch": ("value", "cases"),
    "split": ("branches",),
    "loop": ("items",),
    "erp": ("capability",),
    "ai": ("task",),
    "attribute": ("attributes",),
    "consent": ("marketing",),
    "note": ("text",),
    "webhook": ("name",),
    "call": ("flow_id",),
    "api_call": ("url",),
}
"""Fields without which a node can't be read."""


def right(said: Texts, variable: Texts, value: Texts) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Data by type of node, with nothing wrong in it."""

    def one(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {name: f if isinstance(f, st.SearchStrategy) else st.just(f) for name, f in fields.items()}
        )

    return {
        "template": st.one_of(
            one(name="fatura", parameters=["{{ a }}", "{{ b }}"]),
            one(
                name="visita",
                buttons=[
                    {"index": 0, "kind": "quick_reply", "value": "yes"},
                    {"index": 1, "kind": "url", "value": "{{ c }}"},
                ],
            ),
        ),
        "wait": one(variable=variable, timeout=60),
        "switch": one(value="{{ a }}", cases=[{"id": "one", "value": 1}, {"id": "two", "value": ["x", "y"]}]),
        "split": one(branches=[{"id": "one", "weight": 1}, {"id": "two", "weight": 2}], variable=variable),
        "loop": one(items=st.sampled_from(("{{ c }}", [1, 2], "{{ a }}")), item=variable, most=5),
        "wait_until": st.one_of(
            one(at=st.sampled_from(("{{ a }}", "2026-11-30")), time="09:00"),
            one(weekday="mon"),
            one(business_hours=True, hours=WEEK),
        ),
        "erp": st.one_of(
            one(capability="find_customers", arguments={"document": "{{ a }}"}, variable=variable),
            one(capability="payment_options", arguments={"invoice_id": "{{ b }}"}, variable=variable),
        ),
        "ai": st.one_of(
            one(task="answer", variable=variable, text="{{ a }} {{ last_message }}", instructions=said),
            one(task="classify", labels=[{"name": "one"}, {"name": "two"}]),
            one(task="extract", fields=[{"name": "a"}, {"name": "b", "kind": "number", "required": True}]),
            one(task="agent", tools=["list_plans"], context={"x": "{{ c }}"}),
        ),
        "tag": one(add=["x", "{{ a }}"], remove=["y"]),
        "attribute": one(attributes={"plan": "{{ a }}", "list": "{{ c }}"}),
        "consent": one(marketing=st.sampled_from(("opt_in", "opt_out"))),
        "note": one(text=said),
        "webhook": one(name="done", data={"a": "{{ a }}"}),
        "csat": st.one_of(
            one(variable=variable, timeout=60), one(style="buttons", text=said, comment_text=said), one(style="number")
        ),
        "call": one(flow_id=FLOW, arguments={"a": "{{ a }}", "c": [1]}, results={"b": "a"}),
        "api_call": one(url="https://example.com/{{ a }}", body=value, save={"a": "$.a"}, variable=variable),
    }


def right_contents(said: Texts) -> st.SearchStrategy[dict[str, Any]]:
    """Messages that are more than words, with nothing wrong in them."""
    picture = {"type": "image", "media_id": MEDIA}
    card = {"media": picture, "text": "{{ b }}", "replies": [{"title": "Quero"}]}
    return st.one_of(
        st.fixed_dictionaries({"media": st.just(picture), "text": said}),
        st.just({"media": {"type": "sticker", "url": "https://example.com/{{ a | url_encode }}"}}),
        st.just({"location": {"latitude": "{{ a }}", "longitude": -46.6, "name": "{{ b }}"}}),
        st.just({"contacts": [{"name": "{{ a }}", "phone": "+5511999990000"}]}),
        st.just({"text": "Veja {{ c }}", "link": {"title": "{{ a }}", "url": "{{ b }}"}, "media": picture}),
        st.just({"product": {"catalog_id": "c", "product_id": "{{ a }}"}}),
        st.just(
            {
                "text": "Veja",
                "header": "Planos",
                "products": {"catalog_id": "c", "sections": [{"title": "{{ a }}", "product_ids": ["1", "{{ b }}"]}]},
            }
        ),
        st.just({"text": "Olá", "form": {"button": "Abrir", "flow_name": "x"}, "variable": "a"}),
        st.just({"text": "Olá", "carousel": [card, card]}),
        st.fixed_dictionaries({"text": said, "location_request": st.just(True)}),
    )
