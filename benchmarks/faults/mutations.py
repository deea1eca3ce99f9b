"""``python -m benchmarks.faults.mutations``: a guard is taken away, and its test must fail.

Works on a copy of the tree. Reads ``guards.toml``; runs the tests of each fault once as the tree
is, when they must pass, and once without the guard. ``--short`` takes every eighth guard. Exits
with 1 where a test does not notice, or fails anyway.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_GUARDS = Path(__file__).with_name("guards.toml")
_FOLDERS = ("crawler", "spiders", "storage", "scheduler", "tests", "benchmarks")
#: A test that hangs without its guard has noticed; with it, the machine is busy.
_PATIENCE, _MORE_PATIENCE = 180.0, 900.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--fault", type=int, action="append")
    arguments = parser.parse_args()
    guards: list[dict[str, Any]] = tomllib.loads(_GUARDS.read_text("utf-8"))["guard"]
    guards = [g for g in guards if not arguments.fault or g["fault"] in arguments.fault]
    guards = guards[:: 8 if arguments.short else 1]
    with tempfile.TemporaryDirectory(prefix="newsvane-guards-") as folder:
        tree = Path(folder)
        for name in _FOLDERS:
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tree)
        passing: dict[tuple[str, int], bool] = {}
        unnoticed = 0
        for guard in guards:
            key = (guard["tests"], guard["fault"])
            if key not in passing:
                passing[key] = _passes(tree, *key, _MORE_PATIENCE)
            noticed = passing[key] and _noticed(tree, guard)
            unnoticed += not noticed
            word = "noticed" if noticed else "NOT NOTICED" if passing[key] else "FAILS ANYWAY"
            print(
                f"fault {guard['fault']:3} {guard['file']:28} {word:12} {guard['was'].strip()[:60]!r}"
            )
    print(f"{len(guards)} guards taken away, {unnoticed} not noticed")
    sys.exit(unnoticed > 0)


def _noticed(tree: Path, guard: dict[str, Any]) -> bool:
    file = tree / guard["file"]
    before = text = file.read_text("utf-8")
    changes = [guard["was"], guard["now"], *guard.get("more", ())]
    for was, now in zip(changes[::2], changes[1::2], strict=True):
        if text.count(was) != 1:
            sys.exit(f"{guard['file']}: {was!r} stands there {text.count(was)} times, not once")
        text = text.replace(was, now)
    try:
        file.write_text(text, "utf-8")
        return not _passes(tree, guard["tests"], guard["fault"])
    finally:
        file.write_text(before, "utf-8")


def _passes(tree: Path, tests: str, fault: int, patience: float = _PATIENCE) -> bool:
    """Run the tests of a fault; False where one fails or hangs. Without any it is an error."""
    number = f"{fault:03}"
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
               f"tests/{tests}.py", "-k", f"fault and _{number}_"]  # fmt: skip
    try:
        done = subprocess.run(
            command, cwd=tree, timeout=patience, capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(tree), "HYPOTHESIS_STORAGE_DIRECTORY": str(tree)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


if __name__ == "__main__":
    main()
