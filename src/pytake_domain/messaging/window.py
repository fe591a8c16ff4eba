"""The 24 h customer service window of the official API, and its free entry point."""

import datetime as dt

from pytake_domain.whatsapp import ApiType, Content, Template

LENGTH = dt.timedelta(hours=24)
CLOSING = dt.timedelta(hours=3)
"""A window that ends within this is about to close."""
MARGIN = dt.timedelta(minutes=2)
"""Closed a little early: the provider's clock decides, and a message takes time to get there."""


FREE_ENTRY = dt.timedelta(hours=72)
"""How long everything is free after we answered, within `LENGTH`, somebody who came by an advertisement."""


def after_entry(present: dt.datetime | None, entered_at: dt.datetime, answered_at: dt.datetime) -> dt.datetime | None:
    """Until when everything is free once somebody who came by an advertisement was answered."""
    if answered_at - entered_at >= LENGTH:
        return present
    return max(answered_at + FREE_ENTRY, present or answered_at)


def after_inbound(present: dt.datetime | None, provider_at: dt.datetime) -> dt.datetime:
    """When the window ends now that the customer wrote; late news never shortens it."""
    until = provider_at + LENGTH
    return until if present is None or until > present else present


def is_open(expires_at: dt.datetime | None, now: dt.datetime) -> bool:
    """May free-form messages be sent?"""
    return expires_at is not None and now < expires_at - MARGIN


def allows(api_type: ApiType, content: Content, expires_at: dt.datetime | None, now: dt.datetime) -> bool:
    """May this content be sent now? Templates always; Evolution knows no window."""
    return api_type is not ApiType.OFFICIAL or isinstance(content, Template) or is_open(expires_at, now)
