"""How well pages are read: the text of an article against a gold text, beside other libraries."""
