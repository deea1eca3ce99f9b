"""Scorers of quality, each beside its data and floors."""
