"""A process of ours that gives way to the others."""

import os
import time

AGAIN, TRIES = 0.15, 20
"""Seconds until the system hears the next wish, and how often it is asked."""


def step_back_here(nice: int) -> None:
    """This process and its session."""
    from pytake_adapters.priority import step_back

    for _ in range(TRIES):
        if step_back(os.getpid(), nice):
            return
        time.sleep(AGAIN)
