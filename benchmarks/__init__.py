"""Measurements: quality against pinned floors, and speed as ratios."""
