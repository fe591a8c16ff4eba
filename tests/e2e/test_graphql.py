"""A story told in GraphQL: what REST answers, by the same rules, in one document."""

from tests.e2e.company import Company
from tests.support.asked import ask, codes, read


async def test_one_document_reads_what_several_routes_answer(company: Company) -> None:
    customer = company.customer()
    customer.says("oi", name="Ana Lima")
    conversation = await customer.conversation()
    data = await read(
        company,
        "query Desk($id: UUID!) { me { user { email role } } conversation(conversationId: $id) { id status contact { name phone } }"
        " messages(conversationId: $id) { nodes { text direction } totalCount pageInfo { hasNextPage endCursor } } }",
        id=conversation["id"],
    )
    assert data["me"]["user"] == {"email": company.email, "role": "admin"}
    assert data["conversation"]["contact"]["name"] == "Ana Lima"
    assert data["messages"]["nodes"] == [{"text": "oi", "direction": "inbound"}]
    assert data["messages"]["totalCount"] == 1
