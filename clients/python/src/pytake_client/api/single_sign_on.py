"""`single_sign_on`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call
from pytake_client.types import SignOnCheckOut, SignOnIn, SignOnOut


def check() -> Call[SignOnCheckOut]:
    """Is the provider there?.

    Asks it for what it says of itself.
    """
    return Call("POST", "/api/v1/single-sign-on/check", returns=SignOnCheckOut)


def read() -> Call[SignOnOut]:
    """The company's own sign-on.

    For administrators; 404 where none is set up.
    """
    return Call("GET", "/api/v1/single-sign-on", returns=SignOnOut)


def put(body: SignOnIn) -> Call[SignOnOut]:
    """Set the company's own sign-on up.

    Whoever says who people are could be any of them, so it takes all that an administrator may do. Another issuer makes
    everybody come for the first time again.
    """
    return Call("PUT", "/api/v1/single-sign-on", returns=SignOnOut, body=body)


def remove() -> Call[None]:
    """Do without a sign-on of its own.

    People come by their passwords and passkeys again; those who never had one ask for it by mail.
    """
    return Call("DELETE", "/api/v1/single-sign-on", returns=None)
