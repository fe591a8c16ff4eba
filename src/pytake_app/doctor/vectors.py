"""pgvector: is what was taught compared by meaning, or found by its words alone?"""

import asyncpg

from pytake_app.doctor.finding import Finding, fine, warning

INSTALLED = """
SELECT e.extversion AS version, n.nspname AS schema, has_schema_privilege(current_user, n.oid, 'USAGE') AS usable
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'"""
AVAILABLE = "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')"


async def look_at_vectors(app: asyncpg.Connection) -> list[Finding]:
    """As the application's role sees it."""
    found = await app.fetchrow(INSTALLED)
    if found is None:
        return [warning("VECTORS_OFF" if await app.fetchval(AVAILABLE) else "VECTORS_MISSING")]
    if not found["usable"]:
        return [warning("VECTORS_UNUSABLE", schema=found["schema"])]
    return [fine("VECTORS_FINE", version=found["version"])]
