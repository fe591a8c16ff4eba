"""The twin and our adapter against it."""

from tests.integration.twin.conftest import callback, clock, provider, templates, told, twin, url, via

__all__ = ["callback", "clock", "provider", "templates", "told", "twin", "url", "via"]
