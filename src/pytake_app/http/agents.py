"""Agents: who is there, how much each can take; conversations handed on."""

from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from pytake_app.http.conversations import shown_conversation
from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.conversations import AssignIn, ConversationOut
from pytake_app.wire.routing import AgentChangeIn, AgentOut, PresenceIn, ReasonIn, TransferIn, agent_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConversationId, DepartmentId, QueueId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import BrowseMessaging
from pytake_domain.routing import ManageAgents, TransferConversations


class AgentController(Controller):
    """`/api/v1/agents`."""

    path = "/api/v1/agents"
    tags = ("routing",)

    @get(summary="Agents with their load")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_agents: NamedDependency[ManageAgents],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[AgentOut]:
        """Everybody who may answer customers, by name."""
        return whole([agent_out(view) for view in await manage_agents.list(actor)], page_request)

    @put("/me/presence", summary="Be available, busy, away or offline")
    async def presence(
        self, data: JSONBody[PresenceIn], actor: NamedDependency[Actor], manage_agents: NamedDependency[ManageAgents]
    ) -> AgentOut:
        """Who becomes available gets what waits for them."""
        return agent_out(await manage_agents.be(actor, data.presence))

    @put("/{user_id:uuid}", summary="Change capacity or skills")
    async def change(
        self,
        user_id: FromPath[UUID],
        data: JSONBody[AgentChangeIn],
        actor: NamedDependency[Actor],
        manage_agents: NamedDependency[ManageAgents],
    ) -> AgentOut:
        """What is given."""
        changed = await manage_agents.change(actor, UserId(user_id), capacity=data.capacity, skills=data.skills)
        return agent_out(changed)


class HandOverController(Controller):
    """Conversations go from one to another."""

    path = "/api/v1/conversations/{conversation_id:uuid}"
    tags = ("conversations",)

    @post("/assign", status_code=200, summary="Assign to an agent")
    async def assign(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[AssignIn],
        actor: NamedDependency[Actor],
        transfer_conversations: NamedDependency[TransferConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """To a person of this company; to the caller when nobody is named. Who is full takes more from supervisors only."""
        to = UserId(data.user_id) if data.user_id else actor.user_id
        if to is None:
            raise Invalid(Problem(field="user_id", code="required"))
        place = ConversationId(conversation_id)
        await transfer_conversations.assign(actor, place, to=to, reason=data.reason)
        return await shown_conversation(browse_messaging, actor, place, clock, given_away=True)

    @post("/transfer", status_code=200, summary="Hand on with a reason")
    async def transfer(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[TransferIn],
        actor: NamedDependency[Actor],
        transfer_conversations: NamedDependency[TransferConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """To exactly one person, queue or department."""
        place = ConversationId(conversation_id)
        await transfer_conversations.transfer(
            actor,
            place,
            user_id=UserId(data.user_id) if data.user_id else None,
            queue_id=QueueId(data.queue_id) if data.queue_id else None,
            department_id=DepartmentId(data.department_id) if data.department_id else None,
            reason=data.reason,
        )
        return await shown_conversation(browse_messaging, actor, place, clock, given_away=True)

    @post("/return-to-flow", status_code=200, summary="Give back to the automation")
    async def return_to_flow(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
        actor: NamedDependency[Actor],
        transfer_conversations: NamedDependency[TransferConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """Flows answer its next message."""
        place = ConversationId(conversation_id)
        await transfer_conversations.return_to_flow(actor, place, reason=data.reason)
        return await shown_conversation(browse_messaging, actor, place, clock)
