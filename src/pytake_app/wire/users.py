"""People as who manages them sees them: roles, permissions and where they come from, what each did."""

import datetime as dt
import re
from uuid import UUID

import msgspec

from pytake_app.wire.identity import HeldRoleOut, PreferencesIO, UserOut, user_out
from pytake_domain.identity import (
    ROLE_PERMISSIONS,
    Activity,
    CustomRole,
    Invitation,
    NewUser,
    Role,
    Roles,
    UserView,
    permissions_of,
    sources,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import RoleId

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class UserIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody new; without `password` they are invited, and the answer carries the invitation this once. `role` is the name of
    a built-in one or the id of one of the company's own.
    """

    email: str
    name: str
    role: str
    password: str | None = None
    grants: list[Permission] = []
    denials: list[Permission] = []


class UserChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. Name and preferences are everybody's own; the rest is for who manages people. One's own e-mail
    address changes with `current_password`.
    """

    name: str | None = None
    email: str | None = None
    current_password: str | None = None
    role: str | None = None
    active: bool | None = None
    preferences: PreferencesIO | None = None


class PasswordChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One's own password needs `current_password`."""

    password: str
    current_password: str | None = None


class PermissionsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody may do beyond their role, and what not in spite of it; what is left out stays."""

    grants: list[Permission] | None = None
    denials: list[Permission] | None = None


class InvitationOut(msgspec.Struct, frozen=True, kw_only=True):
    """To be handed to the person; `POST /auth/reset-password` takes the token."""

    token: str
    expires_at: dt.datetime


class NewUserOut(UserOut, frozen=True, kw_only=True):
    """The person; with the invitation when no password was given."""

    invitation: InvitationOut | None = None


class PermissionOut(msgspec.Struct, frozen=True, kw_only=True):
    """`source`: role, granted, denied, or none for what nothing gives."""

    permission: str
    allowed: bool
    source: str


class PermissionsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Every permission there is, and where it comes from that this person has it or not."""

    role: str
    custom_role: HeldRoleOut | None
    grants: list[str]
    denials: list[str]
    permissions: list[PermissionOut]


class RoleOut(msgspec.Struct, frozen=True, kw_only=True):
    """A role and what it may do. Built-in ones have no id; `users` is how many people have it."""

    id: UUID | None
    name: str
    description: str
    permissions: list[str]
    custom: bool
    users: int


class RoleIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role of the company's own."""

    name: str
    permissions: list[Permission]
    description: str = ""


class RoleChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: str | None = None
    permissions: list[Permission] | None = None
    description: str | None = None


class ActivityOut(msgspec.Struct, frozen=True, kw_only=True):
    """One deed: `action` such as `user_changed`, `flow_published`, `conversation_routed`; `subject_id` what it was done to."""

    id: UUID
    action: str
    at: dt.datetime
    subject_id: UUID
    reason: str


def new_user_out(made: UserView | NewUser) -> NewUserOut:
    """As the contract shows it."""
    invitation = invitation_out(made.invitation) if isinstance(made, NewUser) else None
    shown = user_out(made.user if isinstance(made, NewUser) else made)
    return NewUserOut(**msgspec.structs.asdict(shown), invitation=invitation)


def invitation_out(invitation: Invitation) -> InvitationOut:
    """The token, this once."""
    return InvitationOut(token=invitation.token.reveal(), expires_at=invitation.expires_at)


def permissions_out(user: UserView) -> PermissionsOut:
    """As the contract shows it."""
    found = sources(permissions_of(user.role, user.custom_role), user.grants, user.denials)
    return PermissionsOut(
        role=user.role.value,
        custom_role=HeldRoleOut(id=user.custom_role.id, name=user.custom_role.name) if user.custom_role else None,
        grants=sorted(p.value for p in user.grants),
        denials=sorted(p.value for p in user.denials),
        permissions=[
            PermissionOut(permission=p.value, allowed=p in user.permissions, source=source.value)
            for p, source in sorted(found.items())
        ],
    )


def roles_out(roles: Roles) -> list[RoleOut]:
    """Those that every company has, then its own."""
    built_in = [
        RoleOut(
            id=None,
            name=role.value,
            description="",
            permissions=sorted(p.value for p in permissions),
            custom=False,
            users=roles.held.get(role.value, 0),
        )
        for role, permissions in ROLE_PERMISSIONS.items()
    ]
    return built_in + [role_out(role, roles.held.get(str(role.id), 0)) for role in roles.custom]


def role_out(role: CustomRole, users: int) -> RoleOut:
    """As the contract shows it."""
    return RoleOut(
        id=role.id,
        name=role.name,
        description=role.description,
        permissions=sorted(p.value for p in role.permissions),
        custom=True,
        users=users,
    )


def role_named(text: str, field: str = "role") -> Role | RoleId:
    """A built-in one by its name, or one of the company's own by its id. Raises Invalid."""
    if text in ROLE_PERMISSIONS:
        return Role(text)
    try:
        return RoleId(UUID(text))
    except ValueError as error:
        choices = ", ".join(ROLE_PERMISSIONS)
        raise Invalid(Problem(field=field, code="not_a_choice", params={"choices": choices})) from error


def activity_out(activity: Activity) -> ActivityOut:
    """As the contract shows it."""
    return ActivityOut(
        id=activity.id,
        action=_WORD.sub("_", activity.action).lower(),
        at=activity.at,
        subject_id=activity.subject,
        reason=activity.reason,
    )
