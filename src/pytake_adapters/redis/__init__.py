"""Valkey or Redis: rates, pace and the live feed; nothing here is the only copy of anything."""
