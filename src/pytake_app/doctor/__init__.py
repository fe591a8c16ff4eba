"""Looks at a set-up and says in words what is wrong with it, and how to mend it."""

from pytake_app.doctor.examine import examine
from pytake_app.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]
