"""The demonstration's company, made through the same use cases as any other: administrator, number, flows."""

from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files

import msgspec
from msgspec.structs import replace

from pytake_app.embedded.demo.record import DemoRecord
from pytake_app.twin.erp.ixcsoft.front import TOKEN as IXC_TOKEN
from pytake_app.twin.models import KEY as MODEL_KEY
from pytake_app.wiring.container import Container
from pytake_domain.ai import TOOLS, ChoiceDraft, ManageAi, Price, SettingsDraft
from pytake_domain.erp import ConnectErps, ErpDraft, ErpSettings
from pytake_domain.flows import EditFlows, FlowStatus, PublishFlows, read_graph, read_trigger
from pytake_domain.identity import CredentialsWrong, Device, EmailTaken, Issued, RegisterTenants, SecondStep, SignIn
from pytake_domain.kernel.actor import Actor, system
from pytake_domain.kernel.ids import FlowId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.routing import Audience, ManageCannedReplies, ManageQueues, QueueDraft, ReplyDraft
from pytake_domain.whatsapp import ApiType, ManageNumbers, NumberDraft, WhatsAppNumber

COMPANY = "Provedor Demo"
NUMBER_NAME = "Atendimento"
PHONE = "+551155500100"
ERP = "ixcsoft"
MODEL = "twin-small"
FLOWS = ("pesquisa", "atendimento", "recepcao")
"""In the order they are made: a flow is made before those that jump to it."""
QUEUES = ("Suporte", "Financeiro")
REPLIES = (
    ("ola", "Saudação", "Olá, {{ contact.name }}! Aqui é da equipe do Provedor Demo. Como posso ajudar?"),
    ("reiniciar", "Reiniciar o roteador", "Desligue o roteador da tomada por 30 segundos e ligue de novo, por favor."),
    ("boleto", "Segunda via", "Enviei a segunda via do boleto para o seu e-mail. Posso ajudar em algo mais?"),
)


class RecordLost(Exception):
    """The company is there, and what the demonstration knew of it is not."""


async def make_company(
    container: Container, record: DemoRecord, twin_url: str, keep: Callable[[DemoRecord], DemoRecord]
) -> tuple[DemoRecord, WhatsAppNumber]:
    """Whatever of the company is missing, and its number with `twin_url` as its provider. Raises RecordLost."""
    if record.tenant_id is None:
        tenant_id = await _register(container.identity().register_tenants(), container.identity().sign_in(), record)
        record = keep(replace(record, tenant_id=tenant_id))
    assert record.tenant_id is not None  # noqa: S101  said just now; for the type checker
    actor = system(record.tenant_id)
    number = await _number(container.numbers().manage_numbers(), actor, record, twin_url)
    await _erp(container.erp().connect_erps(), actor, f"{twin_url}/erp/{ERP}")
    await _ai(container.ai().manage_ai(), actor, f"{twin_url}/models/openai/v1")
    if not record.complete:
        await _flows(container.flows().edit_flows(), container.flows().publish_flows(), actor)
        await _desk(container.desk().manage_queues(), container.desk().manage_canned_replies(), actor)
        record = keep(replace(record, complete=True))
    return record, number


async def _register(registering: RegisterTenants, signing: SignIn, record: DemoRecord) -> TenantId:
    issued: Issued | SecondStep
    try:
        issued = await registering.register(
            company=COMPANY, email=record.email, password=record.password, name="Administrador Demo"
        )
    except EmailTaken:
        # An earlier start came this far and was ended before it could write it down.
        try:
            issued = await signing.login(email=record.email, password=record.password, device=Device())
        except CredentialsWrong as error:
            raise RecordLost from error
    if isinstance(issued, SecondStep):
        raise RecordLost
    return issued.tenant.id


async def _number(numbers: ManageNumbers, actor: Actor, record: DemoRecord, twin_url: str) -> WhatsAppNumber:
    page = await numbers.list(actor, PageRequest(limit=100))
    found = next((each for each in page.items if each.phone_number_id == record.phone_number_id), None)
    if found is None:
        draft = NumberDraft(
            name=NUMBER_NAME,
            api_type=ApiType.OFFICIAL,
            phone_number=PHONE,
            phone_number_id=record.phone_number_id,
            business_account_id=record.business_account_id,
            base_url=twin_url,
            access_token=Secret(record.access_token),
            app_secret=Secret(record.app_secret),
        )
        found = await numbers.switch(actor, (await numbers.add(actor, draft)).id, on=True)
    elif found.base_url != twin_url:
        found = await numbers.change(actor, found.id, NumberDraft(base_url=twin_url))
    return found


async def _erp(connecting: ConnectErps, actor: Actor, address: str) -> None:
    """The company's ERP is one of the twin's: it knows Maria, who owes an invoice, and João, whose line is blocked."""
    there = {offered.adapter.name: offered.connection for offered in await connecting.offered(actor)}
    known = there.get(ERP)
    if known is None or known.base_url != address:
        secrets = {"token": Secret(IXC_TOKEN)}
        draft = ErpDraft(base_url=address, secrets=secrets, settings=ErpSettings(plain_http=True))
        await connecting.connect(actor, ERP, draft)


async def _ai(managing: ManageAi, actor: Actor, address: str) -> None:
    """The company's language model is one of the twin's: it answers by rules, and costs what is made up for it."""
    known = (await managing.get(actor)).settings
    if known is None or known.primary.base_url != address:
        key = Secret(MODEL_KEY)
        draft = SettingsDraft(
            primary=ChoiceDraft(provider="openai", model=MODEL, base_url=address, key=key),
            version=known.version if known is not None else 0,
            budget=Decimal(20),
            tools=tuple(sorted(TOOLS)),
            prices={MODEL: Price(read=Decimal("0.25"), written=Decimal(2))},
        )
        await managing.put(actor, draft)


async def _flows(editing: EditFlows, publishing: PublishFlows, actor: Actor) -> None:
    there = {flow.name: flow for flow in (await editing.list(actor, PageRequest(limit=100))).items}
    made: dict[str, FlowId] = {}
    for name in FLOWS:
        drawn = msgspec.json.decode(_source(name, made))
        flow = there.get(drawn["name"])
        if flow is None:
            graph, _ = read_graph(drawn["nodes"], drawn["edges"])
            trigger, _ = read_trigger(drawn["trigger"])
            flow = await editing.create(
                actor, name=drawn["name"], description=drawn["description"], trigger=trigger, graph=graph
            )
        if flow.status is FlowStatus.DRAFT:
            await publishing.publish(actor, flow.id)
        made[name] = flow.id


async def _desk(queues: ManageQueues, replies: ManageCannedReplies, actor: Actor) -> None:
    there = {view.queue.name for view in await queues.queues(actor)}
    for n, name in enumerate(QUEUES):
        if name not in there:
            await queues.add_queue(actor, QueueDraft(name=name, is_default=n == 0))
    known = {reply.shortcut for reply in await replies.find(actor)}
    for shortcut, title, text in REPLIES:
        if shortcut not in known:
            await replies.add(actor, ReplyDraft(shortcut=shortcut, title=title, text=text, audience=Audience.SHARED))


def _source(name: str, made: dict[str, FlowId]) -> str:
    """A flow as it is shipped; `@name` stands for the id of a flow made before."""
    text = (files(__package__) / "flows" / f"{name}.json").read_text("utf-8")
    for other, flow_id in made.items():
        text = text.replace(f'"@{other}"', f'"{flow_id}"')
    return text
