"""What people do with language models."""
