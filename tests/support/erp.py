"""An adapter of an ERP with the twin's server of that vendor behind it."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from pytake_adapters.registry import InstalledErps
from pytake_app.twin import CloudTwin
from pytake_app.twin.erp.server import ErpTrouble
from pytake_domain.erp import Call, Capability, Erp, ErpSettings, ErpTools, FailureKind, OpenConnection
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret

TENANT = TenantId(UUID(int=7))
NOW = dt.datetime(2026, 10, 15, 15, tzinfo=dt.UTC)


class StoppedClock:
    """Always the day of the recorded answers."""

    def now(self) -> dt.datetime:
        return NOW


class Journal:
    """See CallJournal: keeps them in a list."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def record(self, call: Call) -> None:
        self.calls.append(call)


class TwinHouse:
    """See ErpHouse. `right` are secrets that the twin takes, `wrong` some that it does not."""

    def __init__(
        self,
        twin: CloudTwin,
        url: str,
        vendor: str,
        right: Mapping[str, str],
        wrong: Mapping[str, str],
        options: Mapping[str, str],
    ) -> None:
        self._twin = twin
        self._vendor = vendor
        self._url = url
        self._wrong = wrong
        self._options = dict(options)
        self.journal = Journal()
        self._tools = ErpTools(clock=StoppedClock(), journal=self.journal, private=True)
        self._adapter = InstalledErps().of(vendor)
        self.erp = self.opened(right)

    @property
    def claims(self) -> frozenset[Capability]:
        return self._adapter.claims

    def opened(self, secrets: Mapping[str, str]) -> Erp:
        connection = OpenConnection(
            tenant_id=TENANT,
            erp_type=self._vendor,
            base_url=f"{self._url}/erp/{self._vendor}",
            secrets={name: Secret(value) for name, value in secrets.items()},
            settings=ErpSettings(plain_http=True, options=self._options),
        )
        return self._adapter.open(connection, self._tools)

    async def pay(self, invoice_id: str) -> None:
        self._twin.erps.world(self._vendor).pay(int(invoice_id))

    async def trouble(self, kind: FailureKind) -> None:
        if kind is FailureKind.AUTH:
            await self.erp.aclose()
            self.erp = self.opened(self._wrong)
            return
        what = "html" if kind is FailureKind.UNEXPECTED_RESPONSE else "down"
        self._twin.erps.trouble[self._vendor] = ErpTrouble(kind=what)


@asynccontextmanager
async def twin_house(
    vendor: str, right: Mapping[str, str], wrong: Mapping[str, str], options: Mapping[str, str] | None = None
) -> AsyncIterator[TwinHouse]:
    """Server and adapter of one vendor, for one test."""
    twin = CloudTwin(clock=NOW.timestamp)
    url = await twin.start()
    house = TwinHouse(twin, url, vendor, right, wrong, options or {})
    try:
        yield house
    finally:
        await house.erp.aclose()
        await asyncio.wait_for(twin.stop(), 10)
