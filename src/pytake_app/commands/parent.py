"""Processes that another PyTake process started end when that one does, even when it is killed."""

import ctypes
import os
import signal
import sys

STARTED_BY = "STARTED_BY_PYTAKE"
"""The environment variable that names the starting process by its id."""
_SET_PARENT_DEATH_SIGNAL = 1


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM at the end of the thread that started this process; nothing when nobody asked for it."""
    parent = os.environ.get(STARTED_BY, "")
    if not parent or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGTERM), 0, 0, 0)
    if str(os.getppid()) != parent:
        sys.exit(1)  # it was gone before the kernel knew
