"""What is certified of an erasure: when, what went from where, what stays and why. It names nobody."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.analytics import Sheet
from pytake_domain.kernel.ids import SubjectRequestId, TenantId
from pytake_domain.kernel.text import Language
from pytake_domain.privacy.request import RequestKind, SubjectRequest


class Kept(StrEnum):
    """What is not erased."""

    REFUSAL = "refusal"
    """A keyed hash of the addresses of who refused marketing, so that no import reaches them again."""
    AUDIT = "audit"
    """Ids in the audit records, which lead to nobody any more."""
    COUNTS = "counts"
    """Figures that were counted, without a person."""
    ERP = "erp"
    """What the company's ERP has: it is another system and is asked by its own means."""
    BACKUPS = "backups"
    """Copies of the database until they run out."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """The claims that are signed."""

    request_id: SubjectRequestId
    tenant_id: TenantId
    kind: RequestKind
    asked_at: dt.datetime
    finished_at: dt.datetime
    removed: Mapping[str, int]
    kept: tuple[Kept, ...]


def certificate_of(request: SubjectRequest, finished_at: dt.datetime, *, refusal: bool) -> Certificate:
    """Of a request that was carried out."""
    kept = (Kept.AUDIT, Kept.COUNTS, Kept.ERP, Kept.BACKUPS)
    return Certificate(
        request_id=request.id,
        tenant_id=request.tenant_id,
        kind=request.kind,
        asked_at=request.created_at,
        finished_at=finished_at,
        removed=request.counts,
        kept=(Kept.REFUSAL, *kept) if refusal else kept,
    )


_WORDS = {
    Language.PT_BR: {
        "erasure": "Certificado de eliminação de dados pessoais",
        "anonymisation": "Certificado de anonimização de dados pessoais",
        "request": "Pedido",
        "asked": "Pedido em",
        "finished": "Concluído em",
        "store": "Onde",
        "count": "Itens",
        "kept": "Permanece",
        "refusal": "resumo criptográfico com chave dos endereços, para que o não a marketing continue valendo",
        "audit": "registros de auditoria, com identificadores que já não levam a ninguém",
        "counts": "números já contados, sem a pessoa",
        "erp": "o que o ERP da empresa guarda: é outro sistema",
        "backups": "cópias de segurança, até expirarem",
        "signature": "Assinatura (JWS, RS256; verifica-se com /.well-known/jwks.json)",
    },
    Language.EN: {
        "erasure": "Certificate of erasure of personal data",
        "anonymisation": "Certificate of anonymisation of personal data",
        "request": "Request",
        "asked": "Asked at",
        "finished": "Finished at",
        "store": "Where",
        "count": "Items",
        "kept": "Stays",
        "refusal": "a keyed hash of the addresses, so that the no to marketing goes on holding",
        "audit": "audit records, with ids that lead to nobody any more",
        "counts": "figures that were counted, without the person",
        "erp": "what the company's ERP has: it is another system",
        "backups": "backups, until they run out",
        "signature": "Signature (JWS, RS256; verified with /.well-known/jwks.json)",
    },
    Language.ES: {
        "erasure": "Certificado de eliminación de datos personales",
        "anonymisation": "Certificado de anonimización de datos personales",
        "request": "Solicitud",
        "asked": "Solicitado el",
        "finished": "Concluido el",
        "store": "Dónde",
        "count": "Elementos",
        "kept": "Permanece",
        "refusal": "un resumen criptográfico con clave de las direcciones, para que el no al marketing siga valiendo",
        "audit": "registros de auditoría, con identificadores que ya no llevan a nadie",
        "counts": "cifras ya contadas, sin la persona",
        "erp": "lo que guarda el ERP de la empresa: es otro sistema",
        "backups": "copias de seguridad, hasta que caduquen",
        "signature": "Firma (JWS, RS256; se verifica con /.well-known/jwks.json)",
    },
}


def certificate_sheet(request: SubjectRequest, certificate: Certificate) -> Sheet:
    """For people, with the signature on it."""
    language = Language(request.language)
    words = _WORDS[language]
    return Sheet(
        title=words[certificate.kind.value],
        about=(
            f"{words['request']}: {certificate.request_id}",
            f"{words['asked']}: {certificate.asked_at.isoformat(timespec='seconds')}",
            f"{words['finished']}: {certificate.finished_at.isoformat(timespec='seconds')}",
            *(f"{words['kept']}: {words[kept.value]}" for kept in certificate.kept),
            f"{words['signature']}: {request.certificate or ''}",
        ),
        columns=(words["store"], words["count"]),
        rows=tuple((name, str(count)) for name, count in sorted(certificate.removed.items())),
        language=language,
        made_at=certificate.finished_at,
    )
