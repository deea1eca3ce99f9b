"""``newsvane init``: write a configuration to start from."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import Place, output
from crawler.config import DEFAULT_FILE

_TEMPLATE = """\
# newsvane.toml. All keys have defaults; 'newsvane sources' shows what is on.

# Sites can reach you here; it is part of the user agent. Please set it.
contact = "{contact}"
database = "newsvane.db"
topics = ["ai-competition"]

# When a source is looked at that does not say: adaptive (as often as it brings something), or
# "adaptive 10m-2h", 15m, 2h, "at 07:30 and 19:00", or cron with weekday names, in this zone.
every = "adaptive"
zone = "UTC"
# Only in these hours, and spread over so long:
# active = "mon-fri 07:00-23:00"
# jitter = "5m"

# The same for a group of sources; a source's own words count more:
# [group.zh-core]
# every = "15m"

# Seconds between requests to one host.
delay = 2.0

# The built-in catalogue is on. Leave out or add sources or groups by name:
# exclude = ["tomshardware"]
# include = ["think-tanks"]

# Searches that 'newsvane serve' offers by name, each with a feed:
# [searches]
# chips = "芯片 出口 -手机"

# Be told of new stories (README, 'Alerts'); 'newsvane alerts test desk' tries it:
# [[channel]]
# name = "desk"
# url_env = "DESK_HOOK"    # a variable that holds an Apprise address, as mailto://user:pass@host
# language = "en"
# quiet = "22:00-07:00"

# Copies of the store:
# [backup]
# folder = "backups"
# every = "at 03:30"

# A source of your own:
# [[source]]
# name = "my-feed"
# kind = "feed"            # feed, sitemap, listing or json
# url = "https://news.example/feed.xml"
# language = "en"
# zone = "Europe/London"   # of times that do not say theirs
"""


@click.command()
@click.option("--contact", default="", help="Mail address or URL where sites can reach you.")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=DEFAULT_FILE)
@click.pass_obj
def init(place: Place, contact: str, path: Path) -> None:
    """Write a newsvane.toml to start from. Never overwrites one.

    \b
    Example:
      newsvane init --contact you@example.org
    """
    del place
    if path.exists():
        raise output.trouble(f"{path}: exists already; edit it, or name another file")
    text = _TEMPLATE.replace("{contact}", contact.replace("\\", "").replace('"', ""))
    if not contact:
        text = text.replace('contact = ""', '# contact = "you@example.org"')
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote {path}; next: newsvane crawl")
