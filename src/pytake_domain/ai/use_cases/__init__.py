"""One goal a file."""
