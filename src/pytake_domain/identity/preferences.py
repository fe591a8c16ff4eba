"""How somebody wants the console to be; nobody's rights depend on it."""

import msgspec

from pytake_domain.kernel.text import Language


class MailPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """Of what they want mail while they are away; None is what is usual: administrators get it."""

    mentions: bool = False
    assignments: bool = False
    number_alerts: bool | None = None
    budget_alerts: bool | None = None


class NotificationPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """Of what they want to be told; `sound` also plays one, `mail` says of what by mail as well."""

    mentions: bool = True
    assignments: bool = True
    number_alerts: bool = True
    budget_alerts: bool = True
    sound: bool = True
    mail: MailPreferences = MailPreferences()


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Without `language` it is the company's; `shortcuts`: the console's keyboard shortcuts are on."""

    language: Language | None = None
    shortcuts: bool = True
    notifications: NotificationPreferences = NotificationPreferences()
