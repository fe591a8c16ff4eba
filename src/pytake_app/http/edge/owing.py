"""What somebody may do who owes their company a second factor: set one up, see who they are, and leave. Whatever is not named
here is refused to them.
"""

from typing import Any

from litestar.enums import ScopeType

GRAPHQL = ("POST", "/graphql")
MAY_OWING = frozenset(
    {
        ("GET", "/api/v1/auth/me"),
        ("POST", "/api/v1/auth/mfa/totp"),
        ("GET", "/api/v1/auth/passkeys"),
        ("POST", "/api/v1/auth/passkeys/begin"),
        ("POST", "/api/v1/auth/passkeys"),
        ("GET", "/api/v1/auth/sessions"),
        ("DELETE", "/api/v1/auth/sessions/{session_id}"),
        ("POST", "/api/v1/auth/logout"),
        ("POST", "/api/v1/users/{person_id}/change-password"),
    }
)
"""Routes by method and template. Their actor has no permissions on them: it is themselves alone that they see and change."""


def may_owing(scope: Any) -> bool:
    """Is this request one of those? Of a GraphQL document that is looked at field by field; sockets are none."""
    if scope["type"] != ScopeType.HTTP:
        return False
    route = (str(scope["method"]), str(scope.get("path_template", "")))
    return route in MAY_OWING or route == GRAPHQL
