"""Changed copies of a guide: how they are changed, what is refused, and that answers follow the copy's own index."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.ingestion.parsing import Form, parse_guide, parse_text
from evals.__main__ import main
from evals.cases.shipped import MUTATIONS
from evals.cases.suite import SuiteError
from evals.metrics.score import measure_mutation
from evals.runs.mutations import Mutation, cases_of, load_mutations, mutate
from evals.runs.records import load_run
from tests.evals.by_hand import answered, case, declined
from tests.evals.suite_by_hand import KEEPER, write_guide, write_suite

ASK = {"question": "What does a lighthouse keeper earn?", "says": ["$77,000"], "never": ["$52,000"]}
RAISED: dict[str, Any] = {"id": "raised", "changes": [{"replace": "$52,000", "by": "$77,000"}], "asks": [ASK]}


def mutation(*changes: dict[str, Any], **ask: Any) -> Mutation:
    return Mutation.model_validate({"id": "changed", "changes": changes, "asks": [{**ASK, **ask}]})


def test_words_are_replaced_wherever_they_stand() -> None:
    changed = mutate(KEEPER, mutation({"replace": "lighthouse keeper", "by": "lamp warden"}))
    assert "lighthouse keeper" not in changed
    assert changed.count("lamp warden") == KEEPER.count("lighthouse keeper")


def test_words_are_replaced_within_one_section_only_when_that_is_said() -> None:
    change = {"replace": "lighthouse keeper", "by": "lamp warden", "within": ["A Day", "Evening"]}
    changed = mutate(KEEPER, mutation(change))
    assert changed.count("lamp warden") == 1
    assert "A lamp warden lights the lamp in the evening." in changed


def test_a_section_is_deleted_with_what_is_under_it() -> None:
    changed = mutate(KEEPER, mutation({"delete": ["A Day"]}))
    assert changed == KEEPER[: KEEPER.index("## A Day")]
    inner = mutate(KEEPER, mutation({"delete": ["A Day", "Morning"]}))
    assert "polishes" not in inner
    assert "### Evening" in inner


def test_the_bodies_of_two_sections_are_swapped_under_their_headings() -> None:
    for pair in (["A Day", "Morning"], ["Pay"]), (["Pay"], ["A Day", "Morning"]):
        changed = parse_text(mutate(KEEPER, mutation({"swap": pair})), name="k.md", form=Form.MARKDOWN)
        body = {s.path: changed.text[s.start : s.end] for s in changed.sections}
        assert "polishes the lens" in body["Pay",]
        assert "$52,000" in body["A Day", "Morning"]
        assert "lights the lamp" in body["A Day", "Evening"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"replace": "submarine", "by": "boat"}, "does not say 'submarine'"),
        ({"replace": "lamp", "by": "torch", "within": ["Pay"]}, "does not say 'lamp'"),
        ({"delete": ["Holidays"]}, "no section 'Holidays'"),
        ({"delete": ["Morning"]}, "no section 'Morning'"),
        ({"swap": [["Pay"], ["Holidays"]]}, "no section 'Holidays'"),
    ],
)
def test_a_change_of_something_that_is_not_there_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(SuiteError, match=words):
        mutate(KEEPER, mutation(change))


@pytest.mark.parametrize(
    "change",
    [{}, {"replace": "a"}, {"replace": "a", "by": "b", "delete": ["Pay"]}, {"swap": [["Pay"]]}, {"delet": ["Pay"]}],
    ids=["nothing", "by nothing", "two at once", "one to swap", "a slip"],
)
def test_a_change_that_is_none_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "m.yaml"
    head = {"guide": "keeper", "guide_version": "0" * 16}
    path.write_text(yaml.safe_dump({**head, "mutations": [{**RAISED, "changes": [change]}]}), encoding="utf-8")
    with pytest.raises(SuiteError):
        load_mutations(path)


def test_gold_is_wherever_the_copy_says_what_is_expected() -> None:
    changed = parse_text(mutate(KEEPER, Mutation.model_validate(RAISED)), name="k.md", form=Form.MARKDOWN)
    (found,) = cases_of(Mutation.model_validate(RAISED), changed)
    assert (found.id, found.answerability, found.must_not) == ("raised-1", "answerable", ("$52,000",))
    assert [(g.section, g.quote) for g in found.gold] == [(("Pay",), "$77,000")]
    assert found.slices == ("mutation", "replaced")


def test_a_copy_that_does_not_say_what_is_expected_or_still_says_the_old_is_refused() -> None:
    held = parse_text(KEEPER, name="k.md", form=Form.MARKDOWN)
    with pytest.raises(SuiteError, match="does not say '\\$77,000'"):
        cases_of(mutation({"replace": "a", "by": "b"}), held)
    with pytest.raises(SuiteError, match="still says '\\$52,000'"):
        cases_of(mutation({"replace": "a", "by": "b"}, says=[]), held)


@pytest.mark.parametrize(
    ("said", "followed", "answers"),
    [
        ("The median salary is $77,000.", 1.0, 1.0),
        ("The median salary is $52,000.", 0.0, 0.0),
        ("It was $52,000 and is $77,000.", 0.0, 0.0),
        ("Keepers are paid.", 0.0, 0.0),
    ],
)
def test_an_answer_follows_when_it_says_the_new_and_nothing_of_the_old(
    said: str, followed: float, answers: float
) -> None:
    asked = case(nuggets=[{"any_of": ["$77,000"]}], must_not=["$52,000"])
    found = measure_mutation(asked, answered((said, [])))
    assert (found["mutation_followed"].value, found["mutation_answered"].value) == (followed, answers)


def test_declining_follows_but_does_not_answer() -> None:
    asked = case(nuggets=[{"any_of": ["$77,000"]}], must_not=["$52,000"])
    found = measure_mutation(asked, declined())
    assert (found["mutation_followed"].value, found["mutation_answered"].value) == (1.0, 0.0)


def test_where_the_copy_has_no_answer_anything_but_the_old_follows() -> None:
    asked = case("unanswerable", must_not=["$52,000"])
    assert measure_mutation(asked, answered(("Keepers are paid.", [])))["mutation_followed"].value == 1.0
    assert measure_mutation(asked, answered(("$52,000", [])))["mutation_followed"].value == 0.0
    assert measure_mutation(asked, declined())["mutation_answered"].value is None


# --- indexed and asked ---


@pytest.fixture
def changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "corpus"))
    file = write_guide(tmp_path / "corpus")
    write_suite(tmp_path / "keeper.yaml", file)
    asks = {"question": "What is the median salary of a lighthouse keeper?", "says": ["$77,000"], "never": ["$52,000"]}
    years = {"question": "How many years at sea does a lighthouse keeper need?", "never": ["three years"]}
    content = {
        "guide": "keeper",
        "guide_version": parse_guide(file).version,
        "mutations": [
            {**RAISED, "asks": [asks]},
            {"id": "no-path", "changes": [{"delete": ["Path"]}], "asks": [years]},
        ],
    }
    path = tmp_path / "changes.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def run(changes: Path, *flags: str) -> int:
    folder = changes.parent
    suite = ["--suite", str(folder / "keeper.yaml"), "--out", str(folder / "run")]
    return main(["run", *suite, "--mutations", str(changes), *flags])


def test_each_copy_is_indexed_and_its_answers_are_drawn_from_it(changes: Path) -> None:
    assert run(changes) == 0
    done = load_run(changes.parent / "run")
    copies = {r.id: r for r in done.cases if r.mutation}
    assert {(r.id, r.mutation) for r in copies.values()} == {("raised-1", "raised"), ("no-path-1", "no-path")}
    raised = copies["raised-1"]
    assert raised.observed is not None
    assert "$77,000" in raised.observed.answer.answer
    assert raised.observed.answer.citations[0].version != done.head.suite.guide_version
    assert [raised.value("mutation_followed"), raised.value("mutation_answered")] == [1.0, 1.0]
    assert copies["no-path-1"].value("mutation_followed") == 1.0
    assert "changed copies" in {spent.stage for spent in done.head.spent}


def test_copies_leave_the_figures_of_the_suite_itself_alone(changes: Path) -> None:
    assert run(changes) == 0
    done = load_run(changes.parent / "run")
    right, followed = done.summary.figure("right"), done.summary.figure("mutation_followed", "mutation")
    assert right is not None
    assert followed is not None
    assert (right.n, followed.n) == (4, 2)


def test_the_guide_itself_is_left_as_it_is(changes: Path) -> None:
    before = (changes.parent / "corpus" / "keeper.md").read_text(encoding="utf-8")
    assert run(changes) == 0
    assert (changes.parent / "corpus" / "keeper.md").read_text(encoding="utf-8") == before


def test_changes_bound_to_another_text_are_not_measured(changes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = changes.read_text(encoding="utf-8")
    version = parse_guide(changes.parent / "corpus" / "keeper.md").version
    changes.write_text(text.replace(version, "f" * 16), encoding="utf-8")
    assert run(changes) == 2
    assert "bound to version" in capsys.readouterr().err


def test_a_suite_asked_with_other_changes_has_another_hash(changes: Path) -> None:
    assert run(changes) == 0
    with_changes = load_run(changes.parent / "run").head.suite.hash
    assert main(["run", "--suite", str(changes.parent / "keeper.yaml"), "--out", str(changes.parent / "plain")]) == 0
    assert load_run(changes.parent / "plain").head.suite.hash != with_changes


def test_the_changes_of_the_shipped_guide_are_many_and_sound(capsys: pytest.CaptureFixture[str]) -> None:
    held = load_mutations(MUTATIONS).file
    assert len(held.mutations) >= 20
    assert sum(len(one.asks) for one in held.mutations) >= 30
    assert {change.kind for one in held.mutations for change in one.changes} == {"replaced", "deleted", "swapped"}
    assert main(["validate", "mutations"]) == 0
    assert "sound" in capsys.readouterr().out
