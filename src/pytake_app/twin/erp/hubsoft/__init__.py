"""HubSoft's interface, as the twin plays it."""

from pytake_app.twin.erp.hubsoft.front import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME, HubsoftFront

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PASSWORD", "USERNAME", "HubsoftFront"]
