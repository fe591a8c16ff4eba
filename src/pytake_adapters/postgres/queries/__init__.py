"""The read side: lists and searches, one file a feature."""
