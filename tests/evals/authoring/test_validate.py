"""Validation: a suite's faults are named, the shipped suites have none, and their schema is current."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.__main__ import main
from evals.authoring.json_schema import KINDS, schema_text
from evals.cases.shipped import SUITES
from evals.cases.suite import Answerability, Half, Suite, SuiteError, SuiteFile, load_suite
from tests.evals.suite_by_hand import CASES, write_guide, write_suite


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "corpus"))
    write_guide(tmp_path / "corpus")
    return tmp_path


def written(folder: Path, cases: list[dict[str, Any]], **head: str) -> Path:
    return write_suite(folder / "keeper.yaml", folder / "corpus" / "keeper.md", cases, **head)


def test_a_sound_suite_exits_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(written(folder, CASES))]) == 0
    assert "sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"gold": [{"section": ["Pay"], "quote": "The pay is good."}]},
            "case keeper-median: the quote 'The pay is good.'",
        ),
        ({"gold": [{"section": ["Money"], "quote": "x"}]}, "case keeper-median: there is no section 'Money'"),
        ({"gold": [{"section": ["Pay"], "start": 0, "end": 4, "sha256": "0" * 64}]}, "hold other words"),
        ({"gold": [{"section": ["Pay"]}]}, "a gold has either a quote, or start, end and sha256"),
        ({"gold": []}, "an answerable case needs gold"),
        ({"answerability": "unanswerable"}, "a case that is unanswerable has no gold, nuggets or facts"),
        ({"id": "keeper-sea"}, "more than once"),
        ({"id": "Keeper Median"}, "cases.0.id"),
        ({"slices": ["a slice"]}, "cases.0.slices"),
        ({"qestion": "?"}, "cases.0.qestion"),
        ({"history": [{"role": "user", "content": "?"}]}, "a history ends with the assistant's turn"),
        ({"answerability": "answrable"}, "cases.0.answerability"),
    ],
)
def test_a_fault_is_named_with_its_place_and_exits_with_1(
    folder: Path, changed: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(folder, [{**CASES[0], **changed}, *CASES[1:]])
    assert main(["validate", str(path)]) == 1
    assert words in capsys.readouterr().out
    assert main(["validate", str(path), "--json"]) == 1
    assert words in " ".join(json.loads(capsys.readouterr().out)[str(path)])


def test_a_suite_bound_to_another_text_has_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(written(folder, CASES, guide_version="0" * 16))]) == 1
    assert "is bound to version 0000000000000000" in capsys.readouterr().out


def test_a_suite_whose_guide_is_not_at_hand_cannot_be_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(written(folder, CASES, guide="baker"))]) == 2
    assert "--guide-file" in capsys.readouterr().err


def test_a_guide_outside_the_corpus_can_be_named(folder: Path) -> None:
    path = written(folder, CASES)
    elsewhere = folder / "corpus" / "keeper.md"
    elsewhere.rename(folder / "keeper.md")
    assert main(["validate", str(path)]) == 2
    assert main(["validate", str(path), "--guide-file", str(folder / "keeper.md")]) == 0


def test_a_file_that_is_no_yaml_is_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "broken.yaml"
    path.write_text("cases: [", encoding="utf-8")
    assert main(["validate", str(path)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_faults_of_changes_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "changes.yaml"
    one = {
        "id": "raised",
        "changes": [{"replace": "$99", "by": "$1"}],
        "asks": [{"question": "?", "says": ["$1"], "never": ["$99"]}],
    }
    path.write_text(
        yaml.safe_dump({"guide": "keeper", "guide_version": "0" * 16, "mutations": [one, one]}), encoding="utf-8"
    )
    assert main(["validate", str(path)]) == 1
    out = capsys.readouterr().out
    assert "is bound to version" in out
    assert "more than once" in out
    assert "does not say '$99'" in out


def test_a_suite_can_be_jsonl(folder: Path) -> None:
    from_yaml = load_suite(written(folder, CASES))
    head = {"suite": "keeper", "guide": "keeper", "guide_version": from_yaml.guide_version}
    path = folder / "keeper.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in [head, *CASES]), encoding="utf-8")
    assert load_suite(path).cases == from_yaml.cases
    assert main(["validate", str(path)]) == 0


# --- the suites that ship ---


@pytest.fixture(scope="module")
def shipped() -> Suite:
    return load_suite(SUITES / "production-manager")


def test_the_shipped_suite_is_sound() -> None:
    assert main(["validate", "production-manager"]) == 0


def test_the_shipped_suite_has_cases_enough_to_gate_by(shipped: Suite) -> None:
    assert len(shipped.cases) >= 300
    for half in Half:
        answerable = [c for c in shipped.cases if c.half is half and c.answerability is Answerability.ANSWERABLE]
        assert len(answerable) >= 100


def test_every_section_of_the_shipped_guide_that_says_something_is_asked_about_three_times(shipped: Suite) -> None:
    from advisor.bootstrap import corpus_dir
    from advisor.ingestion.parsing import parse_guide
    from advisor.settings import Settings

    guide = parse_guide(corpus_dir(Settings()) / "production-manager.md")
    asked = [{gold.section for gold in case.gold} for case in shipped.cases]
    rare = [s.path for s in guide.sections if s.body and sum(s.path in sections for sections in asked) < 3]
    assert rare == []


def test_every_schema_is_current() -> None:
    for name, kind in KINDS.items():
        assert (SUITES / name).read_text(encoding="utf-8") == schema_text(kind), (
            "run python -m evals.authoring.json_schema"
        )


def test_the_schema_allows_what_is_written_and_names_every_field() -> None:
    schema = json.loads((SUITES / "schema.json").read_text(encoding="utf-8"))
    assert set(schema["properties"]) == set(SuiteFile.model_fields)
    assert schema["additionalProperties"] is False


# --- the suite put to another text ---


def rebound(folder: Path, quote: str = CASES[0]["gold"][0]["quote"]) -> Path:
    suite = written(folder, CASES[:1])
    suite.rename(folder / "keeper-suite.yaml")
    (folder / "keeper").mkdir()
    (folder / "keeper-suite.yaml").rename(folder / "keeper" / "all.yaml")
    there = {"section": ["Money"], "start": 3, "end": 9, "sha256": "a" * 64}
    head = {"suite": "keeper-other", "rebinds": "keeper", "guide": "other", "guide_version": "1" * 16}
    path = folder / "keeper-other.jsonl"
    path.write_text(
        "\n".join(json.dumps(line) for line in [head, {"section": ["Pay"], "quote": quote, "there": there}]),
        encoding="utf-8",
    )
    return path


def test_a_rebound_suite_asks_the_same_and_expects_it_elsewhere(folder: Path) -> None:
    path = rebound(folder)
    suite, base = load_suite(path), load_suite(folder / "keeper")
    (case,) = suite.cases
    assert (suite.name, suite.guide, suite.guide_version) == ("keeper-other", "other", "1" * 16)
    assert (case.id, case.question, case.nuggets) == (base.cases[0].id, base.cases[0].question, base.cases[0].nuggets)
    assert (case.gold[0].section, case.gold[0].start, case.gold[0].end) == (("Money",), 3, 9)
    assert not case.gold[0].quote
    assert suite.hash != base.hash


def test_a_rebound_suite_that_lacks_a_place_is_refused_with_the_remedy(folder: Path) -> None:
    with pytest.raises(SuiteError, match=r"python -m evals\.authoring\.relocate_gold"):
        load_suite(rebound(folder, "other words"))
