"""How well sources are found, read, shared and told apart."""
