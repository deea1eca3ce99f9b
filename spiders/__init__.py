"""Where to look: one Scrapy spider a kind of source, thin over ``crawler.page``."""
