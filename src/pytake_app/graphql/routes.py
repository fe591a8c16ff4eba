"""A route as a field: what its handler takes, as arguments; what it answers, as a type; and how it is called."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

import msgspec
from litestar import Controller, Response
from litestar.di import Dependency
from litestar.params import BodyKwarg, HeaderParameter, ParameterKwarg

from pytake_app.graphql.names import camel
from pytake_app.wire.paging import Listed

EMPTY = inspect.Parameter.empty
PAGE = "page_request"


class Argument(msgspec.Struct, frozen=True):
    """One argument: `python` as the handler (or what makes its dependency) calls it; `of`: the dependency it belongs to."""

    python: str
    name: str
    hint: Any
    default: Any
    of: str | None = None


class Route(msgspec.Struct, frozen=True):
    """One handler. `body`: the Struct that it takes; `needs`: what it is given by name; `key`: it takes an idempotency key;
    `made`: dependencies that are made of arguments.
    """

    method: str
    template: str
    handler: Callable[..., Any]
    controller: Any
    summary: str
    arguments: tuple[Argument, ...]
    body: Any
    body_optional: bool
    needs: tuple[str, ...]
    key: bool
    made: Mapping[str, Callable[..., Any]]
    answer: Any
    item: Any

    @property
    def paged(self) -> bool:
        """Is the answer a page of a list?"""
        return self.item is not None


def route_of(controller: type[Controller], name: str, given: Mapping[str, Callable[..., Any]]) -> Route:
    """Of a controller's handler; `given`: dependencies with parameters of their own, by name."""
    handler: Any = vars(controller)[name]
    local = vars(controller).get("dependencies", {})
    own = {**given, **{key: each.dependency for key, each in local.items()}}
    arguments: list[Argument] = []
    needs: list[str] = []
    made: dict[str, Callable[..., Any]] = {}
    body, optional, key = None, False, False
    for parameter in list(inspect.signature(handler.fn).parameters.values())[1:]:
        hint, marks = _read(parameter.annotation)
        if any(isinstance(mark, BodyKwarg) for mark in marks):
            inside = [each for each in get_args(hint) if each is not type(None)]
            optional = parameter.default is not EMPTY
            body = inside[0] if optional and inside else hint
        elif any(isinstance(mark, HeaderParameter) for mark in marks):
            key = key or parameter.name == "key"
        elif any(isinstance(mark, ParameterKwarg) for mark in marks):
            arguments.append(_argument(parameter, hint, marks))
        elif any(isinstance(mark, Dependency) for mark in marks) and parameter.name in own:
            made[parameter.name] = own[parameter.name]
            arguments.extend(_arguments_of(own[parameter.name], parameter.name))
        else:
            needs.append(parameter.name)
    answer = inspect.signature(handler.fn).return_annotation
    answer = get_args(answer)[0] if get_origin(answer) is Response else answer
    (path,) = handler.paths
    base: str = vars(controller)["path"]
    return Route(
        method=next(iter(sorted(handler.http_methods))).upper(),
        template=_template(f"{base}{path}"),
        handler=handler.fn,
        controller=controller,
        summary=handler.summary or "",
        arguments=tuple(arguments),
        body=body,
        body_optional=optional,
        needs=tuple(needs),
        key=key,
        made=made,
        answer=answer,
        item=get_args(answer)[0] if get_origin(answer) is Listed else None,
    )


def _read(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is Annotated:
        hint, *marks = get_args(annotation)
        return hint, tuple(marks)
    return annotation, ()


def _argument(parameter: inspect.Parameter, hint: Any, marks: tuple[Any, ...], of: str | None = None) -> Argument:
    told = next((mark.name for mark in marks if isinstance(mark, ParameterKwarg) and mark.name), parameter.name)
    return Argument(parameter.name, camel(told), hint, parameter.default, of)


def _arguments_of(make: Callable[..., Any], name: str) -> list[Argument]:
    parameters = inspect.signature(make).parameters.values()
    return [_argument(parameter, *_read(parameter.annotation), of=name) for parameter in parameters]


def _template(path: str) -> str:
    """As the framework names it: without the types, and without a slash at its end."""
    for kind in ("uuid", "str", "int"):
        path = path.replace(f":{kind}}}", "}")
    return path.rstrip("/")
