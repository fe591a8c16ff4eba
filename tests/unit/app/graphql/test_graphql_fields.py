"""Every route that answers JSON is a field, and every field can be called."""

import inspect
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from litestar import Controller
from litestar.handlers import HTTPRouteHandler

from pytake_app.app import ROUTES, create_litestar
from pytake_app.graphql.edges import FOLLOWED, LED
from pytake_app.graphql.fields import LEFT_OUT, MUTATIONS, QUERIES
from pytake_app.graphql.names import camel
from pytake_app.graphql.routes import PAGE
from pytake_app.graphql.schema import made
from pytake_app.http.docs import DocsController
from pytake_app.http.graphql import GraphqlController
from pytake_app.http.provider_webhooks import ProviderWebhookController
from pytake_app.settings import Settings
from pytake_app.wiring.container import build

OTHERS = (DocsController, GraphqlController, ProviderWebhookController)
"""Pages, the front of this itself, and what providers ask."""
GIVEN = {PAGE, "actor", "signed_in", "reader_language", "request"}


def handlers() -> list[tuple[type[Controller], str, HTTPRouteHandler]]:
    kinds = [each for each in ROUTES if inspect.isclass(each) and issubclass(each, Controller) and each not in OTHERS]
    found = []
    for kind in kinds:
        found += [(kind, name, each) for name, each in vars(kind).items() if isinstance(each, HTTPRouteHandler)]
    return found


def test_every_route_that_reads_is_a_query_or_left_out_for_a_reason() -> None:
    reading = {(kind, name) for kind, name, handler in handlers() if "GET" in handler.http_methods}
    fields = set(QUERIES.values())
    assert reading - fields - set(LEFT_OUT) == set()
    assert set(LEFT_OUT) & fields == set()
    assert (fields | set(LEFT_OUT)) - reading == set()
    assert all(LEFT_OUT.values())


def test_nothing_that_reads_is_a_mutation() -> None:
    assert {name for name in MUTATIONS if made().routes[name].method == "GET"} == set()
    assert {name for name in QUERIES if made().routes[name].method != "GET"} == set()
    assert set(QUERIES) & set(MUTATIONS) == set()


@pytest.fixture(scope="module")
def parts() -> set[str]:
    with TemporaryDirectory() as folder:
        settings = Settings(
            database_url="postgresql+asyncpg://pytake_app@localhost/pytake",
            redis_url="redis://localhost",
            data=Path(folder),
        )
        app = create_litestar(build(settings))
        given: Any = app.dependencies["graphql_parts"]
        return set(given.dependency())


def test_everything_that_handlers_need_can_be_given(parts: set[str]) -> None:
    needed = {need for route in made().routes.values() for need in route.needs}
    assert needed - parts - GIVEN == set()
    assert {"read_many", "manage_users", "browse_messaging", "clock"} <= parts


def test_what_leads_on_is_there_and_has_its_cost() -> None:
    whole = made()
    for kind, field in [(led.kind, led.name) for led in LED] + [(each.kind, each.name) for each in FOLLOWED]:
        name = whole._name(kind)
        shown: Any = whole.core.type_map[name]
        assert camel(field) in shown.fields, (name, field)
        assert whole.cost(name, camel(field)) > 0


def test_names_are_told_apart() -> None:
    text = made().whole.as_str()
    assert "type Conversation {" in text
    assert "input SendTextInput {" in text
    assert "Out {" not in text
