"""Valid examples by one call; what matters to a case is named, the rest is good enough."""

import datetime as dt
import itertools
import secrets
from uuid import UUID

from msgspec.structs import replace

from pytake_domain.contacts import Address, AddressKind, Contact, KnownAddress, Sighting, wa_id_addresses
from pytake_domain.flows import Edge, Flow, FlowSession, Graph, Node, new_session
from pytake_domain.identity import Role, Tenant, User
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    MessageId,
    NumberId,
    QueueId,
    TenantId,
    UserId,
)
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging import Conversation, Direction, Message, MessageState, SenderKind, StatusStep
from pytake_domain.routing import Queue
from pytake_domain.testing.memory.system import START, MemoryIds
from pytake_domain.whatsapp import ApiType, NumberStatus, RawWebhook, Text, WhatsAppNumber

AT = START
_ids = MemoryIds(node=secrets.randbits(62))


def fresh() -> UUID:
    """An id that nobody else has, later than those before."""
    return _ids.new()


def a_phone() -> str:
    """A Brazilian mobile that nobody else has, with its ninth digit."""
    return f"+55119{secrets.randbelow(10**8):08d}"


def a_tenant(**changes: object) -> Tenant:
    """A company."""
    tenant_id = TenantId(fresh())
    tenant = Tenant(
        id=tenant_id,
        name="Rede Sol",
        slug=f"sol-{secrets.token_hex(8)}",
        created_at=AT,
        updated_at=AT,
    )
    return replace(tenant, **changes)


def a_user(tenant_id: TenantId, **changes: object) -> User:
    """A person of the company who answers customers."""
    user_id = UserId(fresh())
    user = User(
        id=user_id,
        tenant_id=tenant_id,
        email=f"{user_id}@example.com",
        name="Bia",
        password_hash=Secret("x"),
        role=Role.AGENT,
        created_at=AT,
        updated_at=AT,
    )
    return replace(user, **changes)


def a_queue(tenant_id: TenantId, *members: UserId, **changes: object) -> Queue:
    """A queue that these serve."""
    queue_id = QueueId(fresh())
    queue = Queue(
        id=queue_id, tenant_id=tenant_id, name=f"Fila {queue_id}", members=members, created_at=AT, updated_at=AT
    )
    return replace(queue, **changes)


def an_actor(tenant_id: TenantId, *permissions: Permission, **changes: object) -> Actor:
    """A person of the company; with every permission when none is named."""
    actor = Actor(
        kind=ActorKind.USER,
        id=UserId(fresh()),
        tenant_id=tenant_id,
        permissions=frozenset(permissions or Permission),
        name="Bia",
    )
    return replace(actor, **changes)


def known(*addresses: Address) -> tuple[KnownAddress, ...]:
    """Addresses in use."""
    return tuple(KnownAddress(address=address) for address in sorted(addresses))


def a_contact(tenant_id: TenantId, *addresses: Address, **changes: object) -> Contact:
    """A person, by default reached by a phone of their own."""
    own = addresses or (Address(kind=AddressKind.PHONE, value=a_phone()),)
    contact = Contact(id=ContactId(fresh()), tenant_id=tenant_id, created_at=AT, updated_at=AT, addresses=known(*own))
    return replace(contact, **changes)


def a_sighting(*addresses: Address, name: str | None = None, at: dt.datetime = AT) -> Sighting:
    """Somebody was seen, by default with a WhatsApp id and phone of their own."""
    return Sighting(addresses=addresses or wa_id_addresses(a_phone()), name=name, at=at)


def a_number(tenant_id: TenantId, **changes: object) -> WhatsAppNumber:
    """An official number that works."""
    number_id = NumberId(fresh())
    number = WhatsAppNumber(
        id=number_id,
        tenant_id=tenant_id,
        name="Atendimento",
        api_type=ApiType.OFFICIAL,
        created_at=AT,
        updated_at=AT,
        phone_number="+551130000001",
        phone_number_id=f"phone-{number_id}",
        business_account_id=f"account-{tenant_id}",
        is_active=True,
        status=NumberStatus.CONNECTED,
    )
    return replace(number, **changes)


def a_conversation(tenant_id: TenantId, **changes: object) -> Conversation:
    """One that the automation has, and whose window is open."""
    conversation = Conversation(
        id=ConversationId(fresh()),
        tenant_id=tenant_id,
        contact_id=ContactId(fresh()),
        number_id=NumberId(fresh()),
        created_at=AT,
        updated_at=AT,
        window_expires_at=AT + dt.timedelta(hours=24),
        last_message="oi",
        last_message_at=AT,
    )
    return replace(conversation, **changes)


def a_message(place: Conversation, **changes: object) -> Message:
    """What a customer wrote."""
    message = Message(
        id=MessageId(fresh()),
        tenant_id=place.tenant_id,
        conversation_id=place.id,
        contact_id=place.contact_id,
        number_id=place.number_id,
        direction=Direction.INBOUND,
        content=Text(body="oi"),
        status=MessageState.RECEIVED,
        created_at=AT,
        sent_by=SenderKind.CONTACT,
        sent_by_id=place.contact_id,
        status_history=(StatusStep(status="received", at=AT),),
        provider_id=f"wamid.{fresh()}",
        provider_at=AT,
    )
    return replace(message, **changes)


def an_outbound(place: Conversation, **changes: object) -> Message:
    """What waits to leave."""
    message = a_message(
        place,
        direction=Direction.OUTBOUND,
        content=Text(body="olá"),
        status=MessageState.QUEUED,
        sent_by=SenderKind.FLOW,
        sent_by_id=None,
        status_history=(StatusStep(status="queued", at=AT),),
        provider_id=None,
        provider_at=None,
    )
    return replace(message, **changes)


def a_webhook(tenant_id: TenantId, **changes: object) -> RawWebhook:
    """A body as it came."""
    webhook = RawWebhook(
        tenant_id=tenant_id,
        number_id=NumberId(fresh()),
        api_type=ApiType.OFFICIAL,
        body=b'{"events":[]}',
        received_at=AT,
    )
    return replace(webhook, **changes)


def a_graph(*nodes: Node, arrows: tuple[tuple[str, str, str | None], ...] = ()) -> Graph:
    """`start`, then these nodes, joined by (source, target, handle); one after the other when no arrows are given."""
    drawn = (Node(id="start", type="start"), *nodes)
    chain = tuple((a.id, b.id, None) for a, b in itertools.pairwise(drawn))
    edges = tuple(
        Edge(id=f"e{place}", source=source, target=target, source_handle=handle)
        for place, (source, target, handle) in enumerate(arrows or chain)
    )
    return Graph(nodes=drawn, edges=edges)


def says(node_id: str, text: str, **data: object) -> Node:
    """A node that says something."""
    return Node(id=node_id, type="message", data={"text": text, **data})


def asks(node_id: str, text: str, variable: str, **data: object) -> Node:
    """A node that asks for something."""
    return Node(id=node_id, type="question", data={"text": text, "variable": variable, **data})


def a_flow(tenant_id: TenantId, **changes: object) -> Flow:
    """A draft that greets."""
    flow = Flow(
        id=FlowId(fresh()),
        tenant_id=tenant_id,
        name="Recepção",
        created_at=AT,
        updated_at=AT,
        graph=a_graph(says("hello", "Olá!")),
    )
    return replace(flow, **changes)


def a_session(tenant_id: TenantId, **changes: object) -> FlowSession:
    """A contact in a flow."""
    session = new_session(
        session_id=FlowSessionId(fresh()),
        tenant_id=tenant_id,
        flow_id=FlowId(fresh()),
        version_id=FlowVersionId(fresh()),
        contact_id=ContactId(fresh()),
        number_id=NumberId(fresh()),
        conversation_id=ConversationId(fresh()),
        now=AT,
    )
    return replace(session, **changes)
