"""`branding`. Made by generate.py out of the OpenAPI document: change that, not this."""

from typing import Any

from pytake_client.calls import Call
from pytake_client.types import BrandingOut


def logo() -> Call[Any]:
    """Its logo.

    PNG, JPEG or WebP; nothing in it can run.
    """
    return Call("GET", "/api/v1/branding/logo", returns=Any)


def of_host() -> Call[BrandingOut]:
    """Branding of the host asked for.

    The company's whose domain it is; PyTake's own otherwise.
    """
    return Call("GET", "/api/v1/branding", returns=BrandingOut)
