"""What a store of files needs at the end."""

from pytake_domain.messaging import MediaStore


async def close(store: MediaStore) -> None:
    """Let its threads or connections go, where it has some."""
    ending = getattr(store, "aclose", None)
    if ending is not None:
        await ending()
