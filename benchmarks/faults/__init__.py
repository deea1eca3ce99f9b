"""What strangers send, and what becomes of it: corpora of others, guards taken away, a long soak."""
