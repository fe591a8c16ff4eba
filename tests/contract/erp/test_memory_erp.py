"""The ERP in memory keeps the contract of all of them."""

import datetime as dt

import pytest

from pytake_domain.erp import EVERYTHING, Erp, FailureKind
from pytake_domain.testing.contracts.erp import ErpContract
from pytake_domain.testing.memory.erp import MemoryVendor


class House:
    """See ErpHouse."""

    claims = EVERYTHING

    def __init__(self) -> None:
        self.vendor = MemoryVendor(dt.date(2026, 10, 15))

    @property
    def erp(self) -> Erp:
        return self.vendor

    async def pay(self, invoice_id: str) -> None:
        self.vendor.pay(invoice_id)

    async def trouble(self, kind: FailureKind) -> None:
        self.vendor.trouble = kind


class TestMemoryErp(ErpContract):
    @pytest.fixture
    def house(self) -> House:
        return House()
