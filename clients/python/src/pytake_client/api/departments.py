"""`departments`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import DepartmentChangeIn, DepartmentIn, DepartmentOut, Listed


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[DepartmentOut]]:
    """Departments.

    By name.
    """
    return Call(
        "GET",
        "/api/v1/departments",
        returns=Listed[DepartmentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: DepartmentIn) -> Call[DepartmentOut]:
    """Add a department.

    Its business hours hold for its queues that have none of their own.
    """
    return Call("POST", "/api/v1/departments", returns=DepartmentOut, body=body)


def change(department_id: Id, body: DepartmentChangeIn) -> Call[DepartmentOut]:
    """Change a department.

    What is given.
    """
    return Call(
        "PUT",
        path_of("/api/v1/departments/{department_id}", department_id=department_id),
        returns=DepartmentOut,
        body=body,
    )


def remove(department_id: Id) -> Call[None]:
    """Remove a department.

    Not while it has queues.
    """
    return Call("DELETE", path_of("/api/v1/departments/{department_id}", department_id=department_id), returns=None)
