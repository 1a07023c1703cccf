"""What covers a unit, drawn over time."""
