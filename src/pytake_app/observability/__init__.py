"""Logs without personal data, metrics, health."""
