"""`pytake admin rotate-keys`: a new key for each company, and everything that lies sealed put under it."""

import argparse
import asyncio
import sys
from typing import Any
from uuid import UUID

from pytake_app.commands.ready import required_settings, usable_container
from pytake_app.wiring.container import close
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId


def add_task(parser: argparse.ArgumentParser) -> None:
    """What it may be asked."""
    parser.add_argument("--tenant", type=UUID, help="of this company alone")
    parser.add_argument("--finish", action="store_true", help="no new keys: go on with what an earlier run left")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    settings = required_settings()

    async def rotate() -> int:
        container = usable_container(settings)
        adapters = container.adapters()
        failed = 0
        try:
            own = [TenantId(arguments.tenant)] if arguments.tenant else await adapters.vault_keys().tenants()
            for tenant_id in own:
                failed += not await _one(adapters, tenant_id, finish=arguments.finish)
        finally:
            await close(container)
        return failed

    failed = asyncio.run(rotate())
    if failed:
        sys.stderr.write(f"{failed} companies are not finished: mend what is said above and run it with --finish.\n")
    return 1 if failed else 0


async def _one(adapters: Any, tenant_id: TenantId, *, finish: bool) -> bool:
    vault, resealing = adapters.vault(), adapters.resealing()
    try:
        if not finish:
            await vault.rotate(tenant_id)
        version, _ = await vault.present(tenant_id)
        count = await resealing.run(tenant_id)
    except PytakeError as error:
        sys.stderr.write(f"{tenant_id}: {error}\n")
        return False
    sys.stdout.write(f"{tenant_id}: {count} values were put under its key {version}\n")
    return True
