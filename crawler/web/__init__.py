"""The store in a browser: Datasette, embedded, with pages of our own. Needs the extra ``web``."""
