"""The rate tables of the official provider, read from a file that operators can replace."""

import datetime as dt
import tomllib
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any

from pytake_app.settings import SettingsWrong
from pytake_domain.whatsapp import CountryRates, RateBook, RateTable


def read_rates(path: str = "") -> RateBook:
    """Ours, or an operator's. Raises SettingsWrong for a file that is no table of rates."""
    try:
        text = Path(path).read_text("utf-8") if path else (files(__name__) / "whatsapp-cloud.toml").read_text("utf-8")
        tables = [_table(given) for given in tomllib.loads(text)["tables"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise SettingsWrong(f"PYTAKE_RATES: {path} is no table of rates ({type(error).__name__}: {error})") from error
    return RateBook(tables=tuple(sorted(tables, key=lambda table: table.since)))


def _table(given: dict[str, Any]) -> RateTable:
    since = given["since"]
    if not isinstance(since, dt.date):
        raise TypeError("since is a date")
    return RateTable(
        since=since,
        currency=given["currency"],
        source=given.get("source", ""),
        window_utility_billed=bool(given.get("window_utility_billed", False)),
        countries=tuple(_country(iso, rates) for iso, rates in given["countries"].items()),
    )


def _country(iso: str, rates: dict[str, str]) -> CountryRates:
    amounts = {name: Decimal(amount) for name, amount in rates.items() if name != "prefix"}
    return CountryRates(iso=iso, prefix=rates["prefix"], amounts=amounts)
