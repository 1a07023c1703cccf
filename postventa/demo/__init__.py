"""The demonstration: an invented shop of appliances and electronics in Spain, with fourteen months of after-sales."""
