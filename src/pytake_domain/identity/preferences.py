"""How somebody wants the console to be; nobody's rights depend on it."""

import msgspec

from pytake_domain.kernel.text import Language


class NotificationPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """Of what they want to be told; `sound` also plays one."""

    mentions: bool = True
    assignments: bool = True
    number_alerts: bool = True
    budget_alerts: bool = True
    sound: bool = True


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Without `language` it is the company's; `shortcuts`: the console's keyboard shortcuts are on."""

    language: Language | None = None
    shortcuts: bool = True
    notifications: NotificationPreferences = NotificationPreferences()
