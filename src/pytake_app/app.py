"""The application: routes, middleware, error handlers, lifespan."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ASGIApp

from pytake_app.graphql.schema import made as graphql_schema
from pytake_app.http.agents import AgentController, HandOverController
from pytake_app.http.ai import AiController
from pytake_app.http.auth import ApiKeyController, AuthController, jwks
from pytake_app.http.billing import BillingController, OutageController
from pytake_app.http.branding import BrandingController
from pytake_app.http.campaigns import CampaignController, CampaignResultController
from pytake_app.http.console import Console
from pytake_app.http.contact_imports import ImportController
from pytake_app.http.contact_lists import AttributeController, ContactListController
from pytake_app.http.contacts import ContactController, TagController
from pytake_app.http.conversations import ConversationController
from pytake_app.http.costs import CostController
from pytake_app.http.dashboard import DashboardController, WidgetController, export_figures, wanted_period
from pytake_app.http.desk import DeskController, DeskListController
from pytake_app.http.desk_tools import CannedReplyController, FillController, SavedViewController, SurveyController
from pytake_app.http.docs import DocsController
from pytake_app.http.edge.audit import AuditEdge, AuditTrail, see
from pytake_app.http.edge.authentication import Authenticator, provide_actor, provide_signed_in
from pytake_app.http.edge.body import request_check
from pytake_app.http.edge.documented import Documented
from pytake_app.http.edge.draining import DrainEdge, Draining
from pytake_app.http.edge.errors import LARGEST_BODY, on_bug, on_expected, on_http, on_validation, provide_language
from pytake_app.http.edge.head import HeadEdge
from pytake_app.http.edge.idempotency import IdempotencyEdge
from pytake_app.http.edge.in_hand import InHand
from pytake_app.http.edge.in_turn import InTurn
from pytake_app.http.edge.origins import OriginEdge
from pytake_app.http.edge.paging import page_request
from pytake_app.http.edge.rate_limit import AddressLimit
from pytake_app.http.edge.request_id import RequestEdge
from pytake_app.http.erp import ErpController, ErpWebhookController
from pytake_app.http.erp_customers import ErpCardController, ErpCustomerController
from pytake_app.http.evaluations import EvaluationController
from pytake_app.http.flow_documents import FlowDocumentController
from pytake_app.http.flow_node_types import FlowNodeTypeController
from pytake_app.http.flow_templates import FlowTemplateController
from pytake_app.http.flow_tools import FlowHistoryController, FlowVersionController
from pytake_app.http.flow_trials import FlowTrialController
from pytake_app.http.flows import FlowController
from pytake_app.http.generated_flows import GeneratedFlowController
from pytake_app.http.graphql import GraphqlController, graphql_socket
from pytake_app.http.knowledge import KnowledgeController
from pytake_app.http.media import MediaController, linked_media
from pytake_app.http.messages import MessageController
from pytake_app.http.notifications import NotificationController
from pytake_app.http.numbers import NumberController
from pytake_app.http.observability import ObservabilityController
from pytake_app.http.passkeys import PasskeyController, PasskeyDoorController
from pytake_app.http.people import PersonController
from pytake_app.http.privacy import ConsentController, SubjectController, WatchController
from pytake_app.http.provider_webhooks import ProviderWebhookController, ProviderWebhooks, WebhookEdge
from pytake_app.http.realtime import RealtimeController, live_socket
from pytake_app.http.routing import BusinessHoursController, DepartmentController, QueueController
from pytake_app.http.scheduled import ScheduledController
from pytake_app.http.segments import SegmentController
from pytake_app.http.sending import SendingController
from pytake_app.http.sending_media import SendingMediaController
from pytake_app.http.sign_in_rules import SignInRulesController
from pytake_app.http.sign_on import OidcController, SignOnController
from pytake_app.http.templates import TemplateController
from pytake_app.http.tenants import TenantController
from pytake_app.http.users import RoleController, UserController
from pytake_app.http.webhooks import WebhookController
from pytake_app.observability.health import HealthChecks
from pytake_app.observability.recent import Recent
from pytake_app.observability.tracing import observed
from pytake_app.realtime.figures import LiveFigures
from pytake_app.realtime.hub import Hub
from pytake_app.realtime.places import Places
from pytake_app.realtime.seen import Watchers
from pytake_app.runtime import settle
from pytake_app.wiring.bridge import bridged, constant, dependencies, providers
from pytake_app.wiring.container import Container, close
from pytake_domain.kernel.errors import PytakeError

ROUTES: list[Any] = [
    AuthController,
    PasskeyController,
    PasskeyDoorController,
    OidcController,
    SignOnController,
    SignInRulesController,
    ApiKeyController,
    UserController,
    RoleController,
    TenantController,
    BrandingController,
    NumberController,
    MessageController,
    SendingController,
    SendingMediaController,
    MediaController,
    linked_media,
    ProviderWebhookController,
    ContactController,
    TagController,
    PersonController,
    ImportController,
    AttributeController,
    ContactListController,
    SegmentController,
    CampaignController,
    CampaignResultController,
    ConversationController,
    HandOverController,
    DeskController,
    DeskListController,
    DashboardController,
    WidgetController,
    CostController,
    BillingController,
    OutageController,
    WebhookController,
    AiController,
    ErpController,
    ErpWebhookController,
    ErpCustomerController,
    ErpCardController,
    export_figures,
    ConsentController,
    SubjectController,
    WatchController,
    NotificationController,
    ScheduledController,
    FillController,
    SavedViewController,
    CannedReplyController,
    SurveyController,
    DepartmentController,
    QueueController,
    BusinessHoursController,
    AgentController,
    TemplateController,
    KnowledgeController,
    EvaluationController,
    GeneratedFlowController,
    FlowController,
    FlowVersionController,
    FlowTrialController,
    FlowHistoryController,
    FlowDocumentController,
    FlowNodeTypeController,
    FlowTemplateController,
    ObservabilityController,
    RealtimeController,
    DocsController,
    GraphqlController,
    jwks,
    live_socket,
    graphql_socket,
]
DESCRIPTION = "WhatsApp automation for companies: numbers, messages, conversations, flows."


def create_app(container: Container, draining: Draining | None = None) -> ASGIApp:
    """Everything that answers HTTP and WebSockets, from a container of finished use cases; `draining` is begun by whoever
    ends the process.
    """
    draining = draining or Draining()
    adapters, settings = container.adapters(), container.settings()
    app = create_litestar(container, draining)
    limited = AddressLimit(app, adapters.rate_limiter(), adapters.address_rate(), settings.trusted_proxies)
    webhooks = ProviderWebhooks(
        container.numbers().accept_webhooks(), adapters.metrics(), trace_share=settings.trace_share
    )
    https = settings.public_url.startswith("https://")
    # The console's files are outside the limit by address: an office behind one address opens it all at once.
    in_hand = OriginEdge(
        InHand(limited, adapters.key_ring()),
        allowed=[settings.public_url, *settings.cors_origins],
        anywhere=not settings.production,
    )
    edge = RequestEdge(HeadEdge(Console(in_hand)), adapters.metrics(), https=https, trace_share=settings.trace_share)
    return DrainEdge(WebhookEdge(edge, webhooks), draining)


def create_litestar(container: Container, draining: Draining | None = None) -> Litestar:
    """The framework's part: routes, their dependencies, errors."""
    adapters = container.adapters()
    settings, metrics = container.settings(), adapters.metrics()
    authenticator = Authenticator(container.identity().authenticate(), adapters.rate_limiter())
    places = Places(of_one=settings.sockets_a_person, of_company=settings.sockets_a_company)
    hub = Hub(adapters.live_follow(), metrics, adapters.clock(), places)

    figures = LiveFigures(hub, container.messaging().browse_messaging())
    trail = AuditTrail(adapters.audit_log(), adapters.keyed_hashes().caller, adapters.clock(), adapters.ids())

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        settle()
        loop = asyncio.get_running_loop()
        # Nobody waits for it to be ready, and who asks first waits for little.
        schema = loop.run_in_executor(None, graphql_schema)
        following = [loop.create_task(hub.run()), loop.create_task(figures.run())]
        service = "api-behind" if settings.nice else "api"
        try:
            async with observed(Recent(adapters.recent_records()), service, settings.otlp_endpoint):
                yield
        finally:
            await schema
            for task in following:
                task.cancel()
            for task in following:
                with suppress(asyncio.CancelledError):
                    await task
            await close(container)

    given: dict[str, Any] = {
        "settings": settings,
        "metrics": metrics,
        "hub": hub,
        "clock": adapters.clock(),
        "draining": draining or Draining(),
        "authenticator": authenticator,
        "provider_webhooks": ProviderWebhooks(
            container.numbers().accept_webhooks(), metrics, trace_share=settings.trace_share
        ),
        "health_checks": _health(container),
        "audit_trail": trail,
        "watchers": Watchers(adapters.audit_log(), adapters.keyed_hashes().caller, adapters.clock(), adapters.ids()),
    }
    given["graphql_parts"] = {**providers(container), **{name: partial(_same, each) for name, each in given.items()}}
    return Litestar(
        route_handlers=ROUTES,
        dependencies={
            **dependencies(container),
            **{name: constant(value) for name, value in given.items()},
            "recent_records": bridged(adapters.recent_records),
            "queue_figures": bridged(adapters.queue_figures),
            "tokens": bridged(adapters.key_ring),
            "sheet_printer": bridged(adapters.printer),
            "actor": Provide(provide_actor),
            "reader_language": Provide(provide_language, sync_to_thread=False),
            "signed_in": Provide(provide_signed_in),
            "page_request": Provide(page_request, sync_to_thread=False),
            "wanted_figures": Provide(wanted_period, sync_to_thread=False),
        },
        plugins=[InTurn()],
        after_request=see,
        middleware=[
            DefineMiddleware(AuditEdge, trail=trail),
            DefineMiddleware(
                IdempotencyEdge, authenticator=authenticator, store=adapters.idempotency(), clock=adapters.clock()
            ),
        ],
        exception_handlers={
            PytakeError: on_expected,
            ValidationException: on_validation,
            HTTPException: on_http,
            Exception: on_bug,
        },
        cors_config=_cors(settings.cors_origins),
        openapi_config=_openapi(),
        before_request=request_check(authenticator),
        request_max_body_size=LARGEST_BODY,
        lifespan=[lifespan],
        logging_config=None,
        debug=False,
    )


def _same(value: Any) -> Any:
    return value


def _health(container: Container) -> HealthChecks:
    adapters = container.adapters()

    async def database() -> None:
        pool = await adapters.worker_pool().pool()
        await pool.fetchval("SELECT 1")

    async def valkey() -> None:
        await adapters.redis().ping()

    return HealthChecks({"postgresql": (database, True), "redis": (valkey, False)})


def _cors(origins: tuple[str, ...]) -> CORSConfig | None:
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "X-API-Key",
            "X-Request-ID",
            "Accept-Language",
        ],
        expose_headers=["X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"],
        allow_credentials=True,
    )


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="PyTake",
        version="1",
        description=DESCRIPTION,
        path="/api-docs",
        render_plugins=[Documented()],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT"),
                "api_key": SecurityScheme(type="apiKey", name="X-API-Key", security_scheme_in="header"),
            }
        ),
        security=[{"bearer": []}, {"api_key": []}],
    )
