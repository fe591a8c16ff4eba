"""A mixin a port: subclass it, supply the fixtures, and your adapter is held to what the domain relies on."""
