"""The journey map, on its page and behind a link."""
