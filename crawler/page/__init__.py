"""Bytes in, values out. Pure: knows nothing of Scrapy, SQLite or the clock."""
