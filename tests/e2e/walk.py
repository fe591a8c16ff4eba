"""Every route of the document, with bodies that are right."""

import base64
import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import msgspec
from tests.e2e.company import Company, Customer
from tests.e2e.flows import echo
from tests.e2e.passkey_door import Door
from tests.support.soft_passkey import SoftPasskey

from pytake_app.openapi import document
from pytake_domain.testing.builders import fresh

NOBODY = str(UUID(int=7))
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")
"""A whole picture."""


class Route(msgspec.Struct, frozen=True):
    """One operation of the document."""

    method: str
    path: str
    body: dict[str, Any] | None
    queries: tuple[dict[str, Any], ...]
    public: bool
    optional: bool = False
    """Nothing need be said."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def names_something(self) -> bool:
        return "{" in self.path

    def to(self, **ids: str) -> str:
        return self.path.format_map(ids)


def routes() -> list[Route]:
    """All of them; `body` is the schema of what is taken."""
    shown = document()
    found = []
    for path, methods in sorted(shown["paths"].items()):
        for method, operation in sorted(methods.items()):
            given = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            body = _resolved(shown, given) if given else None
            queries = tuple(p for p in operation.get("parameters", ()) if p["in"] == "query")
            public, optional = operation.get("security") == [], given is not None and "anyOf" in given
            found.append(Route(method.upper(), path, body, queries, public, optional))
    return found


def writing() -> list[Route]:
    """Those that take a body."""
    return [route for route in routes() if route.body is not None]


def _resolved(shown: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        (schema,) = (one for one in schema["anyOf"] if one.get("type") != "null")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return dict(shown["components"]["schemas"][name])
    return schema


class Things(msgspec.Struct, frozen=True):
    """What a company has, by the names that paths and bodies use."""

    config_id: str
    conversation_id: str
    contact_id: str
    message_id: str
    flow_id: str
    template_id: str
    key_id: str
    media_id: str
    session_id: str
    user_id: str
    person_id: str
    widget_id: str
    tag_id: str
    attribute_id: str
    list_id: str
    segment_id: str
    campaign_id: str
    import_id: str
    metric: str
    department_id: str
    calendar_id: str
    queue_id: str
    scheduled_id: str
    view_id: str
    reply_id: str
    simulation_id: str
    case_id: str
    flow_session_id: str
    version: str
    erp_type: str
    document: str
    customer_id: str
    invoice_id: str
    ticket_id: str
    rule_id: str
    outage_id: str
    webhook_id: str
    role_id: str
    company_id: str
    consent_id: str
    request_id: str
    document_id: str
    evaluation_id: str
    prompt_id: str
    passkey_id: str

    def ids(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__struct_fields__}


def tomorrow() -> str:
    """A moment that is still to come."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()  # noqa: TID251  the wall clock


async def things_of(company: Company) -> Things:
    """One of each, made through the API."""
    customer = company.customer()
    customer.says("segredo da empresa", name="Cliente Secreto")
    conversation = await customer.conversation()
    (message,) = await company.messages(conversation["id"])
    flow = await company.flow(echo(trigger={"kind": "keyword", "keywords": ["segredo"]}))
    customer.says("segredo")
    await customer.reads("Você disse: segredo", "segunda", "terceira")
    (session,) = (await company.get(f"flows/{flow['id']}/sessions"))["data"]
    simulation = await company.post(f"flows/{flow['id']}/simulations", {"opening": "oi"}, status=201)
    kept = {"name": "segredo da empresa", "simulation_id": simulation["id"]}
    case = await company.post(f"flows/{flow['id']}/test-cases", kept, status=201)
    body = {"type": "BODY", "text": "Olá {{1}}, tudo bem?", "example": {"body_text": [["Ana"]]}}
    template = await company.post("templates", {"name": "aviso", "components": [body]}, status=201)
    key = await company.post("api-keys", {"name": "chave", "permissions": ["read:messages"]}, status=201)
    sessions = (await company.get("auth/sessions"))["data"]
    calendar_id = str(fresh())
    await company.put(f"business-hours/{calendar_id}", {"name": "segredo da empresa"})
    department = await company.post("departments", {"name": "segredo da empresa"}, status=201)
    queue = await company.post("queues", {"name": "segredo da empresa", "department_id": department["id"]}, status=201)
    later = {"conversation_id": conversation["id"], "send_at": tomorrow(), "message": "segredo da empresa"}
    scheduled = await company.post("whatsapp/scheduled", later, status=202)
    view = await company.post("saved-views", {"name": "segredo da empresa", "filters": {}}, status=201)
    canned = {"shortcut": "segredo", "title": "segredo da empresa", "text": "segredo da empresa", "audience": "shared"}
    reply = await company.post("canned-replies", canned, status=201)
    someone = {"email": f"colega.{company.email}", "name": "segredo da empresa", "role": "agent"}
    colleague = await company.post("users", someone, status=201)
    widget = await company.post("dashboard/widgets", {"kind": "alerts", "title": "segredo da empresa"}, status=201)
    attribute = await company.post("contact-attributes", {"name": "segredo", "type": "text"}, status=201)
    made = await company.post("contact-lists", {"name": "segredo da empresa"}, status=201)
    segment = await company.post("segments", {"name": "segredo da empresa", "text": "vip"}, status=201)
    campaign = await company.post("campaigns", {"name": "segredo da empresa"}, status=201)
    file = {"file": ("segredo.csv", b"Telefone\n11987654321\n", "text/csv")}
    imported = (await company.call("POST", "contacts/import", files=file)).json()
    erp = _erp(company.house.twin_url)
    await company.post("erp/connect/ixcsoft", erp, status=201)
    wish = {"customer_id": "501", "subject": "segredo da empresa", "description": "segredo da empresa"}
    ticket = await company.post("erp/ixcsoft/tickets", wish, status=201)
    rule = await company.post(
        "billing/rules", {"name": "segredo da empresa", "days": 5, "template_id": template["id"]}, status=201
    )
    down = {"scope": "city", "names": ["Nenhuma"], "message": "segredo da empresa"}
    outage = await company.post("outages", down, status=201)
    hook = {"url": "http://127.0.0.1:9/segredo", "events": ["*"], "active": False}
    hook = await company.post("webhooks", hook, status=201)
    role = await company.post("roles", {"name": "segredo da empresa", "permissions": ["read:erp"]}, status=201)
    who = conversation["contact"]["id"]
    agreed = {"user_id": who, "purpose": "pesquisa", "given": True, "source": "segredo da empresa"}
    consent = await company.post("privacy/consent", agreed, status=201)
    asked = await company.post("privacy/requests", {"user_id": who, "kind": "access"}, status=201)
    passkey = await Door(company.house).add(company, SoftPasskey(), "segredo da empresa")
    return Things(
        **await _of_models(company),
        passkey_id=passkey.json()["id"],
        consent_id=consent["id"],
        request_id=asked["id"],
        webhook_id=hook["id"],
        erp_type="ixcsoft",
        document="52998224725",
        customer_id="501",
        invoice_id="88101",
        ticket_id=ticket["id"],
        rule_id=rule["id"],
        outage_id=outage["id"],
        role_id=role["id"],
        company_id=str(company.tenant_id),
        import_id=imported["id"],
        attribute_id=attribute["id"],
        list_id=made["id"],
        segment_id=segment["id"],
        campaign_id=campaign["id"],
        scheduled_id=scheduled["id"],
        view_id=view["id"],
        reply_id=reply["id"],
        simulation_id=simulation["id"],
        case_id=case["id"],
        flow_session_id=session["id"],
        version="1",
        config_id=company.config_id,
        conversation_id=conversation["id"],
        contact_id=conversation["contact"]["id"],
        message_id=message["id"],
        flow_id=flow["id"],
        template_id=template["id"],
        key_id=key["id"],
        media_id=(await company.upload(PIXEL, "ponto.png", "image/png"))["id"],
        session_id=sessions[0]["id"],
        user_id=company.user["id"],
        person_id=colleague["id"],
        widget_id=widget["id"],
        tag_id=(await company.post("tags", {"name": "segredo da empresa"}, status=201))["id"],
        metric="messages_sent",
        department_id=department["id"],
        calendar_id=calendar_id,
        queue_id=queue["id"],
    )


async def _of_models(company: Company) -> dict[str, str]:
    taught = await company.post("ai/knowledge", {"title": "segredo da empresa", "text": "segredo"}, status=202)
    question = {"text": "segredo da empresa", "hands_over": True}
    exam = await company.post("ai/evaluations", {"name": "segredo da empresa", "questions": [question]}, status=202)
    prompt = await company.post("ai/prompts", {"name": "segredo da empresa", "text": "Segredo."}, status=201)
    return {"document_id": taught["id"], "evaluation_id": exam["id"], "prompt_id": prompt["id"]}


def _asked_of_models(things: Things, serial: str) -> dict[str, dict[str, Any]]:
    said = {"text": "Minha internet caiu"}
    by_prompt = {
        "conversation_id": things.conversation_id,
        "prompt_id": things.prompt_id,
        "variables": {"tom": "calmo"},
    }
    model = {"provider": "openai", "model": "gpt-5-mini", "base_url": "http://127.0.0.1:9/v1", "key": "sk-outra"}
    prompt = {"text": "Responda com calma.", "description": "Calma", "variables": ["tom"]}
    return {
        "POST /api/v1/ai/chat": {
            "messages": [{"text": "Oi", "role": "user"}],
            **by_prompt,
            "knowledge": True,
        },
        "POST /api/v1/ai/analyze-sentiment": said,
        "POST /api/v1/ai/classify-intent": {
            **said,
            "labels": [{"name": "suporte", "description": "Não funciona"}],
            "instructions": "Uma só.",
        },
        "POST /api/v1/ai/summarize": {"conversation_id": things.conversation_id},
        "POST /api/v1/ai/suggest-response": by_prompt,
        "POST /api/v1/ai/translate": {**said, "language": "en"},
        "POST /api/v1/ai/shorten": said,
        "POST /api/v1/ai/extract-entities": {
            **said,
            "fields": [{"name": "cidade", "kind": "text", "description": "Onde mora"}],
        },
        "POST /api/v1/ai/generate-template": {**said, "language": "pt_BR"},
        "PUT /api/v1/ai/settings": {
            "primary": model,
            "fallback": {**model, "provider": "anthropic"},
            "version": 0,
            "embedding_model": "",
            "currency": "USD",
            "budget": "50",
            "masking": True,
            "threshold": 0.7,
        },
        "POST /api/v1/ai/prompts": {**prompt, "name": f"Calmo {serial}"},
        "PUT /api/v1/ai/prompts/{prompt_id}": {**prompt, "name": f"Calma {serial}", "version": 1},
    }


def _hook(things: Things) -> dict[str, Any]:
    return {
        "url": "http://127.0.0.1:9/gancho",
        "events": ["message.*", "contact.created"],
        "description": "CRM",
        "active": False,
        "whatsapp_config_id": things.config_id,
    }


def samples(things: Things, customer: Customer, serial: str) -> dict[str, dict[str, Any]]:
    """A right body for every route that takes one, with every field there is."""
    send = {"to": customer.phone, "whatsapp_config_id": things.config_id, "reply_to": things.message_id}
    drawn = echo()
    graph = {"nodes": drawn["nodes"], "edges": drawn["edges"], "trigger": drawn["trigger"], "trigger_value": None}
    drafted = {
        "language": "pt_BR",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {
                "type": "BODY",
                "text": "Olá {{1}}, sua fatura chegou.",
                "example": {"body_text": [["Ana"]]},
            }
        ],
        "ttl_seconds": 600,
    }
    around = {"header": "Título", "footer": "Rodapé"}
    number = {
        "name": "Segundo",
        "api_type": "official",
        "phone_number": "+551133330000",
        "phone_number_id": f"77{serial}",
        "business_account_id": "555",
        "base_url": "http://127.0.0.1:9",
        "evolution_instance": "instancia",
        "daily_limit": 1000,
        "rate_limit_per_minute": 60,
        "messages_per_second": 10,
        "webhook_verify_token": "conferido",
        "access_token": "EAA-outro",
        "app_secret": "segredo",
        "evolution_api_key": "chave",
    }
    register = {
        "company": "Nova",
        "name": "Rui",
        "email": f"rui{serial}@nova.example",
        "password": "segredo-de-teste",
        "slug": f"nova-{serial}",
        "time_zone": "America/Sao_Paulo",
        "language": "pt-BR",
        "currency": "BRL",
        "cookie": False,
    }
    return {
        **_asked_of_models(things, serial),
        "POST /graphql": {
            "query": "query Who { me { user { id } } }",
            "variables": {},
            "operationName": "Who",
            "extensions": {},
        },
        "POST /api/v1/auth/login": {"email": "x@example.com", "password": "errada-demais", "cookie": False},
        "POST /api/v1/auth/register": register,
        "POST /api/v1/auth/refresh": {"refresh_token": "a.b"},
        "POST /api/v1/auth/reset-password": {
            "token": f"{NOBODY.replace('-', '')}.nada",
            "password": "segredo-de-teste",
        },
        "POST /api/v1/auth/forgot-password": {"email": f"ninguem{serial}@nova.example"},
        "POST /api/v1/auth/verify-email": {"token": f"{NOBODY.replace('-', '')}.1.nada"},
        "POST /api/v1/tenants": {
            "company": "Nova",
            "name": "Rui",
            "email": f"dono{serial}@nova.example",
            "password": None,
            "slug": f"outra-{serial}",
            "plan": "growth",
            "time_zone": "America/Recife",
            "language": "es",
            "currency": "USD",
            "limits": {"users": 1000, "flows": None},
        },
        "PUT /api/v1/tenants/{company_id}": {
            "name": "Nova",
            "time_zone": "America/Recife",
            "language": "es",
            "currency": "USD",
            "settings": {"opt_out_words": ["chega"]},
            "limits": {"users": 1000, "flows": None},
            "branding": {
                "name": "Nova",
                "primary_color": "#0a5fcc",
                "secondary_color": "#333333",
                "domain": f"d{serial}.example",
                "sender_address": "oi@nova.example",
                "logo": base64.b64encode(PIXEL).decode(),
            },
        },
        "POST /api/v1/tenants/{company_id}/upgrade": {"plan": "enterprise"},
        "POST /api/v1/tenants/{company_id}/suspend": {"reason": "porque"},
        "DELETE /api/v1/tenants/{company_id}": {"slug": f"outra-{serial}"},
        "POST /api/v1/roles": {"name": f"Caixa {serial}", "permissions": ["read:erp"], "description": "Só vê"},
        "PUT /api/v1/roles/{role_id}": {"name": f"Cofre {serial}", "permissions": ["read:erp"], "description": "Só vê"},
        "POST /api/v1/auth/mfa/verify": {
            "mfa_token": f"{NOBODY.replace('-', '')}.1.nada",
            "code": "123456",
            "cookie": False,
        },
        "POST /api/v1/auth/passkey/begin": {"mfa_token": f"{NOBODY.replace('-', '')}.1.nada"},
        "POST /api/v1/auth/passkey/finish": {"attempt": "nada", "credential": {"id": "x"}, "cookie": False},
        "POST /api/v1/auth/passkeys": {"attempt": "nada", "credential": {"id": "x"}, "name": "Telefone"},
        "POST /api/v1/auth/passkeys/begin": {"password": "errada-demais"},
        "PUT /api/v1/auth/passkeys/{passkey_id}": {"name": "Telefone"},
        "DELETE /api/v1/auth/passkeys/{passkey_id}": {"password": "errada-demais"},
        "POST /api/v1/auth/oidc/exchange": {"code": "nada", "cookie": False},
        "PUT /api/v1/sign-in-rules": {"second_factor_demanded": False},
        "PUT /api/v1/single-sign-on": {
            "issuer": "https://login.exemplo.example",
            "client_id": "pytake",
            "client_secret": "segredo",
            "domains": [f"d{serial}.example"],
            "role": "agent",
            "create_people": True,
            "enforced": False,
        },
        "POST /api/v1/auth/mfa/totp": {"code": "123456"},
        "DELETE /api/v1/auth/mfa/totp": {"password": "errada-demais"},
        "POST /api/v1/users": {
            "email": f"novo{serial}@nova.example",
            "name": "Rui",
            "role": "agent",
            "password": "segredo-de-teste",
            "grants": ["write:flows"],
            "denials": ["write:contacts"],
        },
        "PUT /api/v1/users/{person_id}": {
            "name": "Rui",
            "email": f"rui{serial}@colega.example",
            "current_password": "segredo-de-teste",
            "role": "agent",
            "active": True,
            "preferences": {
                "language": "pt-BR",
                "shortcuts": True,
                "notifications": {
                    "mail": {"mentions": True, "number_alerts": False},
                    "mentions": True,
                    "assignments": True,
                    "number_alerts": True,
                    "sound": False,
                },
            },
        },
        "POST /api/v1/users/{person_id}/change-password": {"password": "outra-senha", "current_password": "antes"},
        "PUT /api/v1/users/{person_id}/permissions": {"grants": ["write:flows"], "denials": ["write:contacts"]},
        "POST /api/v1/api-keys": {
            "name": "loja",
            "permissions": ["read:messages"],
            "expires_at": "2090-01-01T00:00:00Z",
        },
        "POST /api/v1/whatsapp-configs": number,
        "PUT /api/v1/whatsapp-configs/{config_id}": {"name": "Novo nome", "daily_limit": 10},
        "POST /api/v1/whatsapp/send": {**send, "message": "Olá", "preview_url": True},
        "POST /api/v1/whatsapp/send-buttons": {**send, **around, "body": "?", "buttons": [{"title": "Sim", "id": "s"}]},
        "POST /api/v1/whatsapp/send-list": {
            **send,
            **around,
            "body": "?",
            "button": "Ver",
            "sections": [{"title": "Um", "rows": [{"id": "a", "title": "A", "description": "primeira"}]}],
        },
        "POST /api/v1/whatsapp/send-template": {**send, "name": "modelo", "language": "pt_BR", "components": []},
        "POST /api/v1/whatsapp/send-interactive": {
            **send,
            "interactive": {"kind": "cta_url", "body": "?", "display_text": "Abrir", "url": "https://example.com"},
        },
        "POST /api/v1/whatsapp/send-media": {
            **send,
            "media_id": things.media_id,
            "type": "image",
            "caption": "Olhe",
            "filename": "ponto.png",
        },
        "POST /api/v1/whatsapp/send-audio": {
            **send,
            "media_id": things.media_id,
            "filename": "som.ogg",
            "voice": False,
        },
        "POST /api/v1/whatsapp/send-document": {
            **send,
            "media_id": things.media_id,
            "caption": "Leia",
            "filename": "conta.pdf",
        },
        "POST /api/v1/whatsapp/send-location": {
            **send,
            "latitude": -23.5,
            "longitude": -46.6,
            "name": "A",
            "address": "B",
        },
        "POST /api/v1/whatsapp/send-contact": {
            **send,
            "contacts": [
                {"name": {"formatted_name": "Rui Sá", "first_name": "Rui"}, "phones": [{"phone": "+551133334444"}]}
            ],
        },
        "POST /api/v1/whatsapp/send-reaction": {"to": customer.phone, "message_id": things.message_id, "emoji": "👍"},
        "POST /api/v1/templates": {**drafted, "name": f"modelo_{serial}", "whatsapp_config_id": things.config_id},
        "PUT /api/v1/templates/{template_id}": {**drafted, "name": f"outro_{serial}"},
        "POST /api/v1/templates/sync": {"whatsapp_config_id": things.config_id},
        "POST /api/v1/templates/{template_id}/preview": {"variables": {"1": "Ana"}, "components": None},
        "PUT /api/v1/whatsapp-configs/{config_id}/profile": {
            "about": "Provedor",
            "address": "Rua 1",
            "description": "Internet",
            "email": "oi@example.com",
            "websites": ["https://example.com"],
            "vertical": "OTHER",
        },
        "POST /api/v1/ai/knowledge": {"title": "Horário", "text": f"Atendemos das 8h às 18h. {serial}", "url": None},
        "POST /api/v1/ai/knowledge/search": {"question": "quando atendem?", "limit": 3, "trial": True},
        "POST /api/v1/ai/knowledge/release": {"documents": [things.document_id], "evaluation_id": None},
        "POST /api/v1/ai/generate-flow": {"description": "Um menu de atendimento"},
        "POST /api/v1/ai/evaluations": {
            "name": "Horário",
            "questions": [
                {
                    "text": "Quando atendem?",
                    "contains": ["8h"],
                    "not_contains": ["9h"],
                    "cites": [things.document_id],
                    "hands_over": False,
                }
            ],
            "instructions": "Seja breve.",
            "prompt_id": None,
            "language": "pt-BR",
            "knowledge": True,
            "trial": False,
            "most_cost": 1.5,
            "repeat_of": None,
        },
        "POST /api/v1/webhooks": _hook(things),
        "PUT /api/v1/webhooks/{webhook_id}": {**_hook(things), "version": 1},
        "POST /api/v1/webhooks/{webhook_id}/retry": {"delivery_id": NOBODY},
        "POST /api/v1/conversations": {
            "contact_id": things.contact_id,
            "phone": customer.phone,
            "whatsapp_config_id": things.config_id,
        },
        "PUT /api/v1/conversations/{conversation_id}": {"status": "queued", "tags": ["a"], "reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/assign": {"user_id": things.user_id, "reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/transfer": {"queue_id": things.queue_id, "reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/return-to-flow": {"reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/archive": {"reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/reopen": {"reason": "porque"},
        "POST /api/v1/conversations/{conversation_id}/mute": {"muted": True},
        "POST /api/v1/conversations/{conversation_id}/fill": {"text": "Oi, {{contact.first_name}}"},
        "POST /api/v1/conversations/{conversation_id}/snooze": {"until": tomorrow()},
        "POST /api/v1/conversations/bulk": {
            "action": "tag",
            "ids": [things.conversation_id],
            "tags": ["lote"],
            "reason": "porque",
        },
        "POST /api/v1/whatsapp/scheduled": {
            **send,
            "send_at": tomorrow(),
            "message": "Até amanhã",
            "preview_url": True,
            "cancel_on_reply": False,
            "outside_window": "template",
            "fallback": {"name": "modelo", "language": "pt_BR", "components": []},
        },
        "PUT /api/v1/saved-views/{view_id}": {
            "name": f"Outra vista {serial}",
            "filters": {"unread": True, "window_closing": False, "days": 7, "sort": "waiting"},
            "place": 0,
        },
        "POST /api/v1/saved-views": {
            "name": f"Vista {serial}",
            "filters": {
                "status": ["active"],
                "mine": True,
                "queue_id": things.queue_id,
                "whatsapp_config_id": things.config_id,
                "tags": ["a"],
                "snoozed": False,
            },
            "shared": True,
        },
        "POST /api/v1/canned-replies": {**_reply(things), "shortcut": f"oi{serial}"},
        "PUT /api/v1/canned-replies/{reply_id}": _reply(things),
        "POST /api/v1/canned-replies/{reply_id}/render": {"conversation_id": things.conversation_id},
        "PUT /api/v1/surveys": {
            "queue_id": things.queue_id,
            "enabled": True,
            "question": "Como foi?",
            "thanks": "Obrigado!",
            "comment_question": "Quer contar mais?",
        },
        "PUT /api/v1/contacts/{contact_id}": {
            "name": "Cliente",
            "email": "cliente@example.com",
            "language": "pt-BR",
            "time_zone": "America/Recife",
            "vip": True,
            "attributes": {"segredo": "fibra"},
            "opted_in": True,
            "blocked": False,
        },
        "POST /api/v1/contacts": {
            "phone": None,
            "addresses": [{"kind": "bsuid", "value": f"BR.{serial}"}],
            "name": "Ana",
            "email": "ana@exemplo.com",
            "language": "pt-BR",
            "time_zone": "America/Recife",
            "vip": True,
            "tags": ["a"],
            "attributes": {"segredo": "x"},
            "opted_in": True,
        },
        "POST /api/v1/contacts/bulk": {
            "action": "consent",
            "ids": [things.contact_id],
            "filter": None,
            "after": None,
            "tags": ["a"],
            "list_id": things.list_id,
            "consent": {"purpose": "sms", "given": True, "source": "site", "at": None, "text": ""},
            "reason": "a pedido",
        },
        "POST /api/v1/contacts/export": {"ids": [things.contact_id], "format": "csv"},
        "POST /api/v1/contacts/merge": {
            "contact_id": things.contact_id,
            "other_id": things.contact_id,
            "reason": "a mesma pessoa",
        },
        "POST /api/v1/contacts/{contact_id}/consents": {
            "purpose": "marketing",
            "given": True,
            "source": "site",
            "at": "2026-01-01T00:00:00Z",
            "text": "Aceito receber ofertas.",
        },
        "POST /api/v1/privacy/consent": {
            "user_id": things.contact_id,
            "purpose": "pesquisa",
            "given": True,
            "source": "site",
            "at": "2026-01-01T00:00:00Z",
            "text": "Aceito responder.",
        },
        "POST /api/v1/privacy/requests": {"user_id": things.contact_id, "kind": "correction"},
        "PUT /api/v1/privacy/requests/{request_id}": {"done": True, "reason": "feito"},
        "PUT /api/v1/privacy/retention": {"days": {"messages": 3650}, "version": 0, "dry_run": True},
        "POST /api/v1/contact-attributes": {
            "name": f"plano_{serial}",
            "label": "Plano",
            "type": "choice",
            "options": ["fibra", "rádio"],
        },
        "PUT /api/v1/contact-attributes/{attribute_id}": {"label": "Segredo", "options": []},
        "POST /api/v1/contact-lists": {"name": f"Lista {serial}"},
        "PUT /api/v1/contact-lists/{list_id}": {"name": f"Lista segredo {serial}"},
        "POST /api/v1/contact-lists/{list_id}/contacts": {"contact_ids": [things.contact_id]},
        "DELETE /api/v1/contact-lists/{list_id}/contacts": {"contact_ids": [things.contact_id]},
        "POST /api/v1/segments": {
            "name": f"Segmento {serial}",
            "description": "Quem é VIP",
            "query": {"kind": "flag", "flag": "vip"},
            "text": None,
        },
        "PUT /api/v1/segments/{segment_id}": {
            "name": f"Segmento segredo {serial}",
            "description": "",
            "query": None,
            "text": 'tag = "a" or vip',
        },
        "POST /api/v1/segments/count": {"query": {"kind": "tag", "tag": "a"}, "text": None},
        "POST /api/v1/segments/explain": {
            "contact_id": things.contact_id,
            "query": {"kind": "tag", "tag": "a"},
            "text": None,
        },
        "POST /api/v1/campaigns": _campaign(things, f"Campanha {serial}"),
        "PUT /api/v1/campaigns/{campaign_id}": {**_campaign(things, f"Campanha segredo {serial}"), "version": None},
        "POST /api/v1/campaigns/estimate": _campaign(things, "Rascunho"),
        "PUT /api/v1/campaigns/policy": {
            "per_day": 3,
            "per_week": 6,
            "quiet_hours": {"start": "22:00", "end": "07:00"},
            "control_group": 5,
            "headroom": 10,
            "most_failed": 20,
            "most_refused": 5,
            "version": 1,
        },
        "POST /api/v1/campaigns/{campaign_id}/pause": {"reason": "almoço"},
        "POST /api/v1/campaigns/{campaign_id}/stop": {"reason": "engano"},
        "POST /api/v1/campaigns/{campaign_id}/retry": {"reasons": ["TOO_LATE"]},
        "POST /api/v1/campaigns/{campaign_id}/test": {"phones": ["+5511987654321"], "variant": None, "step": 0},
        "POST /api/v1/contacts/{contact_id}/tags": {"tags": ["b"]},
        "POST /api/v1/erp/connect/{erp_type}": _erp("http://127.0.0.1:9"),
        "PUT /api/v1/erp/{erp_type}/settings": {**_erp("http://127.0.0.1:9"), "version": 2},
        "POST /api/v1/erp/{erp_type}/tickets": {
            "customer_id": things.customer_id,
            "subject": "Sem sinal",
            "description": "Luz vermelha.",
            "contract_id": "17402",
            "kind": "1",
            "contact_name": "Maria",
            "contact_phone": "11900000001",
        },
        "PUT /api/v1/erp/{erp_type}/tickets/{ticket_id}": {
            "comment": "Visita",
            "status": "in_progress",
            "customer_id": things.customer_id,
        },
        "POST /api/v1/erp/{erp_type}/customers/{customer_id}/change-plan": {"contract_id": "17402", "plan_id": "701"},
        "POST /api/v1/erp/{erp_type}/customers/{customer_id}/unblock": {"contract_id": "17402"},
        "PUT /api/v1/contacts/{contact_id}/erp": {"erp_type": "ixcsoft", "customer_id": things.customer_id},
        "POST /api/v1/billing/rules": _rule(things),
        "PUT /api/v1/billing/rules/{rule_id}": {**_rule(things), "version": 1},
        "POST /api/v1/outages": _outage(),
        "PUT /api/v1/outages/{outage_id}": {**_outage(), "version": 1},
        "DELETE /api/v1/contacts/{contact_id}/tags": {"tags": ["b"]},
        "POST /api/v1/notifications/read": {"ids": [NOBODY]},
        "POST /api/v1/tags": {"name": f"etiqueta {serial}"},
        "POST /api/v1/dashboard/export": {
            "format": "csv",
            "period": "7d",
            "from": "2026-01-01",
            "to": "2026-01-31",
            "whatsapp_config_id": things.config_id,
        },
        "PUT /api/v1/costs/budget": {
            "currency": "USD",
            "version": 0,
            "amount": "100.00",
            "campaigns": [{"campaign_id": things.campaign_id, "amount": "10.00"}],
            "alerts": [50, 100],
            "stop_campaigns": True,
        },
        "POST /api/v1/dashboard/widgets": _widget(things),
        "PUT /api/v1/dashboard/widgets/{widget_id}": _widget(things),
        "POST /api/v1/departments": {"name": f"Vendas {serial}", "calendar_id": things.calendar_id},
        "PUT /api/v1/departments/{department_id}": {"name": "Vendas", "calendar_id": things.calendar_id},
        "POST /api/v1/queues": {**_queue(things), "name": f"Fila {serial}"},
        "PUT /api/v1/queues/{queue_id}": {**_queue(things), "overflow": None, "name": "Fila"},
        "PUT /api/v1/business-hours/{calendar_id}": {
            "name": "Comercial",
            "time_zone": "America/Sao_Paulo",
            "week": {"mon": [{"start": "08:00", "end": "18:00"}]},
            "exceptions": [{"date": "2026-12-25", "name": "Natal", "spans": [{"start": "08:00", "end": "10:00"}]}],
            "closed_message": "Voltamos amanhã.",
            "is_default": False,
        },
        "PUT /api/v1/agents/me/presence": {"presence": "busy"},
        "PUT /api/v1/agents/{user_id}": {"capacity": 7, "skills": {"vendas": 3}},
        "POST /api/v1/conversations/{conversation_id}/tags": {"tags": ["b"]},
        "POST /api/v1/conversations/{conversation_id}/notes": {"body": "nota"},
        "POST /api/v1/flows": {"name": "Outro", "description": "d", "template": None, **graph},
        "PUT /api/v1/flows/{flow_id}": {
            "draft_version": 1,
            "name": "Mudado",
            "description": "d",
            "is_default": False,
            "is_fallback": False,
            **graph,
        },
        "POST /api/v1/flows/validate": graph,
        "POST /api/v1/flows/{flow_id}/restore": {"version": 1, "draft_version": 1},
        "POST /api/v1/flows/{flow_id}/duplicate": {"name": f"Cópia {serial}"},
        "POST /api/v1/flows/{flow_id}/simulations": {
            "version": 1,
            "opening": "oi",
            "start": "a",
            "contact": {"name": "Ana"},
            "contact_id": things.contact_id,
            "language": "pt-BR",
            "time_zone": "America/Sao_Paulo",
            "variables": {"x": 1},
            "answers": {"api_call": {"status": 200, "headers": {}, "body": None}},
            "at": tomorrow(),
        },
        "POST /api/v1/flows/simulations/{simulation_id}/input": {"do": "say", "text": "oi", "type": "text"},
        "POST /api/v1/flows/{flow_id}/test-cases": {"name": f"Caso {serial}", "simulation_id": things.simulation_id},
        "POST /api/v1/flows/{flow_id}/test": {
            "opening": "segredo",
            "moves": [{"do": "pass", "seconds": 5.0}],
            "contact": {"name": "Ana"},
            "answers": {"ai:answer": {"text": "x"}},
            "phone": None,
            "whatsapp_config_id": things.config_id,
        },
        "POST /api/v1/flows/{flow_id}/start": {
            "contact_id": things.contact_id,
            "whatsapp_config_id": things.config_id,
            "variables": {"x": 1},
        },
        "POST /api/v1/flows/import": {
            "document": None,
            "trigger_value": None,
            "format": "pytake.flow",
            "format_version": 1,
            "name": f"Trazido {serial}",
            "description": "",
            "trigger": drawn["trigger"],
            "nodes": drawn["nodes"],
            "edges": drawn["edges"],
        },
        "POST /api/v1/flows/{flow_id}/replay": {"last": 10},
        "POST /api/v1/flows/{flow_id}/publish": {"note": "Primeira"},
        "POST /api/v1/flows/folder": {"flow_ids": [things.flow_id], "folder": f"Pasta {serial}"},
        # A private address: refused, so that nothing leaves.
        "POST /api/v1/flows/test-request": {
            "data": {"method": "GET", "url": "http://127.0.0.1:9/x", "variables": {}},
            "variables": {"x": 1},
        },
    }


def _erp(where: str) -> dict[str, Any]:
    """A connection, with every field there is."""
    return {
        "base_url": f"{where}/erp/ixcsoft",
        "credentials": {"token": "7:twin-ixc-key"},
        "settings": {
            "options": {"ticket_kind": "1"},
            "certificates": "",
            "fingerprint": "",
            "plain_http": True,
            "mapping": [{"fact": "plan", "attribute": "segredo"}],
            "sync": True,
            "sync_minutes": 60,
            "region": "district",
            "plan_change_by_api": False,
            "proof": "document",
        },
        "preferred": True,
    }


def _rule(things: Things) -> dict[str, Any]:
    return {
        "name": "Três dias antes",
        "days": -3,
        "template_id": things.template_id,
        "variables": {"1": "{{ customer.first_name }}"},
        "header_media_id": None,
        "send_times": [{"start": "09:00", "end": "18:00"}],
        "week_days": ["mon", "tue"],
        "holidays": "skip",
        "whatsapp_config_id": things.config_id,
        "erp_type": "ixcsoft",
        "least": "10.00",
        "per_week": 2,
        "active": False,
    }


def _outage() -> dict[str, Any]:
    return {
        "scope": "city",
        "names": ["Nenhuma"],
        "message": "Sem sinal.",
        "ended_message": "Voltou.",
        "expected_until": tomorrow(),
    }


def _widget(things: Things) -> dict[str, Any]:
    return {
        "kind": "chart",
        "title": "Recebidas",
        "metric": "messages_received",
        "period": "30d",
        "whatsapp_config_id": things.config_id,
        "place": {"x": 1, "y": 2, "width": 3, "height": 4},
    }


def _reply(things: Things) -> dict[str, Any]:
    return {
        "shortcut": "oi",
        "title": "Saudação",
        "text": "Olá, {{ contact.first_name }}! Aqui é {{ agent.name }}.",
        "audience": "department",
        "department_id": things.department_id,
        "media_id": things.media_id,
    }


def _queue(things: Things) -> dict[str, Any]:
    return {
        "department_id": things.department_id,
        "calendar_id": things.calendar_id,
        "members": [things.user_id],
        "strategy": "round_robin",
        "priority": 3,
        "skills": {"vendas": 2},
        "most_each": 4,
        "overflow": {"to": things.queue_id, "after_seconds": 60, "when_nobody": False, "when_longer_than": 9},
        "service_level": {"first_answer": 60, "resolution": 3600, "warn_percent": 70},
        "inactivity": {
            "customer_warn": 10,
            "customer_resolve": 20,
            "customer_message": "Ainda aí?",
            "agent_warn": 5,
            "agent_return": 5,
        },
        "closed_message": "Fechado.",
        "wrap_up_seconds": 5,
        "is_default": False,
    }


def places(sample: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value inside a body, with its place."""
    if path:
        yield path, sample
    items = sample.items() if isinstance(sample, dict) else enumerate(sample) if isinstance(sample, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def changed(sample: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The body with another value at one place."""
    copy = deepcopy(sample)
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


def _campaign(things: Things, name: str) -> dict[str, Any]:
    """With every field there is."""
    says = {
        "template_id": things.template_id,
        "variables": {"1": "{{ contact.first_name }}"},
        "text": None,
        "header_media_id": None,
    }
    question = {"kind": "tag", "tag": "a"}
    return {
        "name": name,
        "type": "drip",
        "schedule": {
            "start_date": tomorrow(),
            "end_date": None,
            "time_zone": "contact",
            "days": ["mon", "tue"],
            "send_times": [{"start": "09:00", "end": "18:00"}],
            "quiet_hours": {"start": "21:00", "end": "08:00"},
            "holidays": "skip",
        },
        "targeting": {
            "segments": [things.segment_id],
            "lists": [things.list_id],
            "tags": ["a"],
            "conditions": question,
            "file": None,
            "without_segments": [],
            "without_lists": [things.list_id],
            "growing": False,
        },
        "message": {
            **says,
            "variants": [{"key": "A", "weight": 1, **says}, {"key": "B", "weight": 2, **says}],
            "metric": "read",
            "auto_winner": True,
        },
        "steps": [{"after": 3600, **says, "condition": question}],
        "trigger": None,
        "limits": {
            "daily_limit": 1000,
            "hourly_limit": 100,
            "per_second": 5.0,
            "per_contact_limit": 1,
            "per_contact_week": 2,
        },
        "numbers": [{"whatsapp_config_id": things.config_id, "weight": 1}],
        "exclusions": {"in_flow": True, "open_conversation": True, "contacted_days": 3},
        "purpose": "marketing",
        "basis": "consent",
        "holdout": 5,
        "goal_tag": "a",
        "attribution_hours": 48,
    }
