"""What rang, and what lets it ring."""
