"""Whether a customer's internet is up, and how strong the light is."""

import datetime as dt

import msgspec


class ConnectionStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line's session. `online` is only what a session says: a blocked line is not thereby offline, and None is unknown.

    `ip` and `since` are of a session that runs. `blocked` and `reduced` are the company's doing.
    """

    contract_external_id: str | None = None
    login: str | None = None
    online: bool | None = None
    since: dt.datetime | None = None
    last_seen: dt.datetime | None = None
    ip: str | None = None
    nas: str | None = None
    mac: str | None = None
    blocked: bool | None = None
    reduced: bool | None = None


class Signal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Optical power in dBm; what is received is negative."""

    device: str | None = None
    rx_dbm: float | None = None
    tx_dbm: float | None = None
    measured_at: dt.datetime | None = None
