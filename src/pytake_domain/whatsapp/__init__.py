"""Numbers, and the language that all providers speak to us."""
