"""Validation of suite and mutation files: form, ids and gold."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing import parse_guide
from advisor.settings import Settings
from evals.cases.suite import SUFFIXES, SuiteError, faults, load_suite
from evals.runs.fresh_index import find_guide_file
from evals.runs.mutations import cases_of, load_mutations, mutate
from evals.runs.records import RunError


def validate(path: Path, settings: Settings, guide_file: Path | None) -> Iterator[str]:
    """Yield one sentence for each fault of a suite or mutation file.

    Raises RunError when its guide is not available.
    """
    paths = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else [path]
    for file in paths:
        yield from _loader_differences(file)
    if len(paths) == 1 and _holds_mutations(paths[0]):
        yield from _mutation_faults(paths[0], settings, guide_file)
        return
    try:
        suite = load_suite(path)
    except SuiteError as error:
        yield str(error)
        return
    yield from faults(suite, _guide(settings, suite.guide, guide_file))


def _loader_differences(path: Path) -> Iterator[str]:
    """Compare PyYAML's C and Python loaders on a file.

    Runs use the C loader where it exists, so a difference would make two suites of one file.
    """
    if path.suffix == ".jsonl" or not hasattr(yaml, "CSafeLoader"):
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
        fast, slow = (yaml.load(text, Loader=loader) for loader in (yaml.CSafeLoader, yaml.SafeLoader))  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        yield f"{path} cannot be read: {error}"
        return
    if fast != slow:
        yield f"{path} reads differently with PyYAML's two loaders"


def _holds_mutations(path: Path) -> bool:
    if path.suffix == ".jsonl":
        return False
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False
    return isinstance(content, dict) and "mutations" in content


def _mutation_faults(path: Path, settings: Settings, guide_file: Path | None) -> Iterator[str]:
    try:
        mutations = load_mutations(path)
    except SuiteError as error:
        yield str(error)
        return
    file = guide_file or find_guide_file(settings, mutations.file.guide)
    guide = _guide(settings, mutations.file.guide, file)
    if guide.version != mutations.file.guide_version:
        yield f"{path} is bound to version {mutations.file.guide_version} of the guide, not {guide.version}"
    text = file.read_text(encoding="utf-8-sig")
    seen: set[str] = set()
    with TemporaryDirectory() as folder:
        for mutation in mutations.file.mutations:
            if mutation.id in seen:
                yield f"{path} has the mutation {mutation.id!r} more than once"
            seen.add(mutation.id)
            copy = Path(folder, f"{sha256(mutation.id.encode()).hexdigest()[:8]}{file.suffix}")
            try:
                copy.write_text(mutate(text, mutation), encoding="utf-8")
                cases_of(mutation, parse_guide(copy))
            except (SuiteError, GuideError) as error:
                yield str(error)


def _guide(settings: Settings, guide_id: str, guide_file: Path | None) -> Guide:
    try:
        return parse_guide(guide_file or find_guide_file(settings, guide_id))
    except GuideError as error:
        raise RunError(str(error)) from error
