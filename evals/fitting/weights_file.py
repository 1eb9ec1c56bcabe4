"""Writer of fitted weights into advisor/weights.toml.

Only the values of the named entries change; comments, the other values and the order of lines stay.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from advisor.errors import WeightsError
from advisor.weights import FILE, parse_weights

TABLE = re.compile(r"^\[(?P<name>[\w.]+)\]")
ENTRY = re.compile(r"^(?P<name>\w+) = (?P<value>[^\s#]+)")
N_DECIMALS = 2


def weights_path() -> Path:
    """Locate the file in the checkout that the package is imported from."""
    return Path(str(files("advisor"))) / FILE


def write_fitted(group: str, values: Mapping[str, float], path: Path) -> None:
    """Rewrite all entries of one fitted group, rounded to N_DECIMALS.

    Raises WeightsError, with the file as it was, where the group is not fitted or has other names.
    """
    text = with_fitted(path.read_text(encoding="utf-8"), group, values)
    parse_weights(text)
    path.write_text(text, encoding="utf-8")


def with_fitted(text: str, group: str, values: Mapping[str, float]) -> str:
    """Replace the values of one fitted group in a weights file's text.

    Raises WeightsError.
    """
    lines, table, written = text.splitlines(keepends=True), "", set()
    for n, line in enumerate(lines):
        if header := TABLE.match(line):
            table = header["name"]
        entry = ENTRY.match(line)
        if entry is None or table != f"fitted.{group}":
            continue
        name = entry["name"]
        if name not in values:
            raise WeightsError(f"{FILE}: nothing was fitted for {group}.{name}.")
        lines[n] = f"{name} = {values[name]:.{N_DECIMALS}f}{line[entry.end() :]}"
        written.add(name)
    missing = sorted(values.keys() - written)
    if missing:
        raise WeightsError(f"{FILE} has no fitted {group}.{missing[0]}.")
    return "".join(lines)
