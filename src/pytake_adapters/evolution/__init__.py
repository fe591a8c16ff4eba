"""WhatsApp by an Evolution API server; found by the registry under `evolution`."""
