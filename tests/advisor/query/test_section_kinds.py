"""Which kind of section answers a question, and which a heading opens."""

import numpy as np
import pytest
import yaml

from advisor.embeddings import OnnxEmbedder
from advisor.query.intent_bank import IntentBank, load_bank, read_intents
from advisor.query.section_kinds import MAP, AnsweringSections, HeadingModel, answering_sections, read_section_kinds


@pytest.fixture(scope="module")
def bank(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> IntentBank:
    shipped = load_bank(encoder.name, tmp_path_factory.mktemp("nothing"))
    assert shipped is not None, "bank.npz is not of today's words: run python -m advisor.query.intent_bank"
    return shipped


def sections_of(encoder: OnnxEmbedder, bank: IntentBank, question: str) -> AnsweringSections:
    found = bank.match(encoder.encode([question])[0]).sections
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what do they take home in a year", "pay"),
        ("which programs do they open every day", "tools"),
        ("what blunders do newcomers make", "mistakes"),
        ("can I do it from my kitchen table", "remote"),
        ("walk me through their afternoon", "day"),
        ("is it any good if I want to live abroad", "global"),
    ],
)
def test_a_question_is_answered_by_sections_of_its_kind(
    encoder: OnnxEmbedder, bank: IntentBank, question: str, kind: str
) -> None:
    assert sections_of(encoder, bank, question).likeliest == kind


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (["What you can earn"], "pay"),
        (["Software and machines in use"], "tools"),
        (["How to become a Florist"], "path"),
        (["What Florists Do", "Work Schedules"], "hours"),
        (["Where Florists Work", "Injuries"], "safety"),
    ],
)
def test_headings_that_no_one_listed_are_of_the_kind_they_say(
    encoder: OnnxEmbedder, bank: IntentBank, titles: list[str], kind: str
) -> None:
    model = sections_of(encoder, bank, "pay").model
    own = model.of_path(encoder.encode(titles))
    assert model.names[int(own.argmax())] == kind
    assert float(np.linalg.norm(own)) == pytest.approx(1.0, abs=1e-5)


def test_an_inner_title_counts_more_than_the_one_above_it() -> None:
    model = HeadingModel(("one", "two"), np.eye(2, dtype=np.float32), np.array([0, 1]))
    outer_one = model.of_path(np.eye(2, dtype=np.float32))
    assert outer_one[1] > outer_one[0] > 0


def test_no_kind_is_likely_for_a_question_unlike_all() -> None:
    model = HeadingModel(("one", "two"), np.eye(2, dtype=np.float32), np.array([0, 1]))
    none = answering_sections(np.array([-0.2, 0.0], np.float32), model)
    assert (none.likeliest, float(none.shares.sum())) == ("", 0.0)


def test_the_map_names_only_what_the_bank_has_and_each_heading_once() -> None:
    intents = [intent for intent in read_intents() if intent["kind"] == "usual"]
    known = {intent["id"] for intent in intents}
    topics = {intent["topic"] for intent in intents}
    entries = yaml.safe_load(MAP.read_bytes())
    named = {one for entry in entries.values() for one in (*entry.get("also", ()), *entry.get("but", ()))}
    assert named <= known
    assert {topic for entry in entries.values() for topic in entry.get("topics", ())} <= topics
    headings = [heading.lower() for entry in entries.values() for heading in entry["headings"]]
    assert len(headings) == len(set(headings))
    assert all(kind.intents for kind in read_section_kinds(intents))
