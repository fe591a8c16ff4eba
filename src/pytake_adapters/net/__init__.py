"""HTTP to the outside, below every adapter that speaks it."""
