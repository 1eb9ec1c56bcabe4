"""The command lint: what hinders answers from a guide."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from advisor.cli.output import show_findings
from advisor.domain import Guide
from advisor.errors import AdvisorError
from advisor.ingestion.lint import LEFT_OUT, lint_guide
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.sources import GatheredFiles, gather
from advisor.settings import Settings


def lint(given: Sequence[str], settings: Callable[[], Settings]) -> bool:
    """Show the findings of guides, and tell whether there are any.

    They are files, folders of them, or ids of the index. What was left out of a file on purpose is shown, and is no
    finding. ``settings`` are read only if an id is given. Raises GuideError where nothing is found at a path.
    """
    ids = [one for one in given if not Path(one).exists()]
    stored = _stored_guides(ids, settings()) if ids else {}
    paths = [Path(one) for one in given if one not in stored]
    gathered = gather(paths) if paths else GatheredFiles(())
    n_found = sum(_show(guide_id, guide) for guide_id, guide in stored.items())
    for refusal in gathered.refused:
        print(f"advisor: {refusal.reason}", file=sys.stderr)
    for source in gathered.sources:
        try:
            n_found += _show(source.path, parse_guide(source.path))
        except AdvisorError as error:
            print(f"advisor: {error}", file=sys.stderr)
            n_found += 1
    return bool(n_found or gathered.refused)


def _show(name: str | Path, guide: Guide) -> int:
    findings = lint_guide(guide)
    show_findings(name, guide, findings)
    return sum(finding.kind != LEFT_OUT for finding in findings)


def _stored_guides(guide_ids: Sequence[str], settings: Settings) -> Mapping[str, Guide]:
    """The guides of the index among these ids."""
    # An index is loaded only for ids.
    from advisor.cli.web import current_record
    from advisor.index.library import FILE_NAME, Library

    if (record := current_record(settings)) is None:
        return {}
    keys = {entry.key: entry.guide_id for entry in record.entries if entry.guide_id in guide_ids}
    with closing(Library.open(settings.data_dir / FILE_NAME)) as library:
        return {keys[key]: guide for key, guide in library.guides(list(keys)).items()}
