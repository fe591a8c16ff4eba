"""`tenants`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    EraseIn,
    Listed,
    NewTenantOut,
    Plan,
    SuspendIn,
    TenantChangeIn,
    TenantIn,
    TenantStatus,
    TenantWholeOut,
    UpgradeIn,
    UsageOut,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    search: str | None = None,
    status: TenantStatus | None = None,
    plan: Plan | None = None,
) -> Call[Listed[TenantWholeOut]]:
    """Companies.

    `search` looks in name and short name; `sort` is name, slug or created_at.
    """
    return Call(
        "GET",
        "/api/v1/tenants",
        returns=Listed[TenantWholeOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "search": search,
            "status": status,
            "plan": plan,
        },
        by_cursor=True,
    )


def create(body: TenantIn) -> Call[NewTenantOut]:
    """Make a company.

    With its first administrator: by a password, or by an invitation that is shown this once.
    """
    return Call("POST", "/api/v1/tenants", returns=NewTenantOut, body=body)


def one(company_id: Id) -> Call[TenantWholeOut]:
    """One company.

    With what it may have.
    """
    return Call("GET", path_of("/api/v1/tenants/{company_id}", company_id=company_id), returns=TenantWholeOut)


def change(company_id: Id, body: TenantChangeIn) -> Call[TenantWholeOut]:
    """Change a company.

    Name, settings, branding and limits; limits don't fall below what is in use. A colour on which white can't be read is
    refused with one that would do.
    """
    return Call(
        "PUT", path_of("/api/v1/tenants/{company_id}", company_id=company_id), returns=TenantWholeOut, body=body
    )


def erase(company_id: Id, body: EraseIn) -> Call[TenantWholeOut]:
    """Delete a company with all its data.

    `slug` is repeated to be sure. Nobody gets in from now on; rows, files and keys go in the background, for good.
    """
    return Call(
        "DELETE", path_of("/api/v1/tenants/{company_id}", company_id=company_id), returns=TenantWholeOut, body=body
    )


def reactivate(company_id: Id) -> Call[TenantWholeOut]:
    """Let a company work again.

    Messages and campaigns that waited go on.
    """
    return Call(
        "POST", path_of("/api/v1/tenants/{company_id}/reactivate", company_id=company_id), returns=TenantWholeOut
    )


def suspend(company_id: Id, body: SuspendIn) -> Call[TenantWholeOut]:
    """Suspend a company.

    Nothing leaves; what comes in is stored; people sign in and read.
    """
    return Call(
        "POST",
        path_of("/api/v1/tenants/{company_id}/suspend", company_id=company_id),
        returns=TenantWholeOut,
        body=body,
    )


def upgrade(company_id: Id, body: UpgradeIn) -> Call[TenantWholeOut]:
    """Change a company's plan.

    A smaller plan is refused while more is in use: `details` names each limit.
    """
    return Call(
        "POST",
        path_of("/api/v1/tenants/{company_id}/upgrade", company_id=company_id),
        returns=TenantWholeOut,
        body=body,
    )


def usage(company_id: Id) -> Call[UsageOut]:
    """Use against limits.

    Each limit with what is used of it; a company's administrators (`manage:tenant`) read their own company's.
    """
    return Call("GET", path_of("/api/v1/tenants/{company_id}/usage", company_id=company_id), returns=UsageOut)
