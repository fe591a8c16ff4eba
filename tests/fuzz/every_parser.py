"""The table: everything that eats bytes from outside, and what eats only our own."""

from tests.fuzz import archives, doors, files_of_people, outside_services, whole_requests, words_of_companies
from tests.fuzz.table import Parser

PARSERS: tuple[Parser, ...] = (
    *outside_services.PARSERS,
    *files_of_people.PARSERS,
    *words_of_companies.PARSERS,
    *doors.PARSERS,
    *archives.PARSERS,
    *whole_requests.PARSERS,
)
BY_NAME = {parser.name: parser for parser in PARSERS}
