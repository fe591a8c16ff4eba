"""Settings in, ports out."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
from dependency_injector import containers, providers
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.mail.files import FileMailer, NoMailer
from pytake_adapters.media_store.files import FilesMediaStore
from pytake_adapters.media_store.inspect import FileInspector
from pytake_adapters.media_store.people import PersonFiles
from pytake_adapters.media_store.tenants import TenantFiles
from pytake_adapters.net.calls import GuardedCalls
from pytake_adapters.net.guarded import GuardedLinks, Limits
from pytake_adapters.pdf.printer import PdfPrinter
from pytake_adapters.postgres.assignments import PostgresSweeps
from pytake_adapters.postgres.audit import GroupedAudit, PostgresAuditChain
from pytake_adapters.postgres.billing import PostgresBillingSweeps
from pytake_adapters.postgres.campaigns import PostgresCampaignSweeps
from pytake_adapters.postgres.engine import OWNER, WORKER, WorkerPool, app_engine, as_role
from pytake_adapters.postgres.erp import PostgresCallJournal, PostgresErpSweeps
from pytake_adapters.postgres.idempotency import PostgresIdempotency
from pytake_adapters.postgres.identity_lookup import PostgresIdentityLookup, PostgresLockOuts
from pytake_adapters.postgres.inbox import PostgresInbox
from pytake_adapters.postgres.number_lookup import PostgresNumberLookup
from pytake_adapters.postgres.outgoing import PostgresMarks
from pytake_adapters.postgres.passkeys import PostgresCeremonies
from pytake_adapters.postgres.personal_data import PostgresPersonRows, PostgresPersonTraces
from pytake_adapters.postgres.queue_figures import PostgresQueueFigures
from pytake_adapters.postgres.reading import PostgresOpenReading
from pytake_adapters.postgres.reports import PostgresOpenReports, Replica
from pytake_adapters.postgres.resealing import Resealing
from pytake_adapters.postgres.retained import PostgresRetained
from pytake_adapters.postgres.scheduled import PostgresDeskSweeps
from pytake_adapters.postgres.subject_requests import PostgresKeyAges
from pytake_adapters.postgres.tenants import PostgresErasures, PostgresTenantDirectory, PostgresTenantRows
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.postgres.webhook_queue import PostgresWebhookQueue
from pytake_adapters.postgres.work import AfterCommit, PostgresOpenWork, WorkConfig
from pytake_adapters.redis.buckets import Buckets
from pytake_adapters.redis.client import connect, connect_for_listening
from pytake_adapters.redis.live_feed import RedisLiveFeed
from pytake_adapters.redis.people import RedisPersonTraces
from pytake_adapters.redis.rate_limit import BucketPacer, BucketRateLimiter
from pytake_adapters.redis.recent import RecentRecords
from pytake_adapters.redis.tenants import RedisTenantKeys
from pytake_adapters.registry import InstalledAi, InstalledErps, InstalledProviders, InstalledTemplates
from pytake_adapters.security.argon2 import Argon2Passwords
from pytake_adapters.security.envelope import EnvelopeVault
from pytake_adapters.security.fields import SealedFields
from pytake_adapters.security.jwt import KeyRing
from pytake_adapters.security.links import SignedMediaLinks
from pytake_adapters.security.masters import MasterKeys
from pytake_adapters.security.openid import HttpOpenIdProviders
from pytake_adapters.security.passkeys import WebAuthnVerifier
from pytake_adapters.security.seals import KeyedHashes
from pytake_adapters.system import SystemChance, SystemClock, Uuid7Ids
from pytake_adapters.tables.files import DiskTables
from pytake_adapters.tables.writing import SpreadsheetWriter
from pytake_app.mails import WrittenMails, WrittenNotices
from pytake_app.observability.metrics import Metrics
from pytake_app.settings import MediaStoreKind, Settings, SettingsWrong
from pytake_app.worker.subscriptions import DELIVERED
from pytake_app.worker.wake import Wakeups
from pytake_domain.campaigns import FollowCampaigns
from pytake_domain.identity import ERASE, Mailer, OwnLimits, Plan
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.limits import Rate
from pytake_domain.messaging import MediaStore
from pytake_domain.privacy import ERASE_AGAIN, ERASE_SUBJECT, EXPORT_SUBJECT, FORGET_EXPORT

PRIVACY_JOBS = (ERASE_SUBJECT, ERASE_AGAIN, EXPORT_SUBJECT, FORGET_EXPORT)
"""Jobs that an erasure must not take away: its own."""


def worker_url(settings: Settings) -> str:
    """Where the worker's role signs in."""
    return settings.database_worker_url or as_role(settings.database_url, WORKER)


def owner_url(settings: Settings) -> str:
    """Where the owner of the tables signs in."""
    return settings.database_owner_url or as_role(settings.database_url, OWNER)


def _engine(settings: Settings) -> AsyncEngine:
    return app_engine(settings.database_url, pool_size=settings.database_pool, nice=settings.nice)


def _looking_engine(settings: Settings) -> AsyncEngine:
    return app_engine(settings.database_url, pool_size=settings.database_pool, nice=settings.nice, looks=True)


def _reports_engine(settings: Settings) -> AsyncEngine | None:
    if not settings.database_reports_url:
        return None
    return app_engine(settings.database_reports_url, pool_size=settings.database_pool, nice=settings.nice, writes=False)


def _open_reports(
    settings: Settings, primary: PostgresOpenWork, pool: WorkerPool, config: WorkConfig, engine: AsyncEngine | None
) -> PostgresOpenReports:
    if engine is None:
        return PostgresOpenReports(primary, None, None)
    return PostgresOpenReports(
        primary, PostgresOpenWork(engine, config, only_reading=True), Replica(engine, pool, settings.reports_lag)
    )


def _pool(settings: Settings) -> WorkerPool:
    return WorkerPool(worker_url(settings), nice=settings.nice)


def _redis(settings: Settings) -> Redis:
    return connect(settings.redis_url)


def _listening(settings: Settings) -> Redis:
    return connect_for_listening(settings.redis_url)


def _key_ring(settings: Settings) -> KeyRing:
    """Development makes a first key in the data folder; production reads what it was given, or refuses."""
    if settings.signing_keys or settings.production:
        return KeyRing.load(Path(settings.signing_keys))
    return KeyRing.load_or_create(settings.data / "keys" / "signing")


def _masters(settings: Settings) -> MasterKeys:
    if settings.vault_keys or settings.production:
        return MasterKeys.parse(settings.vault_keys)
    return MasterKeys.load_or_create(settings.data / "keys" / "vault")


def _providers(settings: Settings) -> InstalledProviders:
    options = {
        "base_url": settings.cloud_base_url,
        "version": settings.cloud_version,
        "callback_url": settings.public_url + "/api/v1/whatsapp/webhook/{number_id}",
    }
    return InstalledProviders({"official": options, "evolution": {"callback_url": options["callback_url"]}})


def _ai_providers(settings: Settings) -> InstalledAi:
    return InstalledAi({"private": "true" if settings.allow_private_urls else "false"})


def media_store_of(settings: Settings) -> MediaStore:
    """Where files of messages lie."""
    if settings.media_store is MediaStoreKind.FILES:
        return FilesMediaStore(settings.media_place)
    from pytake_adapters.media_store.s3 import Bucket, S3MediaStore

    bucket = Bucket(
        name=settings.s3_bucket,
        region=settings.s3_region,
        endpoint=settings.s3_endpoint or None,
        key=settings.s3_key or None,
        secret=settings.s3_secret or None,
        prefix=settings.s3_prefix,
    )
    return S3MediaStore(bucket)


def _media_links(settings: Settings, masters: MasterKeys) -> SignedMediaLinks:
    return SignedMediaLinks(masters, settings.media_link_url or settings.public_url)


def _link_reader(settings: Settings) -> GuardedLinks:
    return GuardedLinks(Limits(private=settings.allow_private_urls))


def _api_caller(settings: Settings) -> GuardedCalls:
    return GuardedCalls(Limits(private=settings.allow_private_urls, silence=30.0))


def _open_id_providers(settings: Settings) -> HttpOpenIdProviders:
    return HttpOpenIdProviders(Limits(private=settings.allow_private_urls, within=10.0))


def mailer_of(settings: Settings) -> Mailer:
    """What sends mail. Raises SettingsWrong for an address that is none."""
    parts = urlsplit(settings.mail_url)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        if not settings.mail_from:
            raise SettingsWrong("set PYTAKE_MAIL_FROM, the address that mail comes from")
        from pytake_adapters.mail.smtp import SmtpMailer

        return SmtpMailer(settings.mail_url, settings.mail_from)
    if parts.scheme == "file" and parts.path:
        return FileMailer(Path(unquote(parts.path)), settings.mail_sender)
    if settings.mail_url:
        raise SettingsWrong("PYTAKE_MAIL_URL: smtp://user:password@host:587, smtps://… or file:///folder")
    return NoMailer() if settings.production else FileMailer(settings.data / "mail", settings.mail_sender)


def _base_url(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def _mail_texts(settings: Settings) -> WrittenMails:
    return WrittenMails(_base_url(settings))


def _notice_texts(settings: Settings) -> WrittenNotices:
    return WrittenNotices(_base_url(settings))


def _monthly(plan: str, own: Mapping[str, object]) -> int | None:
    return msgspec.convert(own, OwnLimits).over(Plan(plan).limits).messages_per_month


def _after_commit(feed: RedisLiveFeed, wakeups: Wakeups) -> AfterCommit:
    """Tell who watches, and wake whoever works on the queues that grew; neither can fail the work that is done."""
    told: set[asyncio.Task[None]] = set()

    async def after(events: Sequence[Event], grown: frozenset[str]) -> None:
        for queue in grown:
            wakeups.wake(queue)
        if events:
            task = asyncio.get_running_loop().create_task(feed.publish(events))
            told.add(task)
            task.add_done_callback(told.discard)

    return after


def _config(
    *,
    ids: Uuid7Ids,
    clock: SystemClock,
    after: AfterCommit,
    notify: bool,
    hashes: KeyedHashes,
    fields: SealedFields,
) -> WorkConfig:
    return WorkConfig(
        fields=fields,
        ids=ids,
        clock=clock,
        delivered=DELIVERED,
        monthly_limits=_monthly,
        after_commit=after,
        notify=notify,
        before_commit=FollowCampaigns(clock=clock, ids=ids).before_commit,
        marks=hashes.refusals,
    )


def _address_rate(settings: Settings) -> Rate:
    return Rate(per_second=settings.address_rate, burst=settings.address_burst)


class Adapters(containers.DeclarativeContainer):
    """Everything that touches the outside, each built once."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    notify: providers.Dependency[bool] = providers.Dependency(instance_of=bool, default=True)

    clock = providers.Singleton(SystemClock)
    ids = providers.Singleton(Uuid7Ids)
    chance = providers.Singleton(SystemChance)
    metrics = providers.Singleton(Metrics)
    wakeups = providers.Singleton(Wakeups)

    engine = providers.Singleton(_engine, settings)
    worker_pool = providers.Singleton(_pool, settings)
    redis = providers.Singleton(_redis, settings)
    redis_listening = providers.Singleton(_listening, settings)
    recent_records = providers.Singleton(RecentRecords, redis)
    queue_figures = providers.Singleton(PostgresQueueFigures, worker_pool)
    buckets = providers.Singleton(Buckets, redis)
    rate_limiter = providers.Singleton(BucketRateLimiter, buckets)
    address_rate = providers.Singleton(_address_rate, settings)
    pacer = providers.Singleton(BucketPacer, buckets)
    live_feed = providers.Singleton(RedisLiveFeed, redis)
    live_follow = providers.Singleton(RedisLiveFeed, redis_listening)
    after_commit: providers.Provider[Callable[..., object]] = providers.Singleton(_after_commit, live_feed, wakeups)
    master_keys = providers.Singleton(_masters, settings)
    keyed_hashes = providers.Singleton(KeyedHashes, master_keys)
    vault_keys = providers.Singleton(PostgresVaultKeys, worker_pool)
    vault = providers.Singleton(EnvelopeVault, keys=vault_keys, masters=master_keys, clock=clock)
    sealed_fields = providers.Singleton(SealedFields, vault)
    work_config = providers.Singleton(
        _config,
        ids=ids,
        clock=clock,
        after=after_commit,
        notify=notify,
        hashes=keyed_hashes,
        fields=sealed_fields,
    )
    open_work = providers.Singleton(PostgresOpenWork, engine, work_config)
    looking_engine = providers.Singleton(_looking_engine, settings)
    open_reading = providers.Singleton(PostgresOpenReading, looking_engine, work_config)
    reports_engine: providers.Provider[AsyncEngine | None] = providers.Singleton(_reports_engine, settings)
    open_reports = providers.Singleton(_open_reports, settings, open_work, worker_pool, work_config, reports_engine)
    resealing = providers.Singleton(Resealing, open_work, vault, sealed_fields)

    key_ring = providers.Singleton(_key_ring, settings)
    ceremonies = providers.Singleton(PostgresCeremonies, worker_pool)
    open_id_providers = providers.Singleton(_open_id_providers, settings)
    passkey_verifier = providers.Singleton(WebAuthnVerifier)
    key_ages = providers.Singleton(PostgresKeyAges, worker_pool)
    audit_log = providers.Singleton(GroupedAudit, worker_pool)
    audit_chain = providers.Singleton(PostgresAuditChain, worker_pool, keyed_hashes, clock)
    tables = providers.Singleton(DiskTables)
    table_writer = providers.Singleton(SpreadsheetWriter)
    media_store = providers.Singleton(media_store_of, settings)
    media_inspector = providers.Singleton(FileInspector)
    media_links = providers.Singleton(_media_links, settings, master_keys)
    link_reader = providers.Singleton(_link_reader, settings)
    api_caller = providers.Singleton(_api_caller, settings)
    erp_directory = providers.Singleton(InstalledErps)
    erp_journal = providers.Singleton(PostgresCallJournal, worker_pool, ids)
    billing_sweeps = providers.Singleton(PostgresBillingSweeps, worker_pool)
    erp_sweeps = providers.Singleton(PostgresErpSweeps, worker_pool)
    ai_directory = providers.Singleton(_ai_providers, settings)
    printer = providers.Singleton(PdfPrinter)
    passwords = providers.Singleton(Argon2Passwords)
    identity_lookup = providers.Singleton(PostgresIdentityLookup, worker_pool)
    mailer: providers.Provider[Mailer] = providers.Singleton(mailer_of, settings)
    mail_texts = providers.Singleton(_mail_texts, settings)
    notice_texts = providers.Singleton(_notice_texts, settings)
    lock_outs = providers.Singleton(PostgresLockOuts, worker_pool)
    tenant_directory = providers.Singleton(PostgresTenantDirectory, worker_pool)
    erasures = providers.Singleton(PostgresErasures, worker_pool)
    tenant_stores = providers.List(
        providers.Singleton(PostgresTenantRows, engine, worker_pool, keeping=ERASE),
        providers.Singleton(TenantFiles, media_store),
        providers.Singleton(RedisTenantKeys, redis),
    )
    personal_data = providers.List(
        providers.Singleton(PersonFiles, open_work, media_store),
        providers.Singleton(PostgresPersonTraces, engine, worker_pool, keeping=PRIVACY_JOBS),
        providers.Singleton(RedisPersonTraces, redis),
        providers.Singleton(PostgresPersonRows, engine),
    )
    retained_data = providers.Singleton(PostgresRetained, engine, worker_pool, media_store, audit_chain)
    idempotency = providers.Singleton(PostgresIdempotency, open_work)

    whatsapp_providers = providers.Singleton(_providers, settings)
    template_gateways = providers.Singleton(InstalledTemplates, whatsapp_providers)
    number_lookup = providers.Singleton(PostgresNumberLookup, worker_pool, vault)
    inbox = providers.Singleton(PostgresInbox, worker_pool, ids)
    outgoing_marks = providers.Singleton(PostgresMarks, worker_pool)
    routing_sweeps = providers.Singleton(PostgresSweeps, worker_pool)
    desk_sweeps = providers.Singleton(PostgresDeskSweeps, worker_pool)
    campaign_sweeps = providers.Singleton(PostgresCampaignSweeps, worker_pool)
    webhook_queue = providers.Singleton(PostgresWebhookQueue, worker_pool)
