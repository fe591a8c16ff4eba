"""Four vendors' ERPs over real HTTP, each with the same small provider behind it."""
