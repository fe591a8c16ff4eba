"""How this process treats its memory: long-lived objects are left out of collection, short-lived ones collected in bulk."""

import gc

YOUNG, MIDDLE, OLD = 25_000, 20, 50
"""A batch of webhooks makes thousands of objects that are gone a moment later: looking at them every 700 would be in vain."""


def settle() -> None:
    """Call once, when everything is built."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
