"""Files about topics: labelled articles read, taught topics written."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from crawler.cli import output
from crawler.text.taught import with_taught
from crawler.text.training import Example


def read_examples(file: Path) -> list[Example]:
    """Read labelled articles, a JSON object a line; an error names the line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            relevant = row["relevant"] if "relevant" in row else row["label"] == "relevant"
            found.append(Example(str(row["title"]), str(row["text"]), bool(relevant)))
        except (ValueError, KeyError, TypeError) as error:
            raise output.trouble(
                f"{file}, line {number}: not an object with title, text and relevant or label "
                f"({error})"
            ) from error
    return found


def write_taught(name: str, target: Path, taught: str) -> None:
    """Write a copy of the topic with its thresholds and linear layer replaced."""
    if name.endswith(".toml"):
        source = Path(name).parent
        text = Path(name).read_text(encoding="utf-8")
        parts = {p.name: p.read_text(encoding="utf-8") for p in source.glob("*.txt")}
    else:
        folder = resources.files("crawler.data") / "topics"
        text = (folder / f"{name}.toml").read_text(encoding="utf-8")
        parts = {
            p.name: p.read_text(encoding="utf-8")
            for p in folder.iterdir()
            if p.name.endswith(".txt")
        }
    for part, content in parts.items():
        if part in text and not (target.parent / part).exists():
            (target.parent / part).write_text(content, encoding="utf-8")
    target.write_text(with_taught(text, taught), encoding="utf-8")
