"""How far the reading of comments can be trusted, and teaching it."""
