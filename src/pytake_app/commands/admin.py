"""`pytake admin`: keys, their rotation, new companies, and who administers all of them."""

import argparse
import asyncio
import getpass
import os
import sys
from pathlib import Path
from uuid import UUID

from pytake_adapters.security.files import make_folder
from pytake_adapters.security.jwt import KeyRing, NoSigningKeys, generate_key
from pytake_adapters.security.masters import MasterKeys, NoMasterKeys, add_master_key
from pytake_adapters.system import SystemClock
from pytake_app.commands.company_keys import add_task
from pytake_app.commands.first_keys import add_first_tasks
from pytake_app.commands.ready import required_settings, usable_container
from pytake_app.settings import Settings, SettingsWrong, read
from pytake_app.wiring.container import close
from pytake_domain.identity import Plan
from pytake_domain.kernel.audit import ChainState
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.text import Language

LINKED_AT_ONCE = 1_000
PASSWORD = "ADMIN_PASSWORD"  # noqa: S105  a variable's name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One task each."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
    keys = tasks.add_parser("keys", help="make the first signing and vault keys of an installation")
    keys.add_argument("folder", type=Path, help="a new folder for them")
    keys.set_defaults(run=_keys)

    add_first_tasks(tasks)

    company = tasks.add_parser("create-tenant", help="add a company with its administrator")
    company.add_argument("--company", required=True)
    company.add_argument("--email", required=True, help="the administrator's")
    company.add_argument("--name", help="the administrator's (default: the company's)")
    company.add_argument("--slug", help="short name of the company (default: made of its name)")
    company.add_argument("--plan", choices=[plan.value for plan in Plan], default=Plan.STARTER.value)
    company.add_argument("--language", choices=[language.value for language in Language], default=Language.PT_BR.value)
    company.add_argument("--time-zone", default="America/Sao_Paulo")
    company.set_defaults(run=_create_tenant)

    platform = tasks.add_parser("platform-admin", help="let somebody administer all companies of this installation")
    platform.add_argument("--email", required=True, help="of somebody who has an account")
    platform.add_argument("--revoke", action="store_true", help="take it back")
    platform.set_defaults(run=_appoint)

    factors = tasks.add_parser(
        "reset-second-factors", help="let somebody back in who lost their phone and has nobody to ask"
    )
    factors.add_argument("--email", required=True, help="of somebody who has an account")
    factors.set_defaults(run=_reset_factors)

    vault = tasks.add_parser("rotate-vault", help="replace the vault's master key, in two steps")
    vault.add_argument("--file", type=Path, help="the file that keeps the keys (default: that of the data folder)")
    vault.add_argument("--rewrap", action="store_true", help="second step, after all processes were started again")
    vault.set_defaults(run=_rotate_vault)

    signing = tasks.add_parser("rotate-signing", help="add a key that signs access tokens from now on")
    signing.set_defaults(run=_rotate_signing)

    add_task(tasks.add_parser("rotate-keys", help="new keys for companies, and all that lies sealed put under them"))

    audit = tasks.add_parser("verify-audit", help="go along the chains of audit records; says where one is broken")
    audit.add_argument("--tenant", type=UUID, help="of this company alone")
    audit.set_defaults(run=_verify_audit)


def _keys(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder.absolute()
    vault, signing = folder / "vault", folder / "signing"
    if vault.exists() or signing.exists():
        return _refuse(f"{folder} holds keys already; rotate them instead of making new ones")
    try:
        make_folder(folder)
        MasterKeys.load_or_create(vault)
        generate_key(signing, SystemClock().now())
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror}")
    _say(
        f"Keys are in {folder}. Keep a copy of them in a safe place: what the vault seals opens with no other.\n"
        "Set for every process:\n"
        f'  PYTAKE_SIGNING_KEYS={signing}\n  PYTAKE_VAULT_KEYS="$(cat {vault})"'
    )
    return 0


def _create_tenant(arguments: argparse.Namespace) -> int:
    settings = required_settings()
    password = os.environ.get(PASSWORD) or _asked_password()
    if password is None:
        return _refuse(f"the two passwords differ; or set {PASSWORD}")

    async def create() -> str:
        container = usable_container(settings)
        try:
            issued = (
                await container.identity()
                .register_tenants()
                .register(
                    company=arguments.company,
                    email=arguments.email,
                    password=password,
                    name=arguments.name or arguments.company,
                    slug=arguments.slug,
                    plan=Plan(arguments.plan),
                    language=Language(arguments.language),
                    time_zone=arguments.time_zone,
                )
            )
        finally:
            await close(container)
        return f"{issued.tenant.name} ({issued.tenant.slug}) is {issued.tenant.id}; {issued.user.email} may sign in"

    try:
        _say(asyncio.run(create()))
    except PytakeError as error:
        return _refuse(str(error))
    return 0


def _appoint(arguments: argparse.Namespace) -> int:
    settings = required_settings()

    async def appoint() -> str:
        container = usable_container(settings)
        try:
            appointing = container.identity().appoint_administrators()
            user = await appointing.appoint(arguments.email, appointed=not arguments.revoke)
        finally:
            await close(container)
        can = "administers" if user.platform_admin else "no longer administers"
        return f"{user.name} ({user.email}) {can} all companies of this installation"

    try:
        _say(asyncio.run(appoint()))
    except PytakeError as error:
        return _refuse(str(error))
    return 0


def _reset_factors(arguments: argparse.Namespace) -> int:
    settings = required_settings()

    async def reset() -> str:
        container = usable_container(settings)
        try:
            user = await container.identity().manage_second_factors().reset_by_operator(arguments.email)
        finally:
            await close(container)
        return f"{user.name} ({user.email}) signs in by password alone"

    try:
        _say(asyncio.run(reset()))
    except PytakeError as error:
        return _refuse(str(error))
    return 0


def _asked_password() -> str | None:
    first = getpass.getpass("Administrator's password: ")
    return first if getpass.getpass("Once more: ") == first else None


def _rotate_vault(arguments: argparse.Namespace) -> int:
    if arguments.rewrap:
        return _rewrap(required_settings())
    settings = read()
    if arguments.file is None and (settings.vault_keys or settings.production):
        raise SettingsWrong("the keys are in PYTAKE_VAULT_KEYS: name the file they are kept in with --file")
    file: Path = arguments.file or settings.data / "keys" / "vault"
    try:
        version = add_master_key(file)
    except NoMasterKeys as error:
        return _refuse(error.why)
    _say(
        f"{file} has a key of version {version}. Keep a copy of the file, start all processes again with it,\n"
        "then run: pytake admin rotate-vault --rewrap"
    )
    return 0


def _rewrap(settings: Settings) -> int:
    async def rewrap() -> tuple[int, int]:
        container = usable_container(settings)
        try:
            adapters = container.adapters()
            count = await adapters.vault().rewrap()
            await adapters.audit_chain().reseal()
            return count, adapters.master_keys().present
        finally:
            await close(container)

    try:
        count, version = asyncio.run(rewrap())
    except PytakeError as error:
        return _refuse(str(error))
    _say(
        f"{count} companies' keys were put under version {version}; all that could be opened are under it now.\n"
        "Leave the older keys in the list as long as the noes of erased people are to hold."
    )
    return 0


def _rotate_signing(_: argparse.Namespace) -> int:
    settings = read()
    if settings.production and not settings.signing_keys:
        raise SettingsWrong("set PYTAKE_SIGNING_KEYS")
    folder = Path(settings.signing_keys) if settings.signing_keys else settings.data / "keys" / "signing"
    try:
        before = KeyRing.load(folder).signing_kid
        kid = generate_key(folder, SystemClock().now())
    except NoSigningKeys as error:
        return _refuse(str(error))
    _say(
        f"{kid} signs as soon as pytake serve is started again; {before} goes on verifying.\n"
        "Its file may be removed a day after that."
    )
    return 0


def _verify_audit(arguments: argparse.Namespace) -> int:
    settings = required_settings()

    async def verify() -> int:
        container = usable_container(settings)
        try:
            chain = container.adapters().audit_chain()
            while await chain.link(LINKED_AT_ONCE):
                pass
            own = [TenantId(arguments.tenant)] if arguments.tenant else [each async for each in chain.tenants()]
            return sum([_told(each, await chain.verify(each)) for each in own])
        finally:
            await close(container)

    try:
        return 1 if asyncio.run(verify()) else 0
    except PytakeError as error:
        return _refuse(str(error))


def _told(tenant_id: TenantId, state: ChainState) -> bool:
    """Says it; is the chain broken?"""
    broken = state.broken
    if broken is None:
        _say(f"{tenant_id}: {state.linked} records hold together, {state.waiting} wait")
        return False
    record = f", record {broken.record_id}" if broken.record_id else ""
    _refuse(f"{tenant_id}: broken at place {broken.place} ({broken.why}){record}; {state.linked} before it hold")
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _refuse(why: str) -> int:
    sys.stderr.write(f"pytake admin: {why}\n")
    return 1
