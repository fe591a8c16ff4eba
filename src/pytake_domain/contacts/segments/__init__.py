"""Segments: questions about people, as a tree, as text, answered and explained."""
