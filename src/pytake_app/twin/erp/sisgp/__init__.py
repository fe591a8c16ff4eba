"""SGP's interface, as the twin plays it."""

from pytake_app.twin.erp.sisgp.front import APP, TOKEN, SisgpFront

__all__ = ["APP", "TOKEN", "SisgpFront"]
