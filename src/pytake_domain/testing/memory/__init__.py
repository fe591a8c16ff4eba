"""Adapters that keep everything in memory; they pass the same contracts as those that do not."""
