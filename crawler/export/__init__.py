"""Stories for other people's tools: JSON lines, CSV, Atom, Markdown.

What leaves the store is title, excerpt, link and our findings; whole texts only on request, since
they are other people's.
"""
