"""ERPs: what every one of them knows and can do, in our words."""

from pytake_domain.erp.capability import ERRORS, SIGNATURES, Capability, Signature
from pytake_domain.erp.nobody import NoErp
from pytake_domain.erp.ports import ErpDesk

__all__ = ["ERRORS", "SIGNATURES", "Capability", "ErpDesk", "NoErp", "Signature"]
