"""What people and the provider do with templates."""
