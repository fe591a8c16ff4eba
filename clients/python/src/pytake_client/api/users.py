"""`users`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    ActivityOut,
    InvitationOut,
    Listed,
    NewUserOut,
    PasswordChangeIn,
    PermissionsIn,
    PermissionsOut,
    UserChangeIn,
    UserIn,
    UserOut,
)


def activity(
    person_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ActivityOut]]:
    """What somebody did.

    Newest first, by cursor: one's own, or anybody's for who manages people.
    """
    return Call(
        "GET",
        path_of("/api/v1/users/{person_id}/activity", person_id=person_id),
        returns=Listed[ActivityOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[UserOut]]:
    """People.

    `sort` is name, email or created_at.
    """
    return Call(
        "GET",
        "/api/v1/users",
        returns=Listed[UserOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def create(body: UserIn) -> Call[NewUserOut]:
    """Add or invite somebody.

    With a first password, or without one: then the invitation is shown this once, to be handed to them.

    Nobody gives what they may not do themselves.
    """
    return Call("POST", "/api/v1/users", returns=NewUserOut, body=body)


def one(person_id: Id) -> Call[UserOut]:
    """One person.

    Everybody may read themselves.
    """
    return Call("GET", path_of("/api/v1/users/{person_id}", person_id=person_id), returns=UserOut)


def change(person_id: Id, body: UserChangeIn) -> Call[UserOut]:
    """Change somebody, or one's own profile.

    Somebody switched off is signed out everywhere. A company keeps an active administrator.
    """
    return Call("PUT", path_of("/api/v1/users/{person_id}", person_id=person_id), returns=UserOut, body=body)


def remove(person_id: Id) -> Call[None]:
    """Remove somebody.

    Signed out at once; conversations that were theirs wait in their queues. What they did stays.
    """
    return Call("DELETE", path_of("/api/v1/users/{person_id}", person_id=person_id), returns=None)


def change_password(person_id: Id, body: PasswordChangeIn) -> Call[None]:
    """Change a password.

    One's own with the present one, which ends the other sessions; somebody's for who manages people, which ends all.
    """
    return Call(
        "POST", path_of("/api/v1/users/{person_id}/change-password", person_id=person_id), returns=None, body=body
    )


def invite(person_id: Id) -> Call[InvitationOut]:
    """A new invitation.

    Also for who forgot their password; shown this once, for seven days. An earlier one is worth nothing.
    """
    return Call("POST", path_of("/api/v1/users/{person_id}/invitation", person_id=person_id), returns=InvitationOut)


def permissions(person_id: Id) -> Call[PermissionsOut]:
    """Effective permissions.

    Each with where it comes from.
    """
    return Call("GET", path_of("/api/v1/users/{person_id}/permissions", person_id=person_id), returns=PermissionsOut)


def permit(person_id: Id, body: PermissionsIn) -> Call[PermissionsOut]:
    """Grant or deny permissions.

    On top of the role. Nobody gives or takes what they may not do themselves.
    """
    return Call(
        "PUT", path_of("/api/v1/users/{person_id}/permissions", person_id=person_id), returns=PermissionsOut, body=body
    )


def reset_mfa(person_id: Id) -> Call[None]:
    """Switch somebody's two-factor sign-in off.

    For who lost their phone and their recovery codes; by who manages people. Their passkeys go as well.
    """
    return Call("DELETE", path_of("/api/v1/users/{person_id}/mfa", person_id=person_id), returns=None)
