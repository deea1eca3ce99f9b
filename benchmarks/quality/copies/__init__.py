"""A generator of copies, labelled pairs and streams, and their scorer; see README.md."""
