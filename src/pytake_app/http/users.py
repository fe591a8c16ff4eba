"""A company's people: adding, changing and removing them, what each may do and did."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.auth import device_of
from pytake_app.http.edge.paging import Listed, before_of, listed, whole
from pytake_app.wire.identity import UserOut, preferences_of, user_out
from pytake_app.wire.users import (
    ActivityOut,
    InvitationOut,
    NewUserOut,
    PasswordChangeIn,
    PermissionsIn,
    PermissionsOut,
    RoleChangeIn,
    RoleIn,
    RoleOut,
    UserChangeIn,
    UserIn,
    activity_out,
    invitation_out,
    new_user_out,
    permissions_out,
    role_named,
    role_out,
    roles_out,
)
from pytake_domain.identity import (
    ManagePasswords,
    ManageRoles,
    ManageSecondFactors,
    ManageUsers,
    ReadActivity,
    SignedIn,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import EventId, RoleId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.routing import RemovePeople


class UserController(Controller):
    """`/api/v1/users`."""

    path = "/api/v1/users"
    tags = ("users",)

    @get(summary="People")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_users: NamedDependency[ManageUsers],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[UserOut]:
        """`sort` is name, email or created_at."""
        return listed((await manage_users.page(actor, page_request)).map(user_out), page_request)

    @post(summary="Add or invite somebody")
    async def create(
        self, data: JSONBody[UserIn], actor: NamedDependency[Actor], manage_users: NamedDependency[ManageUsers]
    ) -> NewUserOut:
        """With a first password, or without one: then the invitation is shown this once, to be handed to them.

        Nobody gives what they may not do themselves.
        """
        name, role, grants, denials = data.name, role_named(data.role), data.grants, data.denials
        if data.password is None:
            invited = await manage_users.invite(
                actor, email=data.email, name=name, role=role, grants=grants, denials=denials
            )
            return new_user_out(invited)
        made = await manage_users.create(
            actor, email=data.email, name=name, role=role, grants=grants, denials=denials, password=data.password
        )
        return new_user_out(made)

    @get("/{person_id:uuid}", summary="One person")
    async def one(
        self, person_id: FromPath[UUID], actor: NamedDependency[Actor], manage_users: NamedDependency[ManageUsers]
    ) -> UserOut:
        """Everybody may read themselves."""
        return user_out(await manage_users.get(actor, UserId(person_id)))

    @put("/{person_id:uuid}", summary="Change somebody, or one's own profile")
    async def change(
        self,
        person_id: FromPath[UUID],
        data: JSONBody[UserChangeIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        manage_users: NamedDependency[ManageUsers],
    ) -> UserOut:
        """Somebody switched off is signed out everywhere. A company keeps an active administrator."""
        changed = await manage_users.change(
            actor,
            UserId(person_id),
            name=data.name,
            email=data.email,
            role=role_named(data.role) if data.role is not None else None,
            active=data.active,
            preferences=preferences_of(data.preferences) if data.preferences else None,
            present=data.current_password,
            address=device_of(request).address,
        )
        return user_out(changed)

    @delete("/{person_id:uuid}", summary="Remove somebody")
    async def remove(
        self, person_id: FromPath[UUID], actor: NamedDependency[Actor], remove_people: NamedDependency[RemovePeople]
    ) -> None:
        """Signed out at once; conversations that were theirs wait in their queues. What they did stays."""
        await remove_people.remove(actor, UserId(person_id))

    @post("/{person_id:uuid}/change-password", status_code=204, summary="Change a password")
    async def change_password(
        self,
        person_id: FromPath[UUID],
        data: JSONBody[PasswordChangeIn],
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn],
        manage_passwords: NamedDependency[ManagePasswords],
    ) -> None:
        """One's own with the present one, which ends the other sessions; somebody's for who manages people, which ends all."""
        await manage_passwords.change(
            signed_in,
            UserId(person_id),
            password=data.password,
            present=data.current_password,
            address=device_of(request).address,
        )

    @post("/{person_id:uuid}/invitation", summary="A new invitation")
    async def invite(
        self,
        person_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_passwords: NamedDependency[ManagePasswords],
    ) -> InvitationOut:
        """Also for who forgot their password; shown this once, for seven days. An earlier one is worth nothing."""
        return invitation_out(await manage_passwords.invite(actor, UserId(person_id)))

    @delete("/{person_id:uuid}/mfa", summary="Switch somebody's two-factor sign-in off")
    async def reset_mfa(
        self,
        person_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_second_factors: NamedDependency[ManageSecondFactors],
    ) -> None:
        """For who lost their phone and their recovery codes; by who manages people. Their passkeys go as well."""
        await manage_second_factors.reset(actor, UserId(person_id))

    @get("/{person_id:uuid}/permissions", summary="Effective permissions")
    async def permissions(
        self, person_id: FromPath[UUID], actor: NamedDependency[Actor], manage_users: NamedDependency[ManageUsers]
    ) -> PermissionsOut:
        """Each with where it comes from."""
        return permissions_out(await manage_users.get(actor, UserId(person_id)))

    @put("/{person_id:uuid}/permissions", summary="Grant or deny permissions")
    async def permit(
        self,
        person_id: FromPath[UUID],
        data: JSONBody[PermissionsIn],
        actor: NamedDependency[Actor],
        manage_users: NamedDependency[ManageUsers],
    ) -> PermissionsOut:
        """On top of the role. Nobody gives or takes what they may not do themselves."""
        rights = await manage_users.change(actor, UserId(person_id), grants=data.grants, denials=data.denials)
        return permissions_out(rights)

    @get("/{person_id:uuid}/activity", summary="What somebody did")
    async def activity(
        self,
        person_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_activity: NamedDependency[ReadActivity],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ActivityOut]:
        """Newest first, by cursor: one's own, or anybody's for who manages people."""
        before = before_of(page_request.cursor)
        found = await read_activity.of(
            actor, UserId(person_id), before=EventId(before) if before else None, limit=page_request.limit
        )
        more = str(found[-1].id) if len(found) == page_request.limit else None
        return listed(Page(items=tuple(map(activity_out, found)), next_cursor=more), page_request)


class RoleController(Controller):
    """`/api/v1/roles`."""

    path = "/api/v1/roles"
    tags = ("users",)

    @get(summary="Roles and what they may do")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_roles: NamedDependency[ManageRoles],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[RoleOut]:
        """Those that every company has, then its own by name."""
        return whole(roles_out(await manage_roles.all(actor)), page_request)

    @post(summary="Make a role")
    async def create(
        self, data: JSONBody[RoleIn], actor: NamedDependency[Actor], manage_roles: NamedDependency[ManageRoles]
    ) -> RoleOut:
        """Of permissions that whoever makes it has themselves."""
        made = await manage_roles.create(
            actor, name=data.name, permissions=data.permissions, description=data.description
        )
        return role_out(made, 0)

    @put("/{role_id:uuid}", summary="Change a role")
    async def change(
        self,
        role_id: FromPath[UUID],
        data: JSONBody[RoleChangeIn],
        actor: NamedDependency[Actor],
        manage_roles: NamedDependency[ManageRoles],
    ) -> RoleOut:
        """It holds at once for everybody who has it. Built-in ones can't be changed."""
        changed = await manage_roles.change(
            actor, RoleId(role_id), name=data.name, permissions=data.permissions, description=data.description
        )
        held = (await manage_roles.all(actor)).held
        return role_out(changed, held.get(str(role_id), 0))

    @delete("/{role_id:uuid}", summary="Remove a role")
    async def remove(
        self,
        role_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_roles: NamedDependency[ManageRoles],
        instead: FromQuery[str | None] = None,
    ) -> None:
        """`instead`: what who has it gets, a built-in one's name or another's id; needed when anybody has it."""
        other = role_named(instead, "instead") if instead is not None else None
        await manage_roles.remove(actor, RoleId(role_id), instead=other)
