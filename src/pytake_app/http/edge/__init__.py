"""What every request passes: ids, errors, authentication, limits."""
