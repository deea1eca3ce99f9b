"""A short name for a topic in its present version, without loading it.

Knows where topics lie. Must not know what is in them: most looks at a source find nothing new to
judge, and loading a topic costs more than the look.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path


def topic_key(name: str) -> str:
    """Return a topic's name and a hash of its file, which states its version.

    Args:
        name: Of a built-in topic, or the path of a TOML file, as in the configuration.
    """
    if name.endswith(".toml"):
        file, path = Path(name).name, Path(name)
    else:
        file, path = (
            name,
            Path(str(resources.files("crawler") / "data" / "topics" / f"{name}.toml")),
        )
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        content = b""  # told when the topic is loaded; no file's name holds a NUL
    return f"{file} {hashlib.sha256(content).hexdigest()[:12]}"
