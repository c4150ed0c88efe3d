"""The page of one place of the journey: a stage or a touchpoint."""
