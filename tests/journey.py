"""Runs the command as a user would: a process of its own, judged by what it prints and leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLOSED = Path(__file__).parent / "closed"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """A folder in which newsvane is used. No process started here reaches beyond loopback."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.escapes = folder / "escapes.log"

    @property
    def env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NEWSVANE")}
        return kept | {
            "PYTHONPATH": str(CLOSED),
            "NEWSVANE_TEST_ESCAPES": str(self.escapes),
            "TZ": "Asia/Shanghai",
            "COLUMNS": "120",
            "PYTHONWARNINGS": "error::ResourceWarning",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "crawler.cli", *arguments]

    def run(self, *arguments: str, timeout: float = 120, typed: str = "") -> Ended:
        done = subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.env, capture_output=True,
            text=True, encoding="utf-8", timeout=timeout, check=False, input=typed,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), cwd=self.folder, env=self.env, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def escaped(self) -> str:
        return self.escapes.read_text(encoding="utf-8") if self.escapes.exists() else ""
