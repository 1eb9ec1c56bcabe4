"""The bank of career questions loads, is complete and repeats nothing."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from advisor.query.intent_bank import intent_ids, read_intents
from advisor.query.kernel_ridge import fit_kernel_ridge
from advisor.weights import weights

QUESTIONS = Path(__file__).parents[3] / "advisor" / "query"
WORDINGS = QUESTIONS / "wordings"
KINDS = ("usual", "unstated", "elsewhere")
FILES = sorted(path.name for path in WORDINGS.glob("*.yaml"))
FEWEST_ENTRIES = {"usual": 750, "unstated": 550, "elsewhere": 400}
N_WORDINGS = {"usual": (6, 14), "unstated": (4, 12), "elsewhere": (3, 12)}


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict[str, Any]]]:
    return {name: yaml.load((WORDINGS / name).read_bytes(), Loader=yaml.CSafeLoader) for name in FILES}


@pytest.fixture(scope="module")
def bank(files: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [entry for entries in files.values() for entry in entries]


def plain(wording: str) -> str:
    """The words alone, in lower case, so that a comma or a capital does not make a new wording."""
    return " ".join(re.findall(r"[^\W_]+", wording.casefold())) or wording


def repeated(values: list[str]) -> list[str]:
    return sorted(value for value, n_times in Counter(values).items() if n_times > 1)


@pytest.mark.parametrize("name", ["wordings/usual_hard.yaml", "wordings/elsewhere_plain.yaml"])
def test_both_yaml_loaders_read_the_same(name: str) -> None:
    text = (QUESTIONS / name).read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.CSafeLoader) == yaml.safe_load(text)


def test_the_folder_holds_these_files_and_each_the_kind_of_its_name(files: dict[str, list[dict[str, Any]]]) -> None:
    assert sorted(path.name for path in WORDINGS.iterdir()) == sorted([*FILES, "README.md"])
    assert {name.split("_")[0] for name in files} == set(KINDS)
    assert {name: {entry["kind"] for entry in entries} for name, entries in files.items()} == {
        name: {name.split("_")[0]} for name in FILES
    }


def test_ids_read_in_haste_are_those_of_the_yaml_in_its_order() -> None:
    intents = read_intents()
    assert intent_ids() == [intent["id"] for intent in intents]


def test_every_entry_has_the_keys_of_its_kind_and_no_others(bank: list[dict[str, Any]]) -> None:
    keys = {"id", "kind", "topic", "asked"}
    wrong = [
        entry.get("id", entry)
        for entry in bank
        if set(entry) != (keys | {"says"} if entry.get("kind") == "usual" else keys)
    ]
    assert wrong == []


def test_every_value_is_text_without_stray_spaces(bank: list[dict[str, Any]]) -> None:
    values = [
        value
        for entry in bank
        for value in (entry["id"], entry["kind"], entry["topic"], *entry["asked"], *entry.get("says", ()))
    ]
    assert [value for value in values if not isinstance(value, str) or not value or value != value.strip()] == []


def test_ids_are_unique_and_in_kebab_case(bank: list[dict[str, Any]]) -> None:
    ids = [entry["id"] for entry in bank]
    assert repeated(ids) == []
    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)] == []


def test_topics_are_one_lower_case_word_or_words_joined_by_underscores(bank: list[dict[str, Any]]) -> None:
    assert [entry["topic"] for entry in bank if not re.fullmatch(r"[a-z]+(_[a-z]+)*", entry["topic"])] == []


def test_no_wording_stands_twice_in_the_bank(bank: list[dict[str, Any]]) -> None:
    assert repeated([plain(wording) for entry in bank for wording in entry["asked"]]) == []


def test_every_kind_has_enough_entries_and_there_is_no_other_kind(bank: list[dict[str, Any]]) -> None:
    n_entries = Counter(entry["kind"] for entry in bank)
    assert set(n_entries) == set(FEWEST_ENTRIES)
    assert {kind: n for kind, n in n_entries.items() if n < FEWEST_ENTRIES[kind]} == {}


def test_every_entry_has_enough_wordings_and_not_too_many(bank: list[dict[str, Any]]) -> None:
    wrong = {
        entry["id"]: len(entry["asked"])
        for entry in bank
        if not N_WORDINGS[entry["kind"]][0] <= len(entry["asked"]) <= N_WORDINGS[entry["kind"]][1]
    }
    assert wrong == {}


def test_every_usual_entry_has_two_to_six_phrases_of_guides(bank: list[dict[str, Any]]) -> None:
    wrong = [entry["id"] for entry in bank if entry["kind"] == "usual" and not 2 <= len(entry["says"]) <= 6]
    assert wrong == []


def test_the_weights_are_those_of_a_kernel_ridge_regression() -> None:
    vectors = np.random.default_rng(5).normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kinds = (np.arange(300) % 3).astype(np.int8)
    tuned = weights().kernel_ridge
    kernel = np.exp(2 * tuned.width * (vectors.astype(float) @ vectors.T - 1))
    counts = np.array((tuned.usual, tuned.unstated, tuned.elsewhere), np.float32)[kinds]
    kernel[np.diag_indices(300)] += tuned.ridge / counts
    wanted = np.where(kinds[:, None] == np.arange(4), 1.0, -1.0).astype(np.float32)
    wanted[:, 3] = 0.0  # nothing to be told
    assert np.allclose(fit_kernel_ridge(vectors, wanted, counts), np.linalg.solve(kernel, wanted), atol=0.01)
