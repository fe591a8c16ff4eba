"""Bounds of the template language: whatever a tenant writes ends soon and stays small."""

SOURCE = 8_192
"""Characters of one template."""

OUTPUT = 32 * 1024
"""Bytes of what a template gives."""

NAMESPACE = 64 * 1024
"""Bytes of what a template assigns."""

LOOP = 200
"""Iterations of a loop, nested ones multiplied."""

NESTING = 10
"""Blocks inside blocks."""

FILTER_CALLS = 1_000
"""Filters applied in one rendering, loops included."""

VALUE = 16 * 1024
"""Characters of a text that a filter takes or gives."""

ITEMS = 500
"""Items of a list that a filter takes or gives."""

BITS = 256
"""Size of a whole number that a filter takes or gives."""
