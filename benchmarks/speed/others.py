"""``python -m benchmarks.speed.others``: our reading of pages beside that of other programs.

Each program gets an environment of its own below ``--environments`` (a temporary folder, unless
given), because their wishes for versions of lxml exclude each other. Which does not install is
left out and named. All read the same pages, in a process that does nothing else; the programs,
ours among them, take turns by repetition.
"""

from __future__ import annotations

import argparse
import base64
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.speed.told import tell

READER = Path(__file__).with_name("reader.py")
#: What pip is asked for.
PACKAGES = {
    "trafilatura": ["trafilatura", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k[zh]", "lxml_html_clean"],
    "news-please": ["news-please", "lxml<6", "lxml_html_clean", "jieba"],
    "fundus": ["fundus", "lxml<6", "curl_cffi<0.14"],
}
Figures = dict[str, dict[str, Any]]


def environment(program: str, folder: Path) -> Path | None:
    """Return the Python of a program's environment, made where there is none; None: no way."""
    place = folder / program
    python = place / "bin" / "python"
    done = place / "installed"
    if not done.exists():
        venv.create(place, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES[program]]
        if subprocess.run(command, check=False).returncode:
            return None
        done.touch()
    return python


def measure(pages: Iterable[tuple[bytes, str]], repeat: int, folder: Path) -> Figures:
    """Return CPU and multiples of one lxml parse for newsvane and each program."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / "pages.jsonl"
    with listing.open("w", encoding="utf-8") as out:
        for body, url in pages:
            out.write(json.dumps({"url": url, "body": base64.b64encode(body).decode()}) + "\n")
    pythons: dict[str, Path | None] = {"newsvane": Path(sys.executable)}
    pythons |= {program: environment(program, folder) for program in PACKAGES}
    taken: dict[str, list[dict[str, float]]] = {}
    for _ in range(repeat):
        for program, python in pythons.items():
            if python is not None:
                taken.setdefault(program, []).append(_turn(python, program, listing))
    return _summed(taken)


def _turn(python: Path, program: str, listing: Path) -> dict[str, float]:
    command = [str(python), "-W", "ignore", str(READER), program, str(listing)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _summed(taken: dict[str, list[dict[str, float]]]) -> Figures:
    middle = {
        program: {
            "cpu_ms": statistics.median(turn["cpu_ms"] for turn in turns),
            # Each by the parse of its own process, a moment before.
            "parses": statistics.median(turn["cpu_ms"] / turn["parse_ms"] for turn in turns),
            "failed": turns[-1]["failed"],
        }
        for program, turns in taken.items()
    }
    ours = middle["newsvane"]["cpu_ms"]
    return {name: {**it, "of_newsvane": it["cpu_ms"] / ours} for name, it in middle.items()}


def show(figures: Figures) -> None:
    """Print the figures as a table."""
    print(f"{'reading':14}{'CPU ms':>8}{'x lxml parse':>14}{'x newsvane':>12}{'failed':>8}")
    for name, it in figures.items():
        print(
            f"{name:14}{it['cpu_ms']:8.2f}{it['parses']:14.1f}{it['of_newsvane']:12.1f}"
            f"{it['failed']:8.0f}"
        )
    for name in PACKAGES.keys() - figures.keys():
        print(f"{name}: does not install here", file=sys.stderr)


def main() -> None:
    """Run what the command line asks for."""
    from benchmarks.speed.__main__ import own_pages, shared_pages

    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.others")
    parser.add_argument("--pages", type=int, default=150, help="of the loopback site")
    parser.add_argument("--data", type=Path, help="read the pages of this folder")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--environments", type=Path, metavar="DIR", help="keep them here")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    pages = shared_pages(asked.data) if asked.data else own_pages(asked.pages, 30)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.environments or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(pages, asked.repeat, folder)
    tell(figures, show, as_json=asked.json)


if __name__ == "__main__":
    main()
