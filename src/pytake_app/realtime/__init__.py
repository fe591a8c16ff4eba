"""The WebSocket: who watches what, and what was missed."""
