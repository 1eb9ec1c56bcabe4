"""Machine-written blocks of Markdown pages, found by comments around them.

    <!-- generated:NAME -->           <!-- measured:NAME CHECKSUM -->
    …                                 …
    <!-- end -->                      <!-- end -->

A generated block follows from the code and can be made again at any time. A measured block comes from a run that may
be gone; its checksum tells whether somebody has edited it since.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

GENERATED, MEASURED = "generated", "measured"
WAITING = "*Not measured yet.*"
N_CHECKSUM = 8

_BLOCK = re.compile(
    r"^<!-- (?P<kind>generated|measured):(?P<name>[a-z0-9-]+)(?: (?P<sum>[0-9a-f]*))? -->\n"
    r"(?P<content>.*?)^<!-- end -->$",
    re.DOTALL | re.MULTILINE,
)


def pages_of(root: Path) -> list[Path]:
    """README.md and every page under docs/, sorted."""
    return [path for path in (root / "README.md", *sorted((root / "docs").rglob("*.md"))) if path.is_file()]


def block_names(text: str, kind: str) -> list[str]:
    return [match["name"] for match in _BLOCK.finditer(text) if match["kind"] == kind]


def fill_blocks(text: str, kind: str, contents: Mapping[str, str]) -> str:
    """Replace the blocks of one kind that ``contents`` names; others stay."""

    def filled(match: re.Match[str]) -> str:
        if match["kind"] != kind or match["name"] not in contents:
            return match[0]
        content = contents[match["name"]].strip("\n")
        checksum = f" {_checksum(content)}" if kind == MEASURED else ""
        return f"<!-- {kind}:{match['name']}{checksum} -->\n\n{content}\n\n<!-- end -->"

    return _BLOCK.sub(filled, text)


def edited_blocks(text: str) -> list[str]:
    """Names of measured blocks edited by hand."""
    return [name for name, content, checksum in _measured(text) if content and checksum != _checksum(content)]


def waiting_blocks(text: str) -> list[str]:
    """Names of measured blocks that no run has filled yet."""
    return [name for name, content, _ in _measured(text) if not content]


def _measured(text: str) -> list[tuple[str, str, str | None]]:
    """Name, content and checksum of each measured block.

    The content of one that waits for its run is empty.
    """
    found = [match for match in _BLOCK.finditer(text) if match["kind"] == MEASURED]
    return [(match["name"], match["content"].strip("\n").removeprefix(WAITING), match["sum"]) for match in found]


def _checksum(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:N_CHECKSUM]
