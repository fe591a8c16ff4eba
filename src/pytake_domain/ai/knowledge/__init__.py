"""What a company teaches: documents read, cut into pieces, kept and searched."""
