"""How well swapped words are brought back."""
