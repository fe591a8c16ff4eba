"""The documentation is served whole: no page of it asks another machine for anything."""

import re

from tests.e2e.company import House

FOREIGN = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)


async def test_the_pages_load_nothing_from_elsewhere(house: House) -> None:
    for path, mark in (("/docs", "swagger"), ("/redoc", "redoc"), ("/graphql/playground", "graphiql")):
        page = await house.http.get(path)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert mark in page.text
        assert not FOREIGN.search(page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assets = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
        assert assets
        for asset in assets:
            answer = await house.http.get(asset)
            assert answer.status_code == 200, asset
            assert answer.headers["content-type"].partition(";")[0] in ("text/javascript", "text/css")
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_document_is_served_as_it_is_printed(house: House) -> None:
    answer = await house.http.get("/api-docs/openapi.json")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["openapi"].startswith("3.")
    assert shown["x-error-codes"]["WINDOW_CLOSED"] == 409
    assert "ErrorEnvelope" in shown["components"]["schemas"]


async def test_the_document_of_events_is_served_with_its_place(house: House) -> None:
    shown = (await house.http.get("/api/v1/asyncapi.json")).json()
    assert shown["asyncapi"] == "3.0.0"
    assert shown["servers"]["socket"]["host"] in house.stack.place.base_url
    assert {"message_received", "message.received"} <= set(shown["components"]["messages"])


async def test_there_is_no_way_out_of_the_assets(house: House) -> None:
    for path in ("/docs/assets/..%2fdocs.py", "/docs/assets/../docs.py", "/docs/assets/docs.py", "/docs/assets/%2e%2e"):
        answer = await house.http.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["code"] == "NOT_FOUND"


async def test_probes_answer_without_a_proof(house: House) -> None:
    health = (await house.http.get("/observability/health")).json()
    assert health["status"] == "ok"
    assert {name: check["status"] for name, check in health["checks"].items()} == {"postgresql": "up", "redis": "up"}
    assert (await house.http.get("/observability/live")).json() == {"live": True}
    metrics = await house.http.get("/observability/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "pytake_http_requests_total" in metrics.text
