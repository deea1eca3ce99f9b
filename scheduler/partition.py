"""Split work between processes so that no host is visited by two of them.

Knows names and hosts only.
"""

from __future__ import annotations

from collections.abc import Mapping


def by_host(hosts: Mapping[str, str], parts: int) -> list[list[str]]:
    """Split names into at most ``parts`` lists of about equal length, one host never in two.

    Args:
        hosts: name -> host. Names of one host stay together, so per-host politeness needs no
            talk between processes.
        parts: How many lists at most, at least 1.

    Returns:
        The non-empty lists; names keep their order within each. Longest-processing-time-first:
        the largest groups are dealt out first, each to the shortest list so far.
    """
    groups: dict[str, list[str]] = {}
    for name, host in hosts.items():
        groups.setdefault(host, []).append(name)
    lists: list[list[str]] = [[] for _ in range(max(1, parts))]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(lists, key=len).extend(group)
    order = {name: index for index, name in enumerate(hosts)}
    return [sorted(part, key=order.__getitem__) for part in lists if part]
