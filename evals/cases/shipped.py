"""The suites in the package."""

from pathlib import Path

from evals.cases.suite import SUFFIXES, SuiteError

SUITES = Path(__file__).resolve().parent.parent / "suites"


MUTATIONS = SUITES / "mutations.yaml"


def suite_path(name: str) -> Path:
    """Return a suite's path, given the path or a shipped suite's name.

    Raises SuiteError.
    """
    candidates = [Path(name), SUITES / name, *(SUITES / f"{name}{suffix}" for suffix in SUFFIXES)]
    for path in candidates:
        if path.exists():
            return path
    known = sorted(path.stem for path in SUITES.iterdir() if path.is_dir() or path.suffix in SUFFIXES)
    raise SuiteError(f"There is no suite {name!r}; there are {', '.join(known)}, or name a file.")
