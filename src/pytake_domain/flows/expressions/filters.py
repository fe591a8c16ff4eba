"""Filters of our own: phone, money, numbers, dates, documents, in the contact's language."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from liquid import RenderContext
from liquid.filter import liquid_filter, with_context

from pytake_domain.flows.expressions import days
from pytake_domain.flows.expressions.values import number, plain, text_of
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import BRAZIL, Document, Phone

_SYMBOLS = {"BRL": "R$", "USD": "US$", "EUR": "€", "GBP": "£"}
_MOST_DECIMALS = 6
_LONGEST_FORMAT = 100
_MOBILE = 11
_MONTHS = {
    "pt": [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
_DAYS = {
    "pt": ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}
_FORMS = {
    "pt": {
        "short": "%d/%m/%Y",
        "long": "%-d de %B de %Y",
        "time": "%H:%M",
        "weekday": "%A",
        "long_weekday": "%A, %-d de %B de %Y",
        "month": "%B",
        "full": "%d/%m/%Y %H:%M",
    },
    "en": {
        "short": "%m/%d/%Y",
        "long": "%B %-d, %Y",
        "time": "%-I:%M %p",
        "weekday": "%A",
        "long_weekday": "%A, %B %-d, %Y",
        "month": "%B",
        "full": "%m/%d/%Y %-I:%M %p",
    },
    "es": {
        "short": "%d/%m/%Y",
        "long": "%-d de %B de %Y",
        "time": "%H:%M",
        "weekday": "%A",
        "long_weekday": "%A, %-d de %B de %Y",
        "month": "%B",
        "full": "%d/%m/%Y %H:%M",
    },
}


def tongue(language: str) -> str:
    """`pt`, `en` or `es`; Portuguese for all others."""
    short = language[:2].lower()
    return short if short in _MONTHS else "pt"


def _tongue(context: RenderContext) -> str:
    return tongue(str(context.resolve("language", default="pt")))


def _decimal(value: Any) -> Decimal | None:
    found = number(value)
    if found is None:
        return None
    try:
        return Decimal(str(found))
    except InvalidOperation:
        return None


def written(amount: Decimal, decimals: int, language: str) -> str:
    """A number with grouped thousands, as the language writes it."""
    text = f"{amount:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


@with_context
@liquid_filter
def money(value: Any, currency: Any = "BRL", *, context: RenderContext) -> str:
    """`{{ 1234.5 | money }}` is R$ 1.234,50; what is no number stays as it is."""
    amount, code, language = _decimal(value), text_of(currency)[:3].upper(), _tongue(context)
    if amount is None:
        return text_of(value)
    symbol = _SYMBOLS.get(code, code)
    sign = "-" if amount < 0 else ""
    space = "" if language == "en" and symbol in ("R$", "US$", "€", "£") else " "
    return f"{sign}{symbol}{space}{written(abs(amount), 2, language)}"


@with_context
@liquid_filter
def number_filter(value: Any, decimals: Any = None, *, context: RenderContext) -> str:
    """`{{ 1234.5 | number: 1 }}` is 1.234,5."""
    amount = _decimal(value)
    if amount is None:
        return text_of(value)
    if isinstance(decimals, int):
        places = max(0, min(decimals, _MOST_DECIMALS))
    else:
        exponent = amount.normalize().as_tuple().exponent
        places = min(_MOST_DECIMALS, max(0, -exponent)) if isinstance(exponent, int) else 0
    return written(amount, places, _tongue(context))


@with_context
@liquid_filter
def date(value: Any, form: Any = "short", *, context: RenderContext) -> str:
    """`{{ vars.due | date }}`, with a name of `_FORMS`, `relative`, or strftime's letters. Never reads a clock."""
    when = days.when("now" if value == "today" else value, context)
    if when is None:
        return text_of(value)
    language = _tongue(context)
    if form == "relative":
        return days.relative(when, context, language) or date(value, "short", context=context)
    pattern = _FORMS[language].get(text_of(form), text_of(form))[:_LONGEST_FORMAT]
    month, weekday = _MONTHS[language][when.month - 1], _DAYS[language][when.weekday()]
    for letter, word in (("%B", month), ("%b", month[:3]), ("%A", weekday), ("%a", weekday[:3])):
        pattern = pattern.replace(letter, word)
    try:
        return when.strftime(pattern)
    except ValueError:
        return text_of(value)


@liquid_filter
def phone(value: Any) -> str:
    """`+5511987654321` as (11) 98765-4321; other countries with spaces."""
    try:
        found = Phone.parse(text_of(value)[:32])
    except Invalid:
        return text_of(value)
    digits = found.digits
    if not digits.startswith(BRAZIL) or len(digits) not in (12, 13):
        return found.value
    area, rest = digits[2:4], digits[4:]
    middle = len(rest) - 4
    return f"({area}) {rest[:middle]}-{rest[middle:]}"


@liquid_filter
def document(value: Any) -> str:
    """A CPF or CNPJ with its dots and dashes."""
    return _document(value, Document.formatted)


@liquid_filter
def masked_document(value: Any) -> str:
    """A CPF or CNPJ recognisable only by who knows it."""
    return _document(value, Document.masked)


def _document(value: Any, write: Callable[[Document], str]) -> str:
    text = text_of(value)
    try:
        return write(Document.parse(text[: _MOBILE * 2]))
    except Invalid:
        return text


@liquid_filter
def first_name(value: Any) -> str:
    """The first word of a name, with a capital."""
    words = text_of(value).split(maxsplit=1)
    return words[0][:1].upper() + words[0][1:] if words else ""


@liquid_filter
def json(value: Any) -> str:
    """The value as JSON, for bodies of requests and for looking at it. Raises what becomes RenderFailed for what is none."""
    return msgspec.json.encode(plain(value)).decode()


FILTERS: dict[str, Callable[..., Any]] = {
    **days.FILTERS,
    "json": json,
    "money": money,
    "number": number_filter,
    "date": date,
    "phone": phone,
    "document": document,
    "cpf": document,
    "cnpj": document,
    "cpf_mask": masked_document,
    "document_mask": masked_document,
    "first_name": first_name,
}
