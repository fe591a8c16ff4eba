"""`flows`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    Catalogue,
    FlowCaseIn,
    FlowCaseOut,
    FlowChangeIn,
    FlowCheckIn,
    FlowCheckOut,
    FlowCopyIn,
    FlowDiff,
    FlowImportedOut,
    FlowImportIn,
    FlowIn,
    FlowMovedOut,
    FlowMoveIn,
    FlowOut,
    FlowPublishIn,
    FlowRequestIn,
    FlowRestoreIn,
    FlowSessionOut,
    FlowStartIn,
    FlowStartOut,
    FlowStatus,
    FlowTemplateOut,
    FlowTestIn,
    FlowTestOut,
    FlowToolsFiguresOut,
    FlowToolsTraceOut,
    FlowVersionOut,
    Folder,
    Listed,
    MoveIn,
    ReplayIn,
    ReplayOut,
    SessionStatus,
    SimulationIn,
    SimulationOut,
    Tried,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: FlowStatus | None = None,
    search: str | None = None,
    folder: str | None = None,
) -> Call[Listed[FlowOut]]:
    """Flows.

    Latest change first; `folder` empty: those that are in none.
    """
    return Call(
        "GET",
        "/api/v1/flows",
        returns=Listed[FlowOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "search": search,
            "folder": folder,
        },
        by_cursor=True,
    )


def create(body: FlowIn) -> Call[FlowOut]:
    """Create a flow.

    A draft; it answers nobody until it is published. `template` is the `name` of a ready-made flow to begin with.
    """
    return Call("POST", "/api/v1/flows", returns=FlowOut, body=body)


def one(flow_id: Id) -> Call[FlowOut]:
    """One flow.

    The draft, and which version is published.
    """
    return Call("GET", path_of("/api/v1/flows/{flow_id}", flow_id=flow_id), returns=FlowOut)


def change(flow_id: Id, body: FlowChangeIn) -> Call[FlowOut]:
    """Change the draft.

    With the `draft_version` it was read at: another one since then is a 409 that says who and when.
    """
    return Call("PUT", path_of("/api/v1/flows/{flow_id}", flow_id=flow_id), returns=FlowOut, body=body)


def remove(flow_id: Id) -> Call[None]:
    """Delete a flow.

    With its versions; not while sessions run on it.
    """
    return Call("DELETE", path_of("/api/v1/flows/{flow_id}", flow_id=flow_id), returns=None)


def folders(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[Folder]]:
    """Folders.

    Those that a flow is in, by name.
    """
    return Call(
        "GET",
        "/api/v1/flows/folders",
        returns=Listed[Folder],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def folder_move(body: FlowMoveIn) -> Call[FlowMovedOut]:
    """Move flows to a folder.

    Drafts stay as they are; a folder is there as long as a flow is in it.
    """
    return Call("POST", "/api/v1/flows/folder", returns=FlowMovedOut, body=body)


def publish(flow_id: Id, body: FlowPublishIn | None) -> Call[FlowOut]:
    """Publish.

    Checks the draft and makes it an immutable version; `note` says what is new in it.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/publish", flow_id=flow_id), returns=FlowOut, body=body)


def sessions(
    flow_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: SessionStatus | None = None,
    node: str | None = None,
) -> Call[Listed[FlowSessionOut]]:
    """Running and ended sessions.

    Latest first; with a `node`, those that are there.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/sessions", flow_id=flow_id),
        returns=Listed[FlowSessionOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "node": node,
        },
        by_cursor=True,
    )


def try_request(body: FlowRequestIn) -> Call[Tried]:
    """Send a block's request.

    What an `api_call` would send, with these variables, and what comes back: cut to what a person looks at, without what
    the service was told in confidence. Addresses of private networks are refused as in a flow.
    """
    return Call("POST", "/api/v1/flows/test-request", returns=Tried, body=body)


def unpublish(flow_id: Id) -> Call[FlowOut]:
    """Stop new sessions.

    Sessions that run go on to their end.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/unpublish", flow_id=flow_id), returns=FlowOut)


def validate(body: FlowCheckIn) -> Call[FlowCheckOut]:
    """Every problem of a graph.

    Each with its node; nothing is stored.
    """
    return Call("POST", "/api/v1/flows/validate", returns=FlowCheckOut, body=body)


def diff(flow_id: Id, *, before: str | None = None, after: str | None = None) -> Call[FlowDiff]:
    """Difference of two versions.

    From `before` to `after`: numbers of versions, or `draft`.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/diff", flow_id=flow_id),
        returns=FlowDiff,
        query={"before": before, "after": after},
    )


def duplicate(flow_id: Id, body: FlowCopyIn) -> Call[FlowOut]:
    """Copy a flow.

    Its draft, as a flow of its own.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/duplicate", flow_id=flow_id), returns=FlowOut, body=body)


def restore(flow_id: Id, body: FlowRestoreIn) -> Call[FlowOut]:
    """A version as the draft.

    With the `draft_version` it was read at, like every change of the draft.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/restore", flow_id=flow_id), returns=FlowOut, body=body)


def version(flow_id: Id, version: Id) -> Call[FlowVersionOut]:
    """One version.

    By its number, with its graph.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/versions/{version}", flow_id=flow_id, version=version),
        returns=FlowVersionOut,
    )


def versions(
    flow_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[FlowVersionOut]]:
    """Versions.

    Newest first, without their graphs.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/versions", flow_id=flow_id),
        returns=Listed[FlowVersionOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def back(simulation_id: Id) -> Call[SimulationOut]:
    """One move back.

    As if the last move had not been made.
    """
    return Call(
        "POST",
        path_of("/api/v1/flows/simulations/{simulation_id}/back", simulation_id=simulation_id),
        returns=SimulationOut,
    )


def simulations_begin(flow_id: Id, body: SimulationIn) -> Call[SimulationOut]:
    """Start a simulation.

    Of the draft or a version; nothing leaves.
    """
    return Call(
        "POST", path_of("/api/v1/flows/{flow_id}/simulations", flow_id=flow_id), returns=SimulationOut, body=body
    )


def cases(
    flow_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[FlowCaseOut]]:
    """Test cases.

    What the flow must go on doing, oldest first.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/test-cases", flow_id=flow_id),
        returns=Listed[FlowCaseOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def keep(flow_id: Id, body: FlowCaseIn) -> Call[FlowCaseOut]:
    """Keep a simulation as a test case.

    Publishing plays it again, and refuses a flow that comes to something else.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/test-cases", flow_id=flow_id), returns=FlowCaseOut, body=body)


def forget(flow_id: Id, case_id: Id) -> Call[None]:
    """Remove a test case.

    It is not played any more.
    """
    return Call(
        "DELETE",
        path_of("/api/v1/flows/{flow_id}/test-cases/{case_id}", flow_id=flow_id, case_id=case_id),
        returns=None,
    )


def simulations_input_move(simulation_id: Id, body: MoveIn) -> Call[SimulationOut]:
    """Make a move.

    Say something, press, let time pass, answer what was asked outside.
    """
    return Call(
        "POST",
        path_of("/api/v1/flows/simulations/{simulation_id}/input", simulation_id=simulation_id),
        returns=SimulationOut,
        body=body,
    )


def start(flow_id: Id, body: FlowStartIn) -> Call[FlowStartOut]:
    """Begin it with a contact.

    The published version, by hand.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/start", flow_id=flow_id), returns=FlowStartOut, body=body)


def test(flow_id: Id, body: FlowTestIn) -> Call[FlowTestOut]:
    """Run the draft.

    Against a simulated contact, all moves at once; or, with `phone`, for real on that telephone.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/test", flow_id=flow_id), returns=FlowTestOut, body=body)


def analytics(
    flow_id: Id, *, version: int | None = None, from_: dt.date | None = None, to: dt.date | None = None
) -> Call[FlowToolsFiguresOut]:
    """Who went where.

    Of a version (the published one by default), per node: entered, left by which edge, dropped, seconds.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/analytics", flow_id=flow_id),
        returns=FlowToolsFiguresOut,
        query={"version": version, "from": from_, "to": to},
    )


def replay(flow_id: Id, body: ReplayIn) -> Call[ReplayOut]:
    """Past sessions against the draft.

    Where they part, which end elsewhere, and what both would send; personal data is masked.
    """
    return Call("POST", path_of("/api/v1/flows/{flow_id}/replay", flow_id=flow_id), returns=ReplayOut, body=body)


def trace(flow_session_id: Id) -> Call[FlowToolsTraceOut]:
    """Every step of one session.

    Computed again from its inputs.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/sessions/{flow_session_id}/trace", flow_session_id=flow_session_id),
        returns=FlowToolsTraceOut,
    )


def bring_in(body: FlowImportIn) -> Call[FlowImportedOut]:
    """A flow from a document.

    The document itself, or `{"document": …, "name": …}`, where `document` may be the text of a YAML or JSON file, or
    an export of Typebot or RapidPro; `notes` say what of it could not be carried over, or only in another form.
    """
    return Call("POST", "/api/v1/flows/import", returns=FlowImportedOut, body=body)


def take_out(flow_id: Id, *, form: str | None = None, version: int | None = None) -> Call[bytes]:
    """A flow as a document.

    The draft, or a version; `form` json or yaml. The same flow always gives the same text.
    """
    return Call(
        "GET",
        path_of("/api/v1/flows/{flow_id}/export", flow_id=flow_id),
        returns=bytes,
        query={"form": form, "version": version},
    )


def node_types_all() -> Call[Catalogue]:
    """Node types.

    Each with its fields and handles: all that an editor's forms need.
    """
    return Call("GET", "/api/v1/flows/node-types", returns=Catalogue)


def templates_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[FlowTemplateOut]]:
    """Ready-made flows.

    Each with what it needs and its graph; title and summary in the language of `Accept-Language`.
    """
    return Call(
        "GET",
        "/api/v1/flows/templates",
        returns=Listed[FlowTemplateOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )
