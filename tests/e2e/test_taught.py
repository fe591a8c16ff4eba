"""What a company teaches on the running application: files, pages and texts are read by the worker, found, and taken away."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from tests.e2e.company import Company, until
from tests.unit.adapters.documents.samples import HTML, WORD, docx, paragraph, pdf

from pytake_app.wiring.container import Container
from pytake_domain.identity import Role


class Site:
    """Somebody's pages."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.Response:
        status, headers, body = self.pages.get(request.path, (404, {}, b""))
        return web.Response(status=status, headers=headers, body=body)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.start()
    yield made
    await made.stop()


async def teach(company: Company, content: bytes, name: str, status: int = 202, **fields: str) -> dict[str, Any]:
    answer = await company.call("POST", "ai/knowledge", files={"file": (name, content)}, data=fields)
    assert answer.status_code == status, answer.text
    one: dict[str, Any] = answer.json()
    return one


async def read(company: Company, document_id: str) -> dict[str, Any]:
    async def over() -> dict[str, Any] | None:
        one: dict[str, Any] = await company.get(f"ai/knowledge/{document_id}")
        return one if one["state"] != "reading" else None

    done: dict[str, Any] = await until(over)
    return done


async def passages(company: Company, question: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await company.post("ai/knowledge/search", {"question": question, **more}))[
        "passages"
    ]
    return found


async def test_files_are_read_found_and_taken_away(company: Company, other_company: Company) -> None:
    files = {
        "planos.html": HTML.encode(),
        "manual.docx": WORD,
        "guia.pdf": pdf("O roteador pisca em vermelho sem sinal."),
    }
    made = {name: await teach(company, content, name) for name, content in files.items()}
    for one in made.values():
        done = await read(company, one["id"])
        assert (done["state"], done["problem"]) == ("ready", None)
        assert done["pieces"] >= 1
    listed = await company.get("ai/knowledge")
    assert [one["id"] for one in listed["data"]] == [made[name]["id"] for name in reversed(files)]
    assert listed["data"][2]["title"] == "Rede Sol · Planos"

    best, *_ = await passages(company, "por que meu roteador está piscando vermelho?")
    assert (best["document_id"], best["title"], best["source"]) == (made["guia.pdf"]["id"], "guia", "guia.pdf")
    assert 0 < best["score"] <= 1
    assert "pisca em vermelho" in best["text"]
    assert len(await passages(company, "plano 500 mega", limit=1)) == 1

    again = await teach(company, files["guia.pdf"], "copia.pdf", status=200)
    assert again["id"] == made["guia.pdf"]["id"]
    assert await passages(other_company, "roteador vermelho") == []
    assert (await other_company.call("GET", f"ai/knowledge/{again['id']}")).status_code == 404
    assert (await other_company.call("DELETE", f"ai/knowledge/{again['id']}")).status_code == 404

    assert (await company.call("DELETE", f"ai/knowledge/{again['id']}")).status_code == 204
    assert [one["document_id"] for one in await passages(company, "roteador vermelho")] == []
    assert (await company.call("DELETE", f"ai/knowledge/{again['id']}")).status_code == 404


async def test_what_can_not_be_read_says_why(company: Company) -> None:
    bomb = docx("<w:p><w:r><w:t>" + "A" * 30_000_000 + "</w:t></w:r></w:p>")
    wanted = {
        "document_encrypted": ("a.pdf", pdf("segredo", password="x")),
        "document_broken": ("b.docx", docx(paragraph("x"))[:300]),
        "too_large_unpacked": ("c.docx", bomb),
        "document_not_what_it_says": ("d.pdf", b"isto nao e um pdf"),
    }
    for code, (name, content) in wanted.items():
        done = await read(company, (await teach(company, content, name))["id"])
        assert (done["state"], done["problem"]["code"]) == ("failed", code)
        assert len(done["problem"]["message"]) > 20


async def test_pages_are_fetched_and_read_again(company: Company, site: Site) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    site.pages["/planos"] = (200, html, HTML.encode())
    site.pages["/longe"] = (302, {"Location": "http://localhost:1/"}, b"")
    site.pages["/perto"] = (302, {"Location": "/planos"}, b"")
    one = await company.post("ai/knowledge", {"url": f"{site.url}/planos"}, status=202)
    done = await read(company, one["id"])
    assert (done["state"], done["title"], done["source"]) == ("ready", "Rede Sol · Planos", f"{site.url}/planos")

    site.pages["/planos"] = (200, html, HTML.replace("R$&nbsp;99,90", "R$ 79,90").encode())
    again = await company.post("ai/knowledge", {"url": f"{site.url}/planos"}, status=200)
    assert (again["id"], again["state"]) == (one["id"], "reading")
    await read(company, one["id"])
    assert "79,90" in (await passages(company, "quanto custa o plano de 500 mega?"))[0]["text"]

    for path, code in (("/longe", "link_elsewhere"), ("/nada", "link_refused"), ("/perto", "document_known")):
        failed = await read(company, (await company.post("ai/knowledge", {"url": site.url + path}, status=202))["id"])
        assert failed["problem"]["code"] == code


async def test_texts_are_taught_and_bad_requests_refused(company: Company) -> None:
    one = await company.post("ai/knowledge", {"title": "Horário", "text": "Atendemos das 8h às 18h."}, status=202)
    await read(company, one["id"])
    assert (await passages(company, "até que horas atendem?"))[0]["title"] == "Horário"
    for body, field in (
        ({}, "url"),
        ({"url": "a", "text": "b"}, "url"),
        ({"url": "ftp://x"}, "url"),
        ({"text": "x"}, "title"),
        ({"text": " ", "title": "x"}, "text"),
        ({"file": "x"}, "file"),
        ({"text": 1}, "text"),
    ):
        answer = await company.call("POST", "ai/knowledge", json=body)
        assert answer.status_code == 422, (body, answer.text)
        assert answer.json()["error"]["details"][0]["field"] == field
    for question in ({"question": ""}, {"question": "a" * 2001}, {"question": "a", "limit": 0}, {}):
        assert (await company.call("POST", "ai/knowledge/search", json=question)).status_code == 422
    large = await company.call("POST", "ai/knowledge", files={"file": ("a.txt", b"a" * (20 * 2**20 + 10))})
    assert large.status_code == 413
    long = await company.call("POST", "ai/knowledge", json={"title": "x", "text": "x" * (1024 * 1024)})
    assert (long.status_code, "1048576" in long.json()["error"]["message"]) == (413, True)
    for kind in ("text/plain", "multipart/form-data"):
        form = await company.call("POST", "ai/knowledge", content=b"{}", headers={"Content-Type": kind})
        assert form.status_code == 415


async def test_what_is_held_is_found_once_it_is_let_go(company: Company) -> None:
    text = {"title": "Preços novos", "text": "O plano turbo custa oitenta reais.", "held": True}
    held = await company.post("ai/knowledge", text, status=202)
    also = await teach(company, b"O plano turbo vem com roteador.", "turbo.txt", held="true")
    for one in (held, also):
        assert (await read(company, one["id"]))["held"]
    assert await passages(company, "plano turbo") == []
    assert len(await passages(company, "plano turbo", trial=True)) == 2

    gone = await company.post("ai/knowledge/release", {"documents": [held["id"]]})

    assert gone == {"documents": [held["id"]]}
    assert [one["document_id"] for one in await passages(company, "plano turbo")] == [held["id"]]
    assert await company.post("ai/knowledge/release", {}) == {"documents": [also["id"]]}
    refused = await company.call("POST", "ai/knowledge/release", json={"evaluation_id": str(company.tenant_id)})
    assert refused.status_code == 404
    both = {"evaluation_id": str(company.tenant_id), "documents": [held["id"]]}
    wrong = await company.call("POST", "ai/knowledge/release", json=both)
    assert wrong.json()["error"]["details"][0]["code"] == "all_or_no_evaluation"


async def test_agents_may_not_teach(company: Company) -> None:
    agent = await company.person(Role.AGENT)
    answer = await agent.call("POST", "ai/knowledge", json={"title": "x", "text": "y"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FORBIDDEN")


async def test_the_container_has_what_reads(house: Any) -> None:
    container: Container = house.container
    assert container.knowledge().learn_knowledge() is container.knowledge().learn_knowledge()
