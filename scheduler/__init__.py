"""When to look. Knows names, triggers and commands; nothing of Scrapy or of the store."""
