"""Sentences of other authors: enough of each kind, each about a place that stands in its guide."""

from collections import Counter

from advisor.citation.support import SupportResult
from advisor.domain import DraftClaim
from advisor.settings import Settings
from evals.chat.drafts import GUIDE
from evals.chat.sense import ALL_KINDS, SENSE, SenseCase, SenseOutcome, Shown, by_kind, sense_cases
from evals.runs.fresh_index import find_guide_file

MIN_A_KIND = 40


def test_there_are_forty_of_each_kind_right_and_wrong_and_both_halves_have_some() -> None:
    counts = Counter((case.kind, case.is_true) for case in sense_cases())
    assert len(counts) == 32
    assert min(counts.values()) >= MIN_A_KIND
    halves = Counter((case.kind, case.is_true, case.is_development) for case in sense_cases())
    assert len(halves) == 64
    assert len({case.sentence for case in sense_cases()}) == len(sense_cases())


def test_every_place_stands_in_its_guide() -> None:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in SENSE.iterdir() if file.suffix != ".tsv"}
    assert len(texts) == 4
    texts[GUIDE] = find_guide_file(Settings(), GUIDE).read_text(encoding="utf-8")
    for case in sense_cases():
        assert case.place in texts[case.guide], case


def test_shares_tell_what_was_shown_replaced_and_cut() -> None:
    right = SenseCase("g", "only", True, "p", "A.")
    wrong = SenseCase("g", "only", False, "p", "B.")
    claim = DraftClaim("A.", ())
    outcomes = [
        SenseOutcome(right, SupportResult(claim, claim, "", 5.0)),
        SenseOutcome(right, SupportResult(None, None, "why", 0.0)),
        SenseOutcome(wrong, SupportResult(None, claim, "why", 0.0)),
    ]
    assert [outcome.shown for outcome in outcomes] == [Shown.AS_WRITTEN, Shown.CUT, Shown.REPLACED]
    shares = {(one.kind, one.is_true): (one.n, one.shown, one.replaced, one.cut) for one in by_kind(outcomes)}
    assert shares == {
        ("only", True): (2, 0.5, 0.0, 0.5),
        ("only", False): (1, 0.0, 1.0, 0.0),
        (ALL_KINDS, True): (2, 0.5, 0.0, 0.5),
        (ALL_KINDS, False): (1, 0.0, 1.0, 0.0),
    }
