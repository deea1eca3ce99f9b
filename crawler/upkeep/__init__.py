"""Living for months: backups, retention, a ceiling for the disk, and saying how the daemon is.

Each module knows one of these. Nothing here knows how sources are crawled.
"""
