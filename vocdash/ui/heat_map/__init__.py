"""The heat map and the drawer of a cell."""
