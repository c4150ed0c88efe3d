"""What customers say, in their words."""
