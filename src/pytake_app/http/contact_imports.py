"""Contacts from files: looked at before, imported beside everything else, reported on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from pytake_app.http.edge.multipart import form_file
from pytake_app.http.edge.paging import Listed, before_of, listed
from pytake_app.wire.contact_imports import (
    ImportOut,
    ImportPreviewOut,
    import_out,
    plan_of,
    preview_out,
    refused_csv,
)
from pytake_app.wire.many_contacts import ChosenIn
from pytake_domain.contacts import ExportContacts, ImportContacts, TableForm, Wanted
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, ContactListId, ImportId, SegmentId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import MOST_BYTES

SLACK = 128 * 1024
"""What a form has around its file."""
TYPES = {
    TableForm.CSV: "text/csv",
    TableForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass
class ImportOperation(Operation):
    """The form, which the framework can't see: it is read piece by piece."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="CSV or XLSX")
        options = Schema(
            type=OpenAPIType.STRING,
            description="JSON, before the file: `columns` (for each phone, name, email, language, time_zone, vip, tags, attr.name"
            " or null), header, encoding, separator, country, updates, tags, list_id, consent, `corrections` (by the number of"
            " a row and the place of a cell from 0 on: what stands there instead). Without it all is guessed.",
        )
        form = Schema(type=OpenAPIType.OBJECT, properties={"options": options, "file": file}, required=["file"])
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


class ImportController(Controller):
    """`/api/v1/contacts/import`, `/api/v1/contacts/imports` and `/api/v1/contacts/export`."""

    path = "/api/v1/contacts"
    tags = ("contacts",)

    @post(
        "/import",
        status_code=202,
        summary="Import contacts",
        operation_class=ImportOperation,
        request_max_body_size=MOST_BYTES + SLACK,
    )
    async def start(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        import_contacts: NamedDependency[SkipValidation[ImportContacts]],
        reader_language: NamedDependency[Language],
    ) -> ImportOut:
        """CSV or XLSX of at most 100 MB and a million rows. It is read in batches, and goes on where it was when a server is
        stopped.
        """
        file = await form_file(request)
        plan = plan_of(file.fields)
        one = await import_contacts.start(actor, file.pieces(), filename=file.filename or "", plan=plan)
        return import_out(one, (), reader_language, cells_shown=True)

    @post(
        "/import/preview",
        status_code=200,
        summary="Try an import",
        operation_class=ImportOperation,
        request_max_body_size=MOST_BYTES + SLACK,
    )
    async def preview(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        import_contacts: NamedDependency[SkipValidation[ImportContacts]],
        reader_language: NamedDependency[Language],
    ) -> ImportPreviewOut:
        """How the file is read, what its columns seem to be, and what would become of every row; nothing is kept."""
        file = await form_file(request)
        preview = await import_contacts.preview(actor, file.pieces(), plan_of(file.fields))
        return preview_out(preview, reader_language)

    @get("/imports", summary="Imports, the newest first")
    async def all(
        self,
        actor: NamedDependency[Actor],
        import_contacts: NamedDependency[SkipValidation[ImportContacts]],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
    ) -> Listed[ImportOut]:
        """Without their refused rows: one of them has its first hundred."""
        before = before_of(page_request.cursor)
        found = await import_contacts.latest(
            actor, before=ImportId(before) if before else None, limit=page_request.limit
        )
        after = str(found[-1].id) if len(found) == page_request.limit else None
        shown = tuple(import_out(one, (), reader_language, cells_shown=False) for one in found)
        return listed(Page(items=shown, next_cursor=after), page_request)

    @get("/imports/{import_id:uuid}", summary="Progress and report of an import")
    async def one(
        self,
        import_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        import_contacts: NamedDependency[SkipValidation[ImportContacts]],
        reader_language: NamedDependency[Language],
    ) -> ImportOut:
        """Its numbers are those of rows that are stored, at every moment; with the first hundred refused rows."""
        found, refused = await import_contacts.get(actor, ImportId(import_id))
        shown = actor.may(Permission.READ_PHONE_NUMBERS)
        return import_out(found, refused, reader_language, cells_shown=shown)

    @get("/imports/{import_id:uuid}/refused", summary="Refused rows as a file")
    async def refused(
        self,
        import_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        import_contacts: NamedDependency[SkipValidation[ImportContacts]],
        reader_language: NamedDependency[Language],
    ) -> Stream:
        """CSV in UTF-8 with semicolons: the file's titles, the cells as they were and the reason, to be corrected and imported
        again. Refused rows are kept for thirty days.
        """
        actor.require(Permission.READ_PHONE_NUMBERS)
        found, _ = await import_contacts.get(actor, ImportId(import_id))
        rows = import_contacts.refused(actor, ImportId(import_id))
        headers = {"Content-Disposition": f'attachment; filename="refused-{import_id}.csv"'}
        return Stream(refused_csv(rows, found.titles, reader_language), media_type="text/csv", headers=headers)

    @get("/export", summary="Contacts as a file")
    async def export(
        self,
        actor: NamedDependency[Actor],
        export_contacts: NamedDependency[SkipValidation[ExportContacts]],
        form: Annotated[TableForm, QueryParameter(name="format")] = TableForm.CSV,
        tags: FromQuery[list[str] | None] = None,
        list_id: FromQuery[UUID | None] = None,
        segment_id: FromQuery[UUID | None] = None,
        q: FromQuery[str] = "",
        text: FromQuery[str] = "",
    ) -> Stream:
        """CSV or XLSX with the filters of the list. Numbers are masked for who may not see them, what a spreadsheet would take
        for a formula is defused, and that it was taken away is kept.
        """
        wanted = Wanted(
            tags=tuple(tags or ()),
            list_id=ContactListId(list_id) if list_id else None,
            segment_id=SegmentId(segment_id) if segment_id else None,
            q=q,
            text=text,
        )
        return _file(await export_contacts.export(actor, wanted, form), form)

    @post("/export", status_code=200, summary="Chosen contacts as a file")
    async def export_chosen(
        self,
        data: JSONBody[ChosenIn],
        actor: NamedDependency[Actor],
        export_contacts: NamedDependency[SkipValidation[ExportContacts]],
    ) -> Stream:
        """As the export of a list."""
        wanted = Wanted(ids=tuple(ContactId(each) for each in data.ids))
        return _file(await export_contacts.export(actor, wanted, data.format), data.format)


def _file(pieces: AsyncIterator[bytes], form: TableForm) -> Stream:
    headers = {"Content-Disposition": f'attachment; filename="contacts.{form.value}"'}
    return Stream(pieces, media_type=TYPES[form], headers=headers)
