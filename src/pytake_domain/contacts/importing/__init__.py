"""People from files: which column is what, what a row says, how far an import is."""
