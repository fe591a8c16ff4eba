"""Tenants, people, sessions and keys."""
