"""Logs: one line a record, as text or JSON, without personal data."""

import json
import logging
import re
import sys
from typing import Any

PHONES = re.compile(r"(?<![A-Za-z0-9_])\+?\d{10,15}(?![A-Za-z0-9_])")
"""Digits inside a longer word are ids, which have to be found again."""
EMAILS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
TOKENS = re.compile(r"(?i)(bearer\s+|access_token=|pk_)[\w.~+/-]+")


def redacted(text: str) -> str:
    """Without telephone numbers, addresses and tokens, should any have come in by an exception's text."""
    return TOKENS.sub(r"\1…", EMAILS.sub("…@…", PHONES.sub("…", text)))


class TextFormatter(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        return redacted(super().format(record))


class JsonFormatter(logging.Formatter):
    """For machines."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as a line of JSON."""
        fields: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            fields["trace"] = redacted(self.formatException(record.exc_info))
        return json.dumps(fields, ensure_ascii=False)


def configure(level: str, form: str) -> None:
    """Everything to standard error; libraries only from warnings up."""
    handler = logging.StreamHandler(sys.stderr)
    text = TextFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else text)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("pytake_app").setLevel(level)
    logging.getLogger("pytake_adapters").setLevel(level)
