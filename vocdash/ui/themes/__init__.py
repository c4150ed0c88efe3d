"""What customers speak of, and what would find it."""
