"""Draft cases from readers' questions.

The input is what ``advisor gaps`` and ``advisor feedback`` write out. A draft says what happened, not what is right: a
person reads each case and corrects it before it measures anything.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from advisor.domain import Guide
from advisor.ingestion.parsing import parse_guide
from advisor.settings import load_settings
from evals.cases.suite import Case, Gold, SuiteError, SuiteFile, TurnIn, gold_fault
from evals.runs.fresh_index import find_guide_file

DESCRIPTION = "Drafted from what readers asked. Read every case and correct it before it measures anything."


def draft_suite(path: Path, guide: Guide) -> SuiteFile:
    """Draft cases from the lines of ``path`` about one guide.

    Raises SuiteError when the file is not such a list.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
        cases = tuple(_case(line, guide) for line in lines if guide.id in _guides_of(line))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"{path} is not what `advisor gaps --jsonl` writes: {error}") from error
    return SuiteFile(
        suite=f"{guide.id}-readers", guide=guide.id, guide_version=guide.version, description=DESCRIPTION, cases=cases
    )


def write_suite(suite: SuiteFile) -> str:
    content = suite.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def draft_command(arguments: argparse.Namespace) -> int:
    """Print the drafted suite as YAML.

    Returns the exit status: 0, or 2 when nothing could be drafted.
    """
    try:
        guide = parse_guide(arguments.guide_file or find_guide_file(load_settings(), arguments.guide))
        suite = draft_suite(arguments.path, guide)
    except SuiteError as error:
        print(f"advisor-evals: {error}", file=sys.stderr)
        return 2
    print(write_suite(suite), end="")
    print(f"{len(suite.cases)} cases drafted; read each before it measures anything.", file=sys.stderr)
    return 0


def _case(line: Mapping[str, Any], guide: Guide) -> Case:
    """Draft the case of one line.

    A question without an answer becomes unanswerable. An answer rated down becomes answerable, with the quotes it gave
    as gold, as far as they are still in the guide.
    """
    gold = tuple(_golds(line, guide)) if line["kind"] == "rated_down" else ()
    return Case(
        id=f"reader-{line['id'].lower()[:40]}",
        question=line["question"],
        answerability="answerable" if gold else "unanswerable",  # type: ignore[arg-type]  # converted by Pydantic
        history=tuple(TurnIn(role=turn["role"], content=turn["content"]) for turn in line["history"]),
        slices=(line["kind"],),
        gold=gold,
    )


def _golds(line: Mapping[str, Any], guide: Guide) -> Iterator[Gold]:
    for citation in line["answer"]["citations"]:
        gold = Gold(section=tuple(citation["section"]), quote=citation["quote"])
        if citation["guide"] == guide.id and not gold_fault(gold, guide):
            yield gold


def _guides_of(line: Mapping[str, Any]) -> set[str]:
    cited = {citation["guide"] for citation in line["answer"]["citations"]}
    nearest = {line["nearest"]["guide"]} if line["nearest"] else set()
    return cited | nearest | ({line["guide"]} if line["guide"] else set())
