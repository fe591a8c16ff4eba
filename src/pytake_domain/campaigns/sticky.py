"""Lots that are drawn once: the same person always draws the same, here and in the database."""

import hashlib
from uuid import UUID

from pytake_domain.kernel.ids import CampaignId, ContactId, TenantId

HOLDOUT, CONTROL, VARIANT = "holdout", "control", "variant"
_STEPS = 2**32


def lot(kind: str, of: UUID, contact_id: ContactId) -> float:
    """A number in [0, 1): the first four bytes of SHA-256 over `kind:of:contact`, which PostgreSQL computes alike."""
    digest = hashlib.sha256(f"{kind}:{of}:{contact_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / _STEPS


def held_out(campaign_id: CampaignId, contact_id: ContactId, percent: int) -> bool:
    """Is somebody kept back from this campaign, to see what would have happened without it?"""
    return lot(HOLDOUT, campaign_id, contact_id) < percent / 100


def in_control_group(tenant_id: TenantId, contact_id: ContactId, percent: int) -> bool:
    """Is somebody kept back from all marketing of the company?"""
    return lot(CONTROL, tenant_id, contact_id) < percent / 100
