"""What can be done with numbers and raw webhooks."""
