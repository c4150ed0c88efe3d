"""Themes: which are looked for, where what a comment mentions belongs, and how people change them."""
