"""HubSoft; found by the registry under `hubsoft`."""
