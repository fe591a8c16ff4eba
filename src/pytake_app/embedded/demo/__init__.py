"""The demonstration: a whole PyTake with a company, a number, flows and a customer who writes."""
