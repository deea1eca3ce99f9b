"""What is kept. Imports nothing of ours; this face imports nothing heavy."""
