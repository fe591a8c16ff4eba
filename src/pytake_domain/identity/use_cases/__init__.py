"""What people and operators do with identity."""
