"""The base address of an ERP, as people paste it from the bar of their browser."""

import re
from collections.abc import Iterable

from yarl import URL

from pytake_domain.kernel.errors import Invalid, Problem

MOST_ADDRESS = 300


def base_address(given: str, *, without: Iterable[str] = ()) -> str:
    """Scheme, host and port, with the path up to any of `without`: what an adapter puts behind it itself. Raises Invalid."""
    bare = given.strip()
    if "://" not in bare:
        bare = f"https://{bare}"
    try:
        found = URL(bare)
        host, port = found.host, found.explicit_port
    except ValueError:
        raise _not_a_link() from None
    if found.scheme not in {"http", "https"} or not host or found.user or len(bare) > MOST_ADDRESS:
        raise _not_a_link()
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", found.raw_host or ""):
        raise _not_a_link()
    path = found.raw_path
    for end in without:
        path = re.split(rf"{re.escape(end)}(?=/|$)", path, maxsplit=1, flags=re.IGNORECASE)[0]
    named = f"[{found.raw_host}]" if ":" in (found.raw_host or "") else found.raw_host
    return f"{found.scheme}://{named}{f':{port}' if port else ''}{path.rstrip('/')}"


def _not_a_link() -> Invalid:
    return Invalid(Problem(field="base_url", code="not_a_link"))
