"""IXC Provedor, as the twin tells it."""

from pytake_app.twin.erp.ixcsoft.front import TOKEN, IxcsoftFront

__all__ = ["TOKEN", "IxcsoftFront"]
