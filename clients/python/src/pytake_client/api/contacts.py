"""`contacts`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, Upload, path_of
from pytake_client.types import (
    ChosenIn,
    ConsentIn,
    ConsentProofOut,
    ContactCampaignOut,
    ContactChangeIn,
    ContactIn,
    ContactListOut,
    ContactShort,
    ContactTagsIn,
    ErpCardOut,
    ErpLinkIn,
    ImportOut,
    ImportPreviewOut,
    Listed,
    ManyContactsIn,
    ManyContactsOut,
    MergeIn,
    MomentOut,
    TableForm,
)


def one(contact_id: Id) -> Call[ContactShort]:
    """One contact.

    All that is known of them; one that was merged is the one it became.
    """
    return Call("GET", path_of("/api/v1/contacts/{contact_id}", contact_id=contact_id), returns=ContactShort)


def change(contact_id: Id, body: ContactChangeIn) -> Call[ContactShort]:
    """Change a contact.

    What is left out stays. `opted_in` is their consent to marketing, kept with its moment.
    """
    return Call("PUT", path_of("/api/v1/contacts/{contact_id}", contact_id=contact_id), returns=ContactShort, body=body)


def remove(contact_id: Id, *, reason: str | None = None) -> Call[None]:
    """Delete a contact.

    Everything known of them goes; their conversations stay, without a name. A no to marketing and a block are kept with
    the addresses, so that no later import forgets them. Refused while a conversation is open.
    """
    return Call(
        "DELETE",
        path_of("/api/v1/contacts/{contact_id}", contact_id=contact_id),
        returns=None,
        query={"reason": reason},
    )


def search(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    q: str | None = None,
) -> Call[Listed[ContactShort]]:
    """Find contacts.

    By the beginnings of words of the name without accents, a telephone number in any form (also its end), or an e-mail.

    Newest first, `limit` of them; who may not see numbers finds whole ones only.
    """
    return Call(
        "GET",
        "/api/v1/contacts/search",
        returns=Listed[ContactShort],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "q": q},
        by_cursor=True,
    )


def tag(contact_id: Id, body: ContactTagsIn) -> Call[ContactShort]:
    """Add tags.

    Those that are new become tags to choose from.
    """
    return Call(
        "POST", path_of("/api/v1/contacts/{contact_id}/tags", contact_id=contact_id), returns=ContactShort, body=body
    )


def untag(contact_id: Id, body: ContactTagsIn) -> Call[ContactShort]:
    """Remove tags.

    The contact as it is now.
    """
    return Call(
        "DELETE", path_of("/api/v1/contacts/{contact_id}/tags", contact_id=contact_id), returns=ContactShort, body=body
    )


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    tags: list[str] | None = None,
    list_id: Id | None = None,
    segment_id: Id | None = None,
    q: str | None = None,
    text: str | None = None,
) -> Call[Listed[ContactShort]]:
    """Contacts.

    Newest first; `sort` may be created_at, updated_at, name or last_seen. Any of the `tags`; `q` as in the search; `text`
    is a question in the language of segments. An empty `cursor` begins paging at a constant cost; without one at most 10,000
    are counted.
    """
    return Call(
        "GET",
        "/api/v1/contacts",
        returns=Listed[ContactShort],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "tags": tags,
            "list_id": list_id,
            "segment_id": segment_id,
            "q": q,
            "text": text,
        },
        by_cursor=True,
    )


def add(body: ContactIn) -> Call[ContactShort]:
    """Add a contact.

    By a telephone number or any other address. Whoever is reached by one of them already is named in the 409.
    """
    return Call("POST", "/api/v1/contacts", returns=ContactShort, body=body)


def campaigns(
    contact_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ContactCampaignOut]]:
    """What a contact got of campaigns.

    The last hundred, the last first.
    """
    return Call(
        "GET",
        path_of("/api/v1/contacts/{contact_id}/campaigns", contact_id=contact_id),
        returns=Listed[ContactCampaignOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def consents(
    contact_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ConsentProofOut]]:
    """Consents with their proof.

    All that they ever said, newest first.
    """
    return Call(
        "GET",
        path_of("/api/v1/contacts/{contact_id}/consents", contact_id=contact_id),
        returns=Listed[ConsentProofOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def consent(contact_id: Id, body: ConsentIn) -> Call[ContactShort]:
    """Record a consent.

    Given or taken back, for a purpose such as `marketing`; one older than what is known changes nothing but the record.
    """
    return Call(
        "POST",
        path_of("/api/v1/contacts/{contact_id}/consents", contact_id=contact_id),
        returns=ContactShort,
        body=body,
    )


def lists(
    contact_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ContactListOut]]:
    """The lists that a contact is on.

    By name.
    """
    return Call(
        "GET",
        path_of("/api/v1/contacts/{contact_id}/lists", contact_id=contact_id),
        returns=Listed[ContactListOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def many(body: ManyContactsIn) -> Call[ManyContactsOut]:
    """One change of many contacts.

    At most 1,000 at once, all or none; a filter goes on behind `after` until there is none. What is as it should be
    already is left alone, so that an order may be repeated. A yes to a purpose never overrules a no, and who talks is not
    deleted.
    """
    return Call("POST", "/api/v1/contacts/bulk", returns=ManyContactsOut, body=body)


def merge(body: MergeIn) -> Call[ContactShort]:
    """Two contacts are one.

    Addresses, conversations, tags, lists and what is known; the stricter answer holds for consents. It can be undone.
    """
    return Call("POST", "/api/v1/contacts/merge", returns=ContactShort, body=body)


def part(contact_id: Id) -> Call[ContactShort]:
    """Undo a merge.

    The contact that was merged away, with its addresses and conversations again.
    """
    return Call(
        "POST", path_of("/api/v1/contacts/merge/{contact_id}/undo", contact_id=contact_id), returns=ContactShort
    )


def timeline(
    contact_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[MomentOut]]:
    """All that happened with a contact.

    Newest first: what was changed, agreed to, merged, and conversations with their counts of messages.
    """
    return Call(
        "GET",
        path_of("/api/v1/contacts/{contact_id}/timeline", contact_id=contact_id),
        returns=Listed[MomentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def imports_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ImportOut]]:
    """Imports, the newest first.

    Without their refused rows: one of them has its first hundred.
    """
    return Call(
        "GET",
        "/api/v1/contacts/imports",
        returns=Listed[ImportOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def export(
    *,
    format: TableForm | None = None,
    tags: list[str] | None = None,
    list_id: Id | None = None,
    segment_id: Id | None = None,
    q: str | None = None,
    text: str | None = None,
) -> Call[bytes]:
    """Contacts as a file.

    CSV or XLSX with the filters of the list. Numbers are masked for who may not see them, what a spreadsheet would take
    for a formula is defused, and that it was taken away is kept.
    """
    return Call(
        "GET",
        "/api/v1/contacts/export",
        returns=bytes,
        query={"format": format, "tags": tags, "list_id": list_id, "segment_id": segment_id, "q": q, "text": text},
    )


def export_chosen(body: ChosenIn) -> Call[bytes]:
    """Chosen contacts as a file.

    As the export of a list.
    """
    return Call("POST", "/api/v1/contacts/export", returns=bytes, body=body)


def imports_one(import_id: Id) -> Call[ImportOut]:
    """Progress and report of an import.

    Its numbers are those of rows that are stored, at every moment; with the first hundred refused rows.
    """
    return Call("GET", path_of("/api/v1/contacts/imports/{import_id}", import_id=import_id), returns=ImportOut)


def preview(*, options: str | None = None, file: Upload) -> Call[ImportPreviewOut]:
    """Try an import.

    How the file is read, what its columns seem to be, and what would become of every row; nothing is kept.
    """
    return Call(
        "POST", "/api/v1/contacts/import/preview", returns=ImportPreviewOut, form={"options": options, "file": file}
    )


def refused(import_id: Id) -> Call[bytes]:
    """Refused rows as a file.

    CSV in UTF-8 with semicolons: the file's titles, the cells as they were and the reason, to be corrected and imported
    again. Refused rows are kept for thirty days.
    """
    return Call("GET", path_of("/api/v1/contacts/imports/{import_id}/refused", import_id=import_id), returns=bytes)


def import_start(*, options: str | None = None, file: Upload) -> Call[ImportOut]:
    """Import contacts.

    CSV or XLSX of at most 100 MB and a million rows. It is read in batches, and goes on where it was when a server is
    stopped.
    """
    return Call("POST", "/api/v1/contacts/import", returns=ImportOut, form={"options": options, "file": file})


def card(contact_id: Id) -> Call[ErpCardOut]:
    """Whose customer a contact is.

    And the facts as the ERP last told them; nothing is asked.
    """
    return Call("GET", path_of("/api/v1/contacts/{contact_id}/erp", contact_id=contact_id), returns=ErpCardOut)


def link(contact_id: Id, body: ErpLinkIn) -> Call[ErpCardOut]:
    """Say whose customer a contact is.

    In place of what was known.
    """
    return Call(
        "PUT", path_of("/api/v1/contacts/{contact_id}/erp", contact_id=contact_id), returns=ErpCardOut, body=body
    )


def unlink(contact_id: Id) -> Call[None]:
    """A contact is nobody's customer.

    The facts go as well.
    """
    return Call("DELETE", path_of("/api/v1/contacts/{contact_id}/erp", contact_id=contact_id), returns=None)
