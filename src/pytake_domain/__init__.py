"""PyTake's domain: pure rules and use cases; everything outside is reached through ports."""
