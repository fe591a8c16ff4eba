"""What operators see of the running application: traces through its processes, logs, queues."""

from typing import Any

from tests.e2e.company import Company, House, until
from tests.e2e.flows import echo
from tests.e2e.test_companies import operator

__all__ = ["operator"]
WHOLE = {"webhook accepted", "inbox read", "event MessageReceived", "message sent"}


async def test_one_trace_goes_from_the_webhook_to_the_provider(company: Company, operator: Company) -> None:
    await company.flow(echo())

    async def whole() -> dict[str, Any] | None:
        customer = company.customer()
        customer.says("olá")
        await customer.reads("Você disse: olá", "segunda", "terceira")
        found = await operator.call("GET", "/observability/traces", params={"limit": 1000})
        assert found.status_code == 200, found.text
        for trace in found.json()["data"]:
            mine = [part for part in trace["spans"] if part["attributes"].get("tenant") == str(company.tenant_id)]
            if mine and {part["name"] for part in trace["spans"]} >= WHOLE:
                return dict(trace)
        return None

    trace = await until(whole, patience=60)
    assert {"api", "worker"} <= set(trace["services"])
    assert trace["complete"] is True
    spans = {part["span_id"]: part for part in trace["spans"]}
    provider = next(part for part in spans.values() if part["name"].startswith("POST "))
    way = []
    at: dict[str, Any] | None = provider
    while at is not None:
        way.append(at["name"])
        at = spans.get(at["parent_id"])
    assert way[1:] == ["message sent", "event MessageReceived", "inbox read", "webhook accepted"]
    assert provider["attributes"]["http.response.status_code"] == 200
    alone = await operator.call("GET", "/observability/traces", params={"trace_id": trace["trace_id"]})
    assert [each["trace_id"] for each in alone.json()["data"]] == [trace["trace_id"]]


async def test_logs_are_told_by_level_and_service_and_name_nobody(
    house: House, company: Company, operator: Company
) -> None:
    everything = (await operator.call("GET", "/observability/logs", params={"limit": 1000})).json()["data"]
    for record in everything:
        assert record["level"] in {"info", "warning", "error", "critical"}
    serious = await operator.call("GET", "/observability/logs", params={"level": "error", "service": "worker"})
    assert {(record["level"], record["service"]) for record in serious.json()["data"]} <= {
        ("error", "worker"),
        ("critical", "worker"),
    }
    unknown = await operator.call("GET", "/observability/logs", params={"level": "loud"})
    assert unknown.status_code == 422
    for path in ("/observability/logs", "/observability/traces"):
        assert (await company.call("GET", path)).status_code == 403
        assert (await house.http.get(path)).status_code == 401


async def test_metrics_tell_how_far_behind_the_queues_are(house: House) -> None:
    text = (await house.http.get("/observability/metrics")).text
    for queue in ("inbox", "statuses", "deliveries", "talk", "bulk", "parked"):
        assert f'pytake_queue_depth{{queue="{queue}"}}' in text
        assert f'pytake_queue_age_seconds{{queue="{queue}"}}' in text
