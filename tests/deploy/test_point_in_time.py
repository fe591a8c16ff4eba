"""Point-in-time recovery as `docs/backup.md` writes it, on a server of its own."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from tests.e2e.company import until

from pytake_app.embedded.account import serving_account
from pytake_app.embedded.binaries import binaries_for

DOC = (Path(__file__).resolve().parents[2] / "docs" / "backup.md").read_text()
DATA, KEPT, MOMENT = "/var/lib/postgresql/17", "/var/backups/pytake", "2026-11-27 14:05:00+00"


class Server:
    """PostgreSQL below one folder, run by whom it may run as."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account = serving_account(folder)
        self.programs = binaries_for(self.account, folder).initdb.parent
        for name in ("kept/wal", "sockets", "data"):
            (folder / name).mkdir(parents=True)
        if self.account.switch:
            for place in (folder, *folder.rglob("*")):
                os.chown(place, self.account.uid, self.account.gid)

    def run(self, script: str) -> None:
        switch = ["setpriv", f"--reuid={self.account.uid}", f"--regid={self.account.gid}", "--clear-groups"]
        environment = {"PATH": f"{self.programs}:/usr/bin:/bin", "PGHOST": str(self.folder / "sockets"), "LC_ALL": "C"}
        done = subprocess.run(  # noqa: S603  the documentation's own lines
            [*(switch if self.account.switch else []), "bash", "-euo", "pipefail", "-c", script],
            env={**environment, "PGUSER": "postgres"},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def here(self, text: str, moment: str = MOMENT) -> str:
        """The documentation's words with this server's folders."""
        text = text.replace(DATA, str(self.folder / "data")).replace(KEPT, str(self.folder / "kept"))
        return text.replace(MOMENT, moment)

    async def ask(self, statement: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(host=str(self.folder / "sockets"), user="postgres", database="postgres")
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement)
            return found
        finally:
            await connection.close()


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pytake-pit-"))
    made = Server(folder)
    try:
        yield made
        made.run(f"pg_ctl stop --pgdata={folder}/data/main --mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def blocks(language: str) -> list[str]:
    """Of the part about it."""
    part = DOC.partition("## Any moment")[2]
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)


async def test_the_documentation_leads_back_to_before_the_accident(server: Server) -> None:
    [settings] = blocks("ini")
    base, back = blocks("sh")
    main = server.folder / "data" / "main"
    await asyncio.to_thread(
        server.run, f"initdb --pgdata={main} --username=postgres --auth=trust --no-sync --no-instructions"
    )
    own = f"\nlisten_addresses = ''\nunix_socket_directories = '{server.folder}/sockets'\n"
    with (main / "postgresql.conf").open("a") as file:
        file.write(server.here(settings) + own)
    await asyncio.to_thread(server.run, f"pg_ctl start --pgdata={main} --wait --log={server.folder}/kept/first.log")
    await server.ask("CREATE TABLE told (word text)")
    await server.ask("INSERT INTO told VALUES ('before the base')")
    await asyncio.to_thread(server.run, server.here(base))
    await server.ask("INSERT INTO told VALUES ('after the base')")
    moment = str((await server.ask("SELECT clock_timestamp()::text AS now"))[0]["now"])
    await server.ask("DELETE FROM told")
    await server.ask("INSERT INTO told VALUES ('after the accident')")
    await asyncio.to_thread(server.run, server.here(back, moment))

    async def promoted() -> bool:
        return not (await server.ask("SELECT pg_is_in_recovery() AS recovering"))[0]["recovering"]

    await until(promoted, 20)
    assert [row["word"] for row in await server.ask("SELECT word FROM told ORDER BY 1")] == [
        "after the base",
        "before the base",
    ]
    await server.ask("INSERT INTO told VALUES ('life goes on')")
