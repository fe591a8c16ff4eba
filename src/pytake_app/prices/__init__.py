"""What tokens of well-known models cost, read from a file that operators can replace."""

import datetime as dt
import tomllib
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path

from pytake_app.settings import SettingsWrong
from pytake_domain.ai import Price, PriceBook


def read_prices(path: str = "") -> PriceBook:
    """Ours, or an operator's. Raises SettingsWrong for a file that is no table of prices."""
    try:
        text = Path(path).read_text("utf-8") if path else (files(__name__) / "models.toml").read_text("utf-8")
        given = tomllib.loads(text)
        since = _day(given["since"])
        models = {
            name: Price(read=Decimal(row["read"]), written=Decimal(row.get("written", "0")))
            for name, row in given["models"].items()
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise SettingsWrong(
            f"PYTAKE_AI_PRICES: {path} is no table of prices ({type(error).__name__}: {error})"
        ) from error
    return PriceBook(since=since, currency=str(given["currency"]), models=models)


def _day(given: object) -> dt.date:
    if not isinstance(given, dt.date):
        raise TypeError("since is a date")
    return given
