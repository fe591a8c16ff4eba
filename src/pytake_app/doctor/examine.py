"""Everything the doctor looks at, in the order in which it should be mended."""

from collections.abc import Mapping

import asyncpg

from pytake_app.doctor.clock import look_at_clock
from pytake_app.doctor.database import connected, look_at_roles, look_at_version
from pytake_app.doctor.finding import Finding, error
from pytake_app.doctor.hosts import look_at_hosts
from pytake_app.doctor.media import look_at_media
from pytake_app.doctor.redis import look_at_redis
from pytake_app.doctor.setup import look_at_setup, masters_of
from pytake_app.doctor.tables import look_at_isolation, look_at_schema
from pytake_app.doctor.vectors import look_at_vectors
from pytake_app.doctor.web import look_at_web
from pytake_app.doctor.work import active_numbers, look_at_erps, look_at_numbers, look_at_work
from pytake_app.settings import MediaStoreKind, Settings, SettingsWrong, read
from pytake_app.wiring.adapters import worker_url
from pytake_domain.whatsapp import WhatsAppNumber

STOPPING = frozenset({"SCHEMA_OLD", "SCHEMA_BEHIND"})
"""Without its tables there is no sense in looking at what is in them."""


async def examine(environment: Mapping[str, str]) -> list[Finding]:
    """What was found with these environment variables; never raises for a set-up, however wrong."""
    try:
        settings = read(environment)
    except SettingsWrong as wrong:
        return [error("SETTINGS_WRONG", detail=str(wrong))]
    found = look_at_setup(settings)
    numbers: list[WhatsAppNumber] = []
    if settings.database_url:
        numbers = await _database(settings, found)
    if settings.redis_url:
        found += await look_at_redis(settings.redis_url)
    if settings.media_store is MediaStoreKind.FILES or settings.s3_bucket:
        found += await look_at_media(settings)
    if settings.public_url and not any(each.code.startswith("PUBLIC_URL_") for each in found):
        found += await look_at_web(settings, [(str(n.id), n.name, n.webhook_verify_token) for n in numbers])
    return found


async def _database(settings: Settings, found: list[Finding]) -> list[WhatsAppNumber]:
    numbers: list[WhatsAppNumber] = []
    async with connected(settings, found) as them:
        if (app := them.app) is None:
            return numbers
        found += await look_at_hosts(settings)
        found += look_at_version(str(app.get_settings().server_version))
        found += await look_at_clock("PostgreSQL", lambda: _time_of(app))
        found += await look_at_roles(them)
        schema = await look_at_schema(them, app)
        found += schema
        if STOPPING.intersection(each.code for each in schema):
            return numbers
        found += await look_at_isolation(app)
        found += await look_at_vectors(app)
        if them.worker is not None:
            try:
                found += await look_at_work(them.worker)
                numbers = await active_numbers(them.worker)
                found += await look_at_numbers(numbers, worker_url(settings), masters_of(settings))
                found += await look_at_erps(them.worker)
            except asyncpg.InsufficientPrivilegeError as refused:
                found.append(error("WORKER_REFUSED", detail=str(refused)))
    return numbers


async def _time_of(connection: asyncpg.Connection) -> float:
    return float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8"))
