"""IXC Provedor, by IXCsoft; found by the registry under `ixcsoft`."""
