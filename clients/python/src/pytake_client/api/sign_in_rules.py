"""`sign_in_rules`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call
from pytake_client.types import SignInRulesIO


def read() -> Call[SignInRulesIO]:
    """What the company asks of its people when they sign in.

    For administrators.
    """
    return Call("GET", "/api/v1/sign-in-rules", returns=SignInRulesIO)


def change(body: SignInRulesIO) -> Call[SignInRulesIO]:
    """Ask the company's people for a second factor, or not.

    It takes all that an administrator may do, and to switch it on a second factor of one's own. Who came by a password and
    has none is refused everything else until they have set one up, also where they are signed in already. API keys and who
    came by the company's provider are not asked.
    """
    return Call("PUT", "/api/v1/sign-in-rules", returns=SignInRulesIO, body=body)
