"""What plugs into the domain: storage, providers, the network, the system."""
