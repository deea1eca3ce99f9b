"""What is left when processes are killed at any moment."""
