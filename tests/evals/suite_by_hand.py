"""A small guide and a suite about it on disk, as an evaluator would write them."""

from pathlib import Path
from typing import Any

import yaml

from advisor.ingestion.parsing import parse_guide
from evals.__main__ import main

KEEPER = """---
id: keeper
title: Lighthouse Keeper Career Guide
role: Lighthouse Keeper
---

# Lighthouse Keeper Career Guide

## Pay

The median salary of a lighthouse keeper is $52,000 a year. Senior lighthouse keepers earn $61,500 a year.

## Path

A lighthouse keeper needs three years at sea. A lighthouse keeper needs no licence.

## Tools

- Brass telescope
- Signal flags

## A Day

### Morning

A lighthouse keeper polishes the lens in the morning.

### Evening

A lighthouse keeper lights the lamp in the evening.
"""

CASES: list[dict[str, Any]] = [
    {
        "id": "keeper-median",
        "question": "What is the median salary of a lighthouse keeper?",
        "answerability": "answerable",
        "slices": ["pay"],
        "gold": [
            {"section": ["Pay"], "quote": "The median salary of a lighthouse keeper is $52,000 a year."},
        ],
        "nuggets": [{"any_of": ["$52,000"]}],
    },
    {
        "id": "keeper-sea",
        "question": "How many years at sea does a lighthouse keeper need?",
        "answerability": "answerable",
        "slices": ["path"],
        "gold": [{"section": ["Path"], "quote": "A lighthouse keeper needs three years at sea."}],
        "nuggets": [{"any_of": ["three years"]}],
    },
    {
        "id": "keeper-lens",
        "question": "When does a lighthouse keeper polish the lens?",
        "answerability": "answerable",
        "slices": ["day"],
        "history": [
            {"role": "user", "content": "What does a lighthouse keeper do?"},
            {"role": "assistant", "content": "A lighthouse keeper lights the lamp."},
        ],
        "gold": [
            {"section": ["A Day", "Morning"], "quote": "A lighthouse keeper polishes the lens in the morning."},
        ],
        "nuggets": [{"any_of": ["in the morning"]}],
    },
    {
        "id": "keeper-hello",
        "question": "hello",
        "answerability": "out_of_scope",
        "small_talk": True,
        "slices": ["talk"],
    },
]


def write_guide(folder: Path, text: str = KEEPER) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "keeper.md"
    path.write_text(text, encoding="utf-8")
    return path


def write_suite(path: Path, file: Path, cases: list[dict[str, Any]] | None = None, **head: str) -> Path:
    content = {
        "suite": "keeper",
        "guide": "keeper",
        "guide_version": parse_guide(file).version,
        **head,
        "cases": CASES if cases is None else cases,
    }
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def run_suite(suite: Path, out: Path, *flags: str) -> int:
    """The command's exit status."""
    return main(["run", "--suite", str(suite), "--out", str(out), *flags])
