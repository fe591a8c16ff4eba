"""For the tests of whoever builds on the domain: contract suites and adapters in memory."""
