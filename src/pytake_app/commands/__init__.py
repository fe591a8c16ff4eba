"""Commands of `pytake` that run what the application is made of."""
