"""One controller file an area of the contract."""
