"""The inbox and the drawer of a case, complaints and praise."""
