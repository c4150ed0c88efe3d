"""The overview: figures, where a change comes from, and their cards."""
