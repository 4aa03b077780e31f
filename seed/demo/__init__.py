"""The demo lender: a Vietnamese consumer lender of two years, the same for the same seed, size and day."""
