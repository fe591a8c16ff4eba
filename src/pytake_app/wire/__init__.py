"""Shapes of requests and responses, built from aggregates; shared by HTTP and WebSocket."""
