"""Connecting ERPs, and how their connections are."""

import datetime as dt
from typing import Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.settings import Settings
from pytake_app.wire.erp import (
    ErpCallOut,
    ErpCheckOut,
    ErpConnectIn,
    ErpMetricsOut,
    ErpOfferedOut,
    ErpSettingsIn,
    ErpStateOut,
    ErpSyncOut,
    ErpTokenOut,
    call_out,
    check_out,
    draft_of,
    metrics_out,
    offered_out,
    state_out,
    sync_out,
)
from pytake_domain.erp import ConnectErps, SyncErps
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import PageRequest

DAYS = 7
TOKEN = "x-pytake-token"  # noqa: S105  a header's name


class ErpController(Controller):
    """`/api/v1/erp`."""

    path = "/api/v1/erp"
    tags = ("erp",)

    @get(summary="ERPs that can be connected")
    async def offered(
        self,
        actor: NamedDependency[Actor],
        connect_erps: NamedDependency[ConnectErps],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ErpOfferedOut]:
        """What each needs and can do, and the company's connection to it."""
        return whole([offered_out(each) for each in await connect_erps.offered(actor)], page_request)

    @get("/metrics", summary="Calls, errors and times per ERP")
    async def metrics(self, actor: NamedDependency[Actor], connect_erps: NamedDependency[ConnectErps]) -> ErpMetricsOut:
        """Of the last seven days."""
        found, since = await connect_erps.metrics(actor, dt.timedelta(days=DAYS))
        return metrics_out(found, since)

    @post("/connect/{erp_type:str}", summary="Store credentials and check them")
    async def connect(
        self,
        erp_type: FromPath[str],
        data: JSONBody[ErpConnectIn],
        actor: NamedDependency[Actor],
        connect_erps: NamedDependency[ConnectErps],
    ) -> ErpCheckOut:
        """Stored whatever the check says: `connection.status` and `steps` tell what is wrong."""
        return check_out(*await connect_erps.connect(actor, erp_type, draft_of(data)))

    @get("/{erp_type:str}/status", summary="Is the ERP answering")
    async def status(
        self, erp_type: FromPath[str], actor: NamedDependency[Actor], connect_erps: NamedDependency[ConnectErps]
    ) -> ErpStateOut:
        """As the last check or sweep found it; `POST …/test` asks anew."""
        found = await connect_erps.get(actor, erp_type)
        assert found.connection is not None  # noqa: S101  `get` gives only those that are connected
        return state_out(found.connection, found)

    @get("/{erp_type:str}/settings", summary="Settings and field mapping")
    async def settings_of(
        self, erp_type: FromPath[str], actor: NamedDependency[Actor], connect_erps: NamedDependency[ConnectErps]
    ) -> ErpStateOut:
        """With the version to change them by."""
        found = await connect_erps.get(actor, erp_type)
        assert found.connection is not None  # noqa: S101  `get` gives only those that are connected
        return state_out(found.connection, found)

    @put("/{erp_type:str}/settings", summary="Change settings and field mapping")
    async def change(
        self,
        erp_type: FromPath[str],
        data: JSONBody[ErpSettingsIn],
        actor: NamedDependency[Actor],
        connect_erps: NamedDependency[ConnectErps],
    ) -> ErpStateOut:
        """A credential that is left out stays as it was."""
        return state_out(await connect_erps.change(actor, erp_type, draft_of(data), version=data.version))

    @post("/{erp_type:str}/test", summary="Check the connection", status_code=200)
    async def test(
        self, erp_type: FromPath[str], actor: NamedDependency[Actor], connect_erps: NamedDependency[ConnectErps]
    ) -> ErpCheckOut:
        """Step by step, with what this company's ERP can do."""
        return check_out(*await connect_erps.test(actor, erp_type))

    @delete("/{erp_type:str}/disconnect", summary="Forget the credentials")
    async def disconnect(
        self, erp_type: FromPath[str], actor: NamedDependency[Actor], connect_erps: NamedDependency[ConnectErps]
    ) -> None:
        """And everything that the ERP told."""
        await connect_erps.disconnect(actor, erp_type)

    @post("/{erp_type:str}/sync", summary="Start a customer and invoice sync", status_code=202)
    async def sync(
        self,
        erp_type: FromPath[str],
        actor: NamedDependency[Actor],
        sync_erps: NamedDependency[SyncErps],
        everything: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> ErpSyncOut:
        """What changed since the last one, or `everything`; one that runs already is told. Follow it by `…/status`."""
        return sync_out(await sync_erps.start(actor, erp_type, whole=everything))

    @get("/{erp_type:str}/logs", summary="Calls made, with outcome and time")
    async def logs(
        self,
        erp_type: FromPath[str],
        actor: NamedDependency[Actor],
        connect_erps: NamedDependency[ConnectErps],
        page_request: NamedDependency[PageRequest],
        outcome: FromQuery[str | None] = None,
    ) -> Listed[ErpCallOut]:
        """The newest first, of the last thirty days; `outcome` is `ok`, a kind of failure, or `failed` for all of them."""
        page = await connect_erps.calls(actor, erp_type, page_request, outcome=outcome)
        return listed(page.map(call_out), page_request)

    @post("/{erp_type:str}/webhook-token", summary="A new token for the ERP's webhook")
    async def webhook_token(
        self,
        erp_type: FromPath[str],
        actor: NamedDependency[Actor],
        connect_erps: NamedDependency[ConnectErps],
        settings: NamedDependency[Settings],
    ) -> ErpTokenOut:
        """The one before is worth nothing from now on."""
        token = await connect_erps.webhook_token(actor, erp_type)
        url = f"{settings.public_url}/api/v1/erp/{erp_type}/webhook?tenant={actor.tenant_id}"
        return ErpTokenOut(token=token, url=url)


class ErpWebhookController(Controller):
    """What ERPs and automations of companies tell us."""

    path = "/api/v1/erp"
    tags = ("erp",)

    @post("/{erp_type:str}/webhook", summary="The ERP's own events", status_code=202)
    async def receive(
        self,
        erp_type: FromPath[str],
        tenant: FromQuery[UUID],
        request: Request[Any, Any, Any],
        connect_erps: NamedDependency[ConnectErps],
    ) -> None:
        """With the company's token in `X-PyTake-Token`. What is told is not believed but asked about: a sweep begins now."""
        await connect_erps.received(TenantId(tenant), erp_type, request.headers.get(TOKEN, ""))
