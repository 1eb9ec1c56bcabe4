"""The groundedness metric against what people said of other systems' answers.

Figures of the data named in the skip; the metric takes part as it is reported, by the word-weighted mean.
"""

import csv
import json
from pathlib import Path
from statistics import fmean

import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from advisor.schemas import CitationOut
from evals.metrics.groundedness import groundedness_metrics
from evals.metrics.support import support
from tests.evals.by_hand import answered, case

LEAST_SPEARMAN = 0.65
LEAST_AUROC = 0.90


Row = tuple[str, bool, float, float]


@pytest.fixture(scope="module")
def agreement(shared_data: Path) -> list[Row]:
    """Who answered, whether there were passages, our figure, and the mean of the annotators' 1..4."""
    path = shared_data / "attribution" / "mtrag" / "reference_subset_with_human_evaluations.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    texts = {document["document_id"]: document["text"] for document in data["documents"]}
    passages = {task["task_id"]: [texts[c["document_id"]] for c in task["contexts"]] for task in data["tasks"]}
    rows = []
    for evaluation in data["evaluations"]:
        given = passages[evaluation["task_id"]]
        citations = [_cited(n, text) for n, text in enumerate(given, 1)]
        claim = (evaluation["model_response"], [c.number for c in citations])
        found = groundedness_metrics(case(), answered(claim, citations=citations), {})["groundedness_mean"].value
        people = fmean(float(one["value"]) for one in evaluation["annotations"]["faithfulness"].values())
        assert found is not None
        rows.append((evaluation["model_id"], bool(given), found, people))
    return rows


def _cited(number: int, text: str) -> CitationOut:
    return CitationOut(
        number=number, guide="g", guide_title="", version="", section=["s"], anchor="s", start=0, end=len(text),
        quote=text, url="",
    )  # fmt: skip


def test_groundedness_ranks_answers_of_models_as_people_do(agreement: list[Row]) -> None:
    rows = agreement
    of_models = [(ours, people) for model, _, ours, people in rows if model != "reference"]
    with_passages = [(ours, people) for model, given, ours, people in rows if model != "reference" and given]
    assert (len(rows), len(of_models), len(with_passages)) == (477, 318, 300)
    for pairs in (of_models, with_passages):
        assert spearmanr(*zip(*pairs, strict=True)).statistic >= LEAST_SPEARMAN


def test_with_the_answers_that_people_wrote_themselves_the_agreement_is_lower_and_still_there(
    agreement: list[Row],
) -> None:
    # Reference answers are nearly all scored 4, so ties make the coefficient of all 477 smaller: 0.648 was measured.
    assert spearmanr([row[2] for row in agreement], [row[3] for row in agreement]).statistic >= 0.62


def test_support_tells_attributable_answers_from_others(shared_data: Path) -> None:
    labels, scores = [], []
    for name in ("begin_dev_cmu.tsv", "begin_dev_tc.tsv"):
        with (shared_data / "attribution" / "begin" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                labels.append(row["begin_label"] == "Fully attributable")
                scores.append(support(row["response"] or "", row["knowledge"]))
    assert len(labels) > 700
    assert roc_auc_score(labels, scores) >= LEAST_AUROC
