"""A set-up that is in order, for trouble to be made in."""

from pathlib import Path

import pytest
from tests.support.servers import WorkerDatabase


@pytest.fixture
def environment(clean_database: WorkerDatabase, clean_redis: str, tmp_path: Path) -> dict[str, str]:
    """The variables of an installation on this test's servers."""
    tmp_path.chmod(0o700)
    return {
        "DATABASE_URL": clean_database.url("pytake_app"),
        "REDIS_URL": clean_redis,
        "PYTAKE_DATA": str(tmp_path / "data"),
    }
