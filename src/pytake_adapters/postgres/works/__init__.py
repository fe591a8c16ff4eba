"""The repositories of a work, by area."""
