"""What people are told when a language model is not there, or did not do what it was asked."""

from pytake_domain.kernel.errors import NotFound


class AiProviderUnknown(NotFound):
    """No adapter of that name is installed."""

    code = "AI_PROVIDER_UNKNOWN"
