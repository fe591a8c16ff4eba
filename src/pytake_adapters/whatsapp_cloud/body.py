"""A webhook's bytes as JSON; what every provider's adapter needs of it lies in `net`."""

from pytake_adapters.net.body import JSON, NotJson, parse, raw

__all__ = ["JSON", "NotJson", "parse", "raw"]
