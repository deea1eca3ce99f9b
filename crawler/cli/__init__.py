"""The command: parse, call, print. No logic."""
