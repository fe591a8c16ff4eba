"""Rows of identity's tables to aggregates and back; for works and look-ups alike."""

from typing import Any, Protocol

import msgspec

from pytake_domain.identity import (
    ApiKey,
    Branding,
    CustomRole,
    Device,
    HeldRole,
    OwnLimits,
    Plan,
    Preferences,
    Role,
    Session,
    Tenant,
    TenantSettings,
    TenantStatus,
    User,
    WrappedKey,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.ids import RoleId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language

_KNOWN = frozenset(p.value for p in Permission)


class Row(Protocol):
    """A row of SQLAlchemy's or of the driver's."""

    def __getitem__(self, column: str, /) -> Any:
        """The value of a column."""
        ...


def tenant_row(tenant: Tenant) -> dict[str, Any]:
    """As stored."""
    row = _fields(tenant)
    row["tenant_id"] = row.pop("id")
    for name in ("plan", "status", "language"):
        row[name] = row[name].value
    for name in ("branding", "settings", "limits"):
        row[name] = msgspec.to_builtins(row[name])
    return row


def tenant_of(row: Row) -> Tenant:
    """As read; JSON may come as text."""
    values = {name: row[name] for name in Tenant.__struct_fields__ if name != "id"}
    values |= {
        "id": row["tenant_id"],
        "plan": Plan(values["plan"]),
        "status": TenantStatus(values["status"]),
        "language": Language(values["language"]),
        "branding": _json(values["branding"], Branding),
        "settings": _json(values["settings"], TenantSettings),
        "limits": _json(values["limits"], OwnLimits),
    }
    return Tenant(**values)


def user_row(user: User) -> dict[str, Any]:
    """As stored."""
    row = _fields(user)
    row["password_hash"] = user.password_hash.reveal()
    row["role"] = user.role.value
    held = user.custom_role
    row["custom_role"] = held and {
        "id": str(held.id),
        "name": held.name,
        "permissions": sorted(p.value for p in held.permissions),
    }
    row["preferences"] = msgspec.to_builtins(user.preferences)
    for name in ("grants", "denials"):
        row[name] = sorted(p.value for p in row[name])
    return row


def user_of(row: Row) -> User:
    """As read."""
    values = {name: row[name] for name in User.__struct_fields__}
    values["password_hash"] = Secret(values["password_hash"])
    values["role"] = Role(values["role"])
    values["custom_role"] = _held(values["custom_role"])
    values["preferences"] = _json(values["preferences"], Preferences)
    for name in ("grants", "denials"):
        values[name] = _permissions(values[name])
    return User(**values)


class _Held(msgspec.Struct):
    id: RoleId
    name: str
    permissions: list[str]


def _held(value: Any) -> HeldRole | None:
    if value is None:
        return None
    held = _json(value, _Held)
    return HeldRole(id=held.id, name=held.name, permissions=_permissions(held.permissions))


def role_row(role: CustomRole) -> dict[str, Any]:
    """As stored."""
    return _fields(role) | {"permissions": sorted(p.value for p in role.permissions)}


def role_of(row: Row) -> CustomRole:
    """As read."""
    values = {name: row[name] for name in CustomRole.__struct_fields__}
    return CustomRole(**values | {"permissions": _permissions(values["permissions"])})


def session_row(session: Session) -> dict[str, Any]:
    """As stored."""
    row = _fields(session)
    device = row.pop("device")
    return row | {"address": device.address, "user_agent": device.user_agent}


def session_of(row: Row) -> Session:
    """As read."""
    values = {name: row[name] for name in Session.__struct_fields__ if name != "device"}
    return Session(**values, device=Device(address=row["address"], user_agent=row["user_agent"]))


def api_key_row(key: ApiKey) -> dict[str, Any]:
    """As stored."""
    return _fields(key) | {"permissions": sorted(p.value for p in key.permissions)}


def api_key_of(row: Row) -> ApiKey:
    """As read."""
    values = {name: row[name] for name in ApiKey.__struct_fields__}
    return ApiKey(**values | {"permissions": _permissions(values["permissions"])})


def wrapped_key_of(row: Row) -> WrappedKey:
    """As read."""
    return WrappedKey(**{name: row[name] for name in WrappedKey.__struct_fields__})


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _permissions(values: list[str]) -> frozenset[Permission]:
    # A permission that a later version knew and this one does not gives nothing.
    return frozenset(Permission(value) for value in values if value in _KNOWN)


def _json(value: Any, kind: type[Any]) -> Any:
    return msgspec.json.decode(value, type=kind) if isinstance(value, str) else msgspec.convert(value, kind)
