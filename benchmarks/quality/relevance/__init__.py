"""How well articles are judged."""
