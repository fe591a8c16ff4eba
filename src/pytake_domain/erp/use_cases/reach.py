"""A company's ERP as its connection says, opened once and kept while nothing of that changes."""

import msgspec

from pytake_domain.erp.connection import ErpConnection, OpenConnection
from pytake_domain.erp.errors import ErpNotConnected
from pytake_domain.erp.ports import Erp, ErpAdapter, ErpDirectory, ErpTools
from pytake_domain.erp.repositories import ErpWork
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.kernel.work import OpenWork

MOST_OPEN = 256
_secrets = msgspec.json.Decoder(dict[str, str])


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """An ERP that can be asked."""

    connection: ErpConnection
    adapter: ErpAdapter
    erp: Erp
    zone: str


class ReachErps:
    """Opens ERPs. A connection that was changed is opened anew; the one before is closed."""

    def __init__(self, *, open_work: OpenWork[ErpWork], directory: ErpDirectory, vault: Vault, tools: ErpTools) -> None:
        self._open_work = open_work
        self._directory = directory
        self._vault = vault
        self._tools = tools
        self._open: dict[tuple[TenantId, str], tuple[object, Reached]] = {}

    async def of(self, tenant_id: TenantId, erp_type: str | None = None) -> Reached:
        """The named one, or the one that flows ask. Raises ErpNotConnected, ErpUnknown, SecretUnreadable."""
        if erp_type is not None:
            self._directory.of(erp_type)
        async with self._open_work(tenant_id) as work:
            connections = work.erp_connections
            found = await (connections.find(erp_type) if erp_type else connections.preferred())
            zone = (await work.tenants.get()).time_zone
        if found is None:
            raise ErpNotConnected
        return await self.opened(found, zone)

    async def opened(self, connection: ErpConnection, zone: str) -> Reached:
        """This very one. Raises ErpUnknown, SecretUnreadable."""
        key = connection.tenant_id, connection.erp_type
        same = connection.base_url, connection.secrets, connection.settings, zone
        known = self._open.get(key)
        if known is not None and known[0] == same:
            return msgspec.structs.replace(known[1], connection=connection)
        adapter = self._directory.of(connection.erp_type)
        opening = OpenConnection(
            tenant_id=connection.tenant_id,
            erp_type=connection.erp_type,
            base_url=connection.base_url,
            secrets=await self.secrets(connection.tenant_id, connection.erp_type, connection.secrets),
            settings=connection.settings,
            zone=zone,
        )
        reached = Reached(connection=connection, adapter=adapter, erp=adapter.open(opening, self._tools), zone=zone)
        replaced, self._open[key] = self._open.pop(key, None), (same, reached)
        if replaced is None and len(self._open) > MOST_OPEN:
            replaced = self._open.pop(next(iter(self._open)))
        if replaced is not None:
            await replaced[1].erp.aclose()
        return reached

    async def secrets(self, tenant_id: TenantId, erp_type: str, sealed: Sealed | None) -> dict[str, Secret]:
        """By name. Raises SecretUnreadable."""
        if sealed is None:
            return {}
        text = (await self._vault.open(tenant_id, purpose(erp_type), sealed)).reveal()
        return {name: Secret(value) for name, value in _secrets.decode(text).items()}

    async def sealed(self, tenant_id: TenantId, erp_type: str, secrets: dict[str, Secret]) -> Sealed:
        """All of them together."""
        text = msgspec.json.encode({name: secret.reveal() for name, secret in secrets.items()}).decode()
        return await self._vault.seal(tenant_id, purpose(erp_type), Secret(text))

    async def close(self, tenant_id: TenantId, erp_type: str) -> None:
        """It is not connected any more."""
        known = self._open.pop((tenant_id, erp_type), None)
        if known is not None:
            await known[1].erp.aclose()

    async def aclose(self) -> None:
        """All of them."""
        opened, self._open = self._open, {}
        for _, reached in opened.values():
            await reached.erp.aclose()


def purpose(erp_type: str) -> str:
    """What secrets of a connection are sealed for."""
    return f"erp:{erp_type}"


def purpose_of_token(erp_type: str) -> str:
    """What the token of its web hook is sealed for."""
    return f"erp:{erp_type}:webhook"
