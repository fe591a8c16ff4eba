"""Who acts, and what they may do."""

from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.kernel.errors import Forbidden, TenantSuspended
from pytake_domain.kernel.ids import TenantId, UserId


class ActorKind(StrEnum):
    """Kinds of doers; `contact` is the customer."""

    USER = "user"
    API_KEY = "api_key"
    FLOW = "flow"
    CAMPAIGN = "campaign"
    SYSTEM = "system"
    CONTACT = "contact"


class Permission(StrEnum):
    """`<verb>:<resource>`: what a role, a grant or an API key allows."""

    READ_MESSAGES = "read:messages"
    WRITE_MESSAGES = "write:messages"
    READ_CONVERSATIONS = "read:conversations"
    WRITE_CONVERSATIONS = "write:conversations"
    ASSIGN_CONVERSATIONS = "assign:conversations"
    READ_ALL_CONVERSATIONS = "read:all_conversations"
    READ_CONTACTS = "read:contacts"
    WRITE_CONTACTS = "write:contacts"
    READ_PHONE_NUMBERS = "read:phone_numbers"
    READ_FLOWS = "read:flows"
    WRITE_FLOWS = "write:flows"
    PUBLISH_FLOWS = "publish:flows"
    READ_NUMBERS = "read:whatsapp_configs"
    MANAGE_NUMBERS = "manage:whatsapp_configs"
    EXPORT_CONVERSATIONS = "export:conversations"
    READ_TEMPLATES = "read:templates"
    WRITE_TEMPLATES = "write:templates"
    READ_ROUTING = "read:routing"
    MANAGE_ROUTING = "manage:routing"
    READ_CAMPAIGNS = "read:campaigns"
    WRITE_CAMPAIGNS = "write:campaigns"
    START_CAMPAIGNS = "start:campaigns"
    READ_ERP = "read:erp"
    WRITE_ERP = "write:erp"
    """Open tickets, release lines, change plans, say whose customer somebody is."""
    MANAGE_ERP = "manage:erp"
    READ_BILLING = "read:billing"
    WRITE_BILLING = "write:billing"
    USE_AI = "use:ai"
    """Ask language models."""
    MANAGE_AI = "manage:ai"
    READ_USERS = "read:users"
    MANAGE_USERS = "manage:users"
    MANAGE_API_KEYS = "manage:api_keys"
    READ_WEBHOOKS = "read:webhooks"
    WRITE_WEBHOOKS = "write:webhooks"
    MANAGE_TENANT = "manage:tenant"
    READ_METRICS = "read:metrics"
    PLATFORM = "manage:platform"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does something, for which tenant, with which permissions; `held` are those that a suspension keeps from them."""

    kind: ActorKind
    id: UUID | None
    tenant_id: TenantId
    permissions: frozenset[Permission] = frozenset()
    name: str = ""
    held: frozenset[Permission] = frozenset()

    def require(self, permission: Permission) -> None:
        """Raises Forbidden naming the permission when it is missing, TenantSuspended when it is only held. Flows and the system
        itself need none.
        """
        if not self.may(permission):
            if permission in self.held:
                raise TenantSuspended
            raise Forbidden(permission=permission.value)

    def may(self, permission: Permission) -> bool:
        """Is this allowed?"""
        return self.kind in (ActorKind.SYSTEM, ActorKind.FLOW) or permission in self.permissions

    @property
    def user_id(self) -> UserId | None:
        """The signed-in person, when it is one."""
        return UserId(self.id) if self.kind is ActorKind.USER and self.id else None


def system(tenant_id: TenantId) -> Actor:
    """PyTake itself, acting for a tenant."""
    return Actor(kind=ActorKind.SYSTEM, id=None, tenant_id=tenant_id)
