"""What every feature shares; import the modules, there is no front door."""
