"""Asks what advisories are published for the pinned packages, and holds them against ours.

    python -m tests.audit PIP_AUDIT     exits with 1 where a finding is not judged

Knows what pip-audit answers. That nothing was found is said only where all was looked up: pip-audit
itself says so also of packages that the service does not know. Where something could not be looked
up, one line says that and why, and the exit code is 0: the tests need no network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tests.advisories import ROOT, Advisory, read

#: pip-audit's names for those that it can ask, the first first.
SERVICES = ("pypi", "osv")
#: Seconds for one answer, and for all of one service.
_ANSWER, _ALL = 15, 300


@dataclass(slots=True)
class Looked:
    """What services said of the pinned packages."""

    #: package and version -> why nobody could say anything of it
    unknown: dict[str, str] = field(default_factory=dict)
    #: package and version -> its advisories, as pip-audit tells them
    findings: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def add(self, answer: Mapping[str, Any]) -> None:
        """Take in what one service said; what another has answered is not unknown again."""
        for one in answer["dependencies"]:
            name = canonicalize_name(one["name"])
            if "skip_reason" in one:
                if name not in self.findings:
                    self.unknown[name] = one["skip_reason"]
                continue
            self.unknown.pop(name, None)
            known = self.findings.setdefault(name, [])
            ids = {number for finding in known for number in _ids(finding)}
            known += [
                {**finding, "version": one["version"]}
                for finding in one["vulns"]
                if not ids & set(_ids(finding))
            ]


def verdict(
    looked: Looked, advisories: Iterable[Advisory], failures: Iterable[str] = ()
) -> tuple[list[str], bool]:
    """Return the lines to print, and whether a finding stands that nobody has judged."""
    judged = {
        (canonicalize_name(advisory.package), number): advisory.judged
        for advisory in advisories
        for number in advisory.ids
        if advisory.judged
    }
    lines, failed, counted = [], False, 0
    for name, findings in sorted(looked.findings.items()):
        for finding in findings:
            counted += 1
            numbers = _ids(finding)
            reason = next((judged[name, n] for n in numbers if (name, n) in judged), "")
            failed = failed or not reason
            said = f"{name} {finding['version']}, {' '.join(numbers)}"
            mended = " or ".join(finding.get("fix_versions", ())) or "no version"
            lines.append(
                f"audit: judged: {said}: {reason}"
                if reason
                else f"audit: FOUND: {said}, mended in {mended}: raise the pin in constraints.txt,"
                " or judge it in tests/advisories.toml"
            )
    total = len(looked.findings) + len(looked.unknown)
    if looked.unknown or not total:
        reasons = [*failures, *list(looked.unknown.values())[:1]]
        lines.append(
            f"audit: NOT DONE for {len(looked.unknown) if total else 'any'} of {total or 'the'}"
            f" packages: {'; '.join(reasons) or 'no answer'}"
        )
    elif not counted:
        lines.append(f"audit: {total} packages, none with a known advisory")
    elif not failed:
        lines.append(f"audit: {total} packages, none with a known advisory that is not judged")
    return lines, failed


def _ids(finding: Mapping[str, Any]) -> list[str]:
    return [finding["id"], *finding.get("aliases", ())]


def ask(program: Path, service: str, constraints: Path) -> Mapping[str, Any] | str:
    """Return the answer of one service, or why there is none."""
    command = [str(program), "-r", str(constraints), "--no-deps", "--disable-pip", "-s", service]
    command += ["-f", "json", "--aliases", "on", "--progress-spinner", "off"]
    command += ["--timeout", str(_ANSWER)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_ALL, check=False)
    except FileNotFoundError:
        return "pip-audit is not installed"
    except subprocess.TimeoutExpired:
        return f"{service}: no answer in {_ALL} seconds"
    try:
        answer: Mapping[str, Any] = json.loads(ended.stdout)
    except json.JSONDecodeError:
        last = (ended.stderr.strip().splitlines() or ["no answer"])[-1]
        return f"{service}: {last[:300]}"
    return answer


def main(arguments: list[str]) -> int:
    """Ask one service after the other until all packages are known. Return the exit code."""
    looked, failures = Looked(), []
    for service in SERVICES:
        answer = ask(Path(arguments[0]), service, ROOT / "constraints.txt")
        if isinstance(answer, str):
            if answer not in failures:
                failures.append(answer)
        else:
            looked.add(answer)
            if not looked.unknown:
                break
    lines, failed = verdict(looked, read(), failures)
    print("\n".join(lines))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["pip-audit"]))
