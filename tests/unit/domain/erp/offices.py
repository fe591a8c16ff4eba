"""A company whose ERP is in memory, with everything that asks it."""

from typing import Any

from msgspec.structs import replace

from pytake_domain.contacts import Attribute, AttributeType, wa_id_addresses
from pytake_domain.erp import (
    EVERYTHING,
    ActOnErps,
    Capability,
    CompanyErp,
    ConnectErps,
    ErpConnection,
    ErpLink,
    ErpTools,
    Fresh,
    IdentifyCustomers,
    LinkedBy,
    LookUp,
    ReachErps,
    ServeCustomers,
    SyncErps,
)
from pytake_domain.kernel.errors import UpstreamFailed
from pytake_domain.kernel.ids import AttributeId, ContactId, TenantId
from pytake_domain.testing.builders import a_phone, a_sighting
from pytake_domain.testing.contracts.erp_store import a_connection
from pytake_domain.testing.memory.erp import MemoryVendors
from pytake_domain.testing.memory.erp_store import MemoryJournal
from pytake_domain.testing.memory.house import MemoryHouse
from pytake_domain.testing.memory.system import MemoryChance


class Papers:
    """See ErpPapers: names of files that are kept nowhere."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.broken = False

    async def keep_pdf(self, tenant_id: TenantId, pdf: bytes, *, name: str) -> str:
        del tenant_id, pdf
        return self._keep(name)

    async def fetch_pdf(self, tenant_id: TenantId, url: str, *, name: str) -> str:
        del tenant_id
        return self._keep(f"{url}#{name}")

    async def keep_qr(self, tenant_id: TenantId, code: str, *, name: str) -> str:
        del tenant_id, code
        self.kept.append(name)
        return name

    def _keep(self, name: str) -> str:
        if self.broken:
            raise UpstreamFailed
        self.kept.append(name)
        return name


class Office:
    """What a company does with its ERP. `connect` first."""

    def __init__(self, house: MemoryHouse) -> None:
        self.house = house
        self.vendors = MemoryVendors(house.clock.now().date())
        self.vendor = self.vendors.vendor
        self.papers = Papers()
        tools = ErpTools(clock=house.clock, journal=MemoryJournal(house.store))
        self.reach = ReachErps(open_work=house.open_work, directory=self.vendors, vault=house.vault, tools=tools)
        self.fresh = Fresh()
        self.look_up = LookUp(open_work=house.open_work, fresh=self.fresh, clock=house.clock)
        self.act = ActOnErps(open_work=house.open_work, look_up=self.look_up, clock=house.clock)
        self.identify = IdentifyCustomers(open_work=house.open_work, clock=house.clock)
        self.desk = CompanyErp(
            reach=self.reach,
            look_up=self.look_up,
            act=self.act,
            identify=self.identify,
            papers=self.papers,
        )
        self.serve = ServeCustomers(
            reach=self.reach,
            look_up=self.look_up,
            act=self.act,
            desk=self.desk,
            papers=self.papers,
            ids=house.ids,
        )
        self.connecting = ConnectErps(
            open_work=house.open_work,
            directory=self.vendors,
            reach=self.reach,
            vault=house.vault,
            fresh=self.fresh,
            clock=house.clock,
            chance=MemoryChance(),
        )
        self.sweeps = SyncErps(open_work=house.open_work, reach=self.reach, clock=house.clock, ids=house.ids)

    async def settle_in(self) -> "Office":
        """A company of its own."""
        self.company = await self.house.company()
        return self

    async def connect(self, *, settings: dict[str, Any] | None = None, **known: Any) -> ErpConnection:
        """The ERP is connected, by default with everything that it can do."""
        before = self.company.rows.erp_connections.get("memory")
        version = before.version if before else 1
        usual: dict[str, Any] = {
            "version": version,
            "secrets": None,
            "offers": tuple(c for c in Capability if c in EVERYTHING),
        }
        made = a_connection(self.company.id, **{**usual, **known})
        made = replace(made, settings=replace(made.settings, **{"mapping": (), **(settings or {})}))
        async with self.house.open_work(self.company.id) as work:
            await work.erp_connections.put(made)
        return made

    async def contact(self) -> ContactId:
        """Somebody who wrote, from a phone that nobody knows."""
        return await self.contact_of(a_phone())

    async def contact_of(self, phone: str) -> ContactId:
        """Somebody who wrote from this phone."""
        async with self.house.open_work(self.company.id) as work:
            return (await work.contacts.find_or_add([a_sighting(*wa_id_addresses(phone))]))[0].id

    async def link(self, contact_id: ContactId, customer_id: str, *, by: LinkedBy, **known: Any) -> None:
        """The contact is that customer."""
        usual: dict[str, Any] = {"erp_type": "memory", "linked_at": self.house.clock.now()}
        made = ErpLink(contact_id=contact_id, customer_id=customer_id, by=by, **{**usual, **known})
        async with self.house.open_work(self.company.id) as work:
            await work.erp_records.put_link(made)

    async def attribute(self, name: str, kind: AttributeType) -> None:
        """What the company keeps of its contacts."""
        now = self.house.clock.now()
        own = AttributeId(self.house.ids.new())
        made = Attribute(id=own, name=name, label=name, type=kind, created_at=now, updated_at=now)
        async with self.house.open_work(self.company.id) as work:
            await work.attributes.add(made)
