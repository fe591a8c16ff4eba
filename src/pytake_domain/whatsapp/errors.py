"""What can go wrong with numbers and what they carry."""

from pytake_domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from pytake_domain.kernel.secrets import SecretUnreadable

__all__ = [
    "CallbackMissing",
    "ChannelRefused",
    "ContentRefused",
    "HandshakeRefused",
    "NotSupported",
    "NumberInUse",
    "NumberInactive",
    "NumberNotFound",
    "NumberTaken",
    "ProfileRefused",
    "SecretUnreadable",
    "ServerTooOld",
    "SignatureWrong",
]


class NumberInactive(Conflict):
    """The number is switched off, or the provider won't carry it; `status` says which."""

    code = "NUMBER_INACTIVE"


class NumberInUse(Conflict):
    """Conversations hold on to the number: deactivate it instead."""

    code = "NUMBER_IN_USE"


class NumberNotFound(NotFound):
    """No such number in this tenant."""

    code = "WHATSAPP_CONFIG_NOT_FOUND"


class NumberTaken(Conflict):
    """This provider id is already connected; a number belongs to one tenant at a time."""

    code = "NUMBER_TAKEN"


class CallbackMissing(Conflict):
    """The installation has no public address that a provider's server could call."""

    code = "CALLBACK_MISSING"


class ChannelRefused(Conflict):
    """The instance is of a kind that mixes up who wrote what."""

    code = "CHANNEL_REFUSED"


class ServerTooOld(Conflict):
    """The provider's server is of a version that loses messages; `version` names it."""

    code = "SERVER_TOO_OLD"


class ContentRefused(Invalid):
    """The provider would refuse this content; each problem names the field and the limit."""

    code = "CONTENT_REFUSED"


class NotSupported(Invalid):
    """This provider can't do that; `what` names it."""

    code = "NOT_SUPPORTED"


class ProfileRefused(Conflict):
    """The provider would not take this profile; `reason` is its own sentence."""

    code = "PROFILE_REFUSED_BY_PROVIDER"


class SignatureWrong(Unauthenticated):
    """A webhook without a right signature: stored nowhere."""

    code = "SIGNATURE_WRONG"


class HandshakeRefused(Forbidden):
    """The verify token of the handshake is not ours."""

    code = "HANDSHAKE_REFUSED"
