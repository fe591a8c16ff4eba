"""`whatsapp_configs`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    CapabilitiesOut,
    Listed,
    NumberIn,
    NumberOut,
    NumberStatusOut,
    PairingOut,
    ProfileIn,
    ProfileOut,
    TestOut,
)


def activate(config_id: Id) -> Call[NumberOut]:
    """Start using it.

    Messages may leave by it.
    """
    return Call(
        "POST", path_of("/api/v1/whatsapp-configs/{config_id}/activate", config_id=config_id), returns=NumberOut
    )


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: str | None = None,
) -> Call[Listed[NumberOut]]:
    """Numbers.

    `status` is `active`, `inactive`, or what the provider last said.
    """
    return Call(
        "GET",
        "/api/v1/whatsapp-configs",
        returns=Listed[NumberOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "status": status},
        by_cursor=True,
    )


def create(body: NumberIn) -> Call[NumberOut]:
    """Connect a number.

    Secrets are stored encrypted and never returned; it is inactive until activated.
    """
    return Call("POST", "/api/v1/whatsapp-configs", returns=NumberOut, body=body)


def capabilities(config_id: Id) -> Call[CapabilitiesOut]:
    """What the number's provider can do.

    Kinds of content and features: native, as a text that works as well, or not at all and why; and what the company has
    to know of a provider before it relies on it.
    """
    return Call(
        "GET",
        path_of("/api/v1/whatsapp-configs/{config_id}/capabilities", config_id=config_id),
        returns=CapabilitiesOut,
    )


def one(config_id: Id) -> Call[NumberOut]:
    """One number.

    With its limits and state as last known.
    """
    return Call("GET", path_of("/api/v1/whatsapp-configs/{config_id}", config_id=config_id), returns=NumberOut)


def change(config_id: Id, body: NumberIn) -> Call[NumberOut]:
    """Change a number.

    What is left out stays as it is.
    """
    return Call(
        "PUT", path_of("/api/v1/whatsapp-configs/{config_id}", config_id=config_id), returns=NumberOut, body=body
    )


def remove(config_id: Id) -> Call[None]:
    """Delete a number.

    With its secrets; one with conversations can only be deactivated.
    """
    return Call("DELETE", path_of("/api/v1/whatsapp-configs/{config_id}", config_id=config_id), returns=None)


def profile(config_id: Id) -> Call[ProfileOut]:
    """Business profile.

    What customers see of the number, read from the provider.
    """
    return Call("GET", path_of("/api/v1/whatsapp-configs/{config_id}/profile", config_id=config_id), returns=ProfileOut)


def change_profile(config_id: Id, body: ProfileIn) -> Call[ProfileOut]:
    """Change the business profile.

    What is left out stays as it is; an empty text clears a field.
    """
    return Call(
        "PUT",
        path_of("/api/v1/whatsapp-configs/{config_id}/profile", config_id=config_id),
        returns=ProfileOut,
        body=body,
    )


def deactivate(config_id: Id) -> Call[NumberOut]:
    """Stop using it.

    Nothing leaves by it; what comes in is still stored.
    """
    return Call(
        "POST", path_of("/api/v1/whatsapp-configs/{config_id}/deactivate", config_id=config_id), returns=NumberOut
    )


def disconnect(config_id: Id) -> Call[NumberOut]:
    """Unlink it (Evolution).

    Nothing leaves by it until it is linked again.
    """
    return Call(
        "POST", path_of("/api/v1/whatsapp-configs/{config_id}/disconnect", config_id=config_id), returns=NumberOut
    )


def qrcode(config_id: Id, *, phone: str | None = None) -> Call[PairingOut]:
    """Pairing QR code (Evolution).

    Begins to link the number; `phone` asks for a code to type as well. Renewed codes come over the WebSocket, on the
    channel `pairing`. The official API knows no pairing by QR code and says so.
    """
    return Call(
        "GET",
        path_of("/api/v1/whatsapp-configs/{config_id}/qrcode", config_id=config_id),
        returns=PairingOut,
        query={"phone": phone},
    )


def restart(config_id: Id) -> Call[NumberOut]:
    """Connect anew (Evolution).

    Without linking again; how it went is told on the channel `numbers`.
    """
    return Call("POST", path_of("/api/v1/whatsapp-configs/{config_id}/restart", config_id=config_id), returns=NumberOut)


def status(config_id: Id) -> Call[NumberStatusOut]:
    """State at the provider.

    Connection, quality and limit as the provider reports them now.
    """
    return Call(
        "GET", path_of("/api/v1/whatsapp-configs/{config_id}/status", config_id=config_id), returns=NumberStatusOut
    )


def sync(config_id: Id) -> Call[NumberOut]:
    """Read the number's state from the provider.

    Status, quality, limits and throughput as the provider has them now, kept with the number.
    """
    return Call("POST", path_of("/api/v1/whatsapp-configs/{config_id}/sync", config_id=config_id), returns=NumberOut)


def test(config_id: Id) -> Call[TestOut]:
    """Test the connection.

    Calls the provider with the stored credentials and says what works, step by step.
    """
    return Call("POST", path_of("/api/v1/whatsapp-configs/{config_id}/test", config_id=config_id), returns=TestOut)
