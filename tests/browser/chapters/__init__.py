"""The chapters of a customer's story, one after the other: each begins where the one before ends."""
