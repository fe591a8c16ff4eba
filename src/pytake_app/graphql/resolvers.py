"""A route called as a field: its handler with the arguments, the same use cases, and what it showed kept for the audit."""

import inspect
from collections.abc import Callable, Mapping
from operator import getitem
from typing import Annotated, Any
from uuid import UUID

import msgspec
import strawberry
from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode
from litestar import Request, Response
from strawberry.types.field import StrawberryField

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.bridge import Bridge, plain
from pytake_app.graphql.edges import Led
from pytake_app.graphql.names import camel
from pytake_app.graphql.pages import Connected, connected, page_of
from pytake_app.graphql.routes import EMPTY, PAGE, Argument, Route
from pytake_app.http.edge.body import problem_of, refuse_nul
from pytake_app.http.edge.owing import MAY_OWING
from pytake_domain.identity import SecondFactorDemanded
from pytake_domain.kernel.errors import Invalid, Problem

PAGING: dict[str, Any] = {"first": int | None, "after": str | None, "sort": str | None, "order": str | None}
Info = strawberry.Info[Asking, Any]
Given = dict[str, Any]


class Done(msgspec.Struct, frozen=True):
    """It is done, and there is nothing to show."""

    done: bool = True


class Fields:
    """Makes fields out of routes."""

    def __init__(self, bridge: Bridge, connection: Callable[[Any], Any]) -> None:
        self._bridge = bridge
        self._connection = connection

    def of(self, name: str, route: Route, fixed: Mapping[str, str] | None = None, kind: str = "") -> StrawberryField:
        """`fixed`: path parameters that are taken from the thing, of this kind, that the field belongs to, by its field."""
        where = f"{kind}.{camel(name)}" if kind else camel(name)

        async def resolve(root: Any, info: Info, **given: Any) -> Any:
            held = {key: getattr(root, own) for key, own in (fixed or {}).items()}
            return await called(route, where, info, {**given, **held})

        said = "\n\n".join(filter(None, (route.summary, inspect.getdoc(route.handler))))
        return _field_of(name, resolve, self._signature(route, fixed or {}), said)

    def _signature(self, route: Route, fixed: Mapping[str, str]) -> inspect.Signature:
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("root", kind, annotation=Any),
            inspect.Parameter("info", kind, annotation=Info),
        ]
        if route.body is not None:
            body = self._bridge.taken(route.body)
            default = strawberry.UNSET if route.body_optional else EMPTY
            parameters.append(
                inspect.Parameter(
                    "input", kind, annotation=body | None if route.body_optional else body, default=default
                )
            )
        parameters += [self._parameter(each) for each in route.arguments if each.python not in fixed]
        if PAGE in route.needs:
            taken = {each.name for each in parameters}
            parameters += [
                inspect.Parameter(name, kind, annotation=hint, default=strawberry.UNSET)
                for name, hint in PAGING.items()
                if name not in taken
            ]
        return inspect.Signature(parameters, return_annotation=self._answer(route))

    def _parameter(self, argument: Argument) -> inspect.Parameter:
        hint: Any = self._bridge.taken(argument.hint, argument.python)
        needed = argument.default is EMPTY
        named = getitem(Annotated, (hint if needed else hint | None, strawberry.argument(name=argument.name)))
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(argument.python, kind, annotation=named, default=EMPTY if needed else strawberry.UNSET)

    def _answer(self, route: Route) -> Any:
        if route.item is not None:
            return self._connection(route.item) | None
        if route.answer is None or route.answer is type(None):
            return self._bridge.shown(Done) | None
        shown = self._bridge.shown(route.answer)
        return shown | None


def leading(led: Led, answer: Any) -> StrawberryField:
    """A field that is loaded with those of the other rows."""
    where = f"{led.kind.__name__.removesuffix('Out').removesuffix('Short')}.{camel(led.name)}"

    async def resolve(root: Any, info: Info, **given: Any) -> Any:
        asking = info.context
        if asking.signed.owes_second_factor:
            raise SecondFactorDemanded
        first = given.get("first")
        nodes = info._raw_info.field_nodes  # noqa: SLF001  the engine's own
        found = await led.lead(asking, root, nodes, None if first is strawberry.UNSET else first)
        shown = found.nodes if isinstance(found, Connected) else found
        asking.saw("GET", led.template, where, shown, set())
        return found

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("root", kind, annotation=Any), inspect.Parameter("info", kind, annotation=Info)]
    if led.paged:
        parameters.append(inspect.Parameter("first", kind, annotation=int | None, default=strawberry.UNSET))
    return _field_of(led.name, resolve, inspect.Signature(parameters, return_annotation=answer | None), led.said)


def _field_of(name: str, resolve: Any, signature: inspect.Signature, said: str) -> StrawberryField:
    resolve.__signature__ = signature  # what the schema is read from
    resolve.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    resolve.__annotations__["return"] = signature.return_annotation
    field: StrawberryField = strawberry.field(resolver=resolve, description=said)
    field.python_name = name
    return field


async def called(route: Route, field: str, info: Info, given: Given) -> Any:
    """Its answer, as the schema shows it. Raises what the handler raises, and Invalid."""
    asking = info.context
    if asking.signed.owes_second_factor and (route.method, route.template) not in MAY_OWING:
        raise SecondFactorDemanded
    parts = {name: asking.part(name) for name in route.needs if name != PAGE}
    after = given.get("after") or None
    if PAGE in route.needs:
        parts[PAGE] = _page(route, given, info)
    told = _arguments(route, given)
    if route.key or "request" in parts:
        _keyed(route, parts, asking.key_of(str(info.path.key)))
    if route.body is not None:
        parts["data"] = _body(route, given.get("input", strawberry.UNSET))
    controller = object.__new__(route.controller)
    answer = await asking.room(lambda: route.handler(controller, **parts, **told))
    content = answer.content if isinstance(answer, Response) else answer
    named = {each for name, each in told.items() if isinstance(each, UUID) and f"{{{name}}}" in route.template}
    asking.saw(route.method, route.template, field, content, named)
    if content is None:
        return Done()
    return connected(content, after=after) if route.item is not None else content


def _page(route: Route, given: Given, info: Info) -> Any:
    """A list whose answer is no connection goes on by the wire's own cursor."""
    counted = route.item is None or "totalCount" in _asked(info)
    first, after, sort, order = (given.get(name) or None for name in PAGING)
    first = 0 if given.get("first") == 0 else first
    if route.item is None and after:
        return msgspec.structs.replace(page_of(first, None, sort, order, counted=True), cursor=after)
    return page_of(first, after, sort, order, counted=counted)


def _asked(info: Info) -> set[str]:
    """Names of the fields that are asked for, fragments included."""
    raw, found = info._raw_info, set[str]()  # noqa: SLF001  the engine's own

    def gather(selected: SelectionSetNode | None) -> None:
        for each in selected.selections if selected is not None else ():
            if isinstance(each, FieldNode):
                found.add(each.name.value)
            elif isinstance(each, InlineFragmentNode):
                gather(each.selection_set)
            elif isinstance(each, FragmentSpreadNode):
                gather(raw.fragments[each.name.value].selection_set)

    for node in raw.field_nodes:
        gather(node.selection_set)
    return found


def _arguments(route: Route, given: Given) -> Given:
    found: Given = {}
    made: dict[str, Given] = {name: {} for name in route.made}
    for argument in route.arguments:
        value = given.get(argument.python, strawberry.UNSET)
        if value is strawberry.UNSET:
            if argument.default is EMPTY:
                raise Invalid(Problem(field=argument.name, code="required"))
            value = argument.default
        else:
            value = _converted(plain(value), argument.hint, argument.name)
        (made[argument.of] if argument.of else found)[argument.python] = value
    for name, arguments in made.items():
        found[name] = route.made[name](**arguments)
    return found


def _body(route: Route, given: Any) -> Any:
    if given is strawberry.UNSET or given is None:
        return None
    return _converted(plain(given), route.body, "input")


def _converted(value: Any, hint: Any, name: str) -> Any:
    refuse_nul({name: value})
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        problem = problem_of(str(error))
        field = name if problem.field == "body" else f"{name}.{problem.field}"
        raise Invalid(msgspec.structs.replace(problem, field=field)) from error


def _keyed(route: Route, parts: Given, key: str | None) -> None:
    """Handlers take the idempotency key as an argument, or out of the request's headers."""
    if route.key:
        parts["key"] = key
    if key is not None and "request" in parts:
        scope: Any = parts["request"].scope
        others = [header for header in scope["headers"] if header[0] != b"idempotency-key"]
        own: Any = {**scope, "headers": [*others, (b"idempotency-key", key.encode("latin-1"))]}
        parts["request"] = Request(own)
