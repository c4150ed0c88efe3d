"""The walk-through, on the screen and on paper."""
