"""The public data's readers and figures, over data of the same form made here."""

import csv
import io
import json
import tarfile
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from advisor.ingestion.parsing import parse_text
from advisor.settings import Settings
from evals.__main__ import main
from evals.cases.observation import Observation
from evals.public.answering import WHOLE
from evals.public.data import DataError, read_clapnq, read_hint3, read_squad, read_titles, sample
from evals.public.guides import GuidesAnswer, GuidesCase, ask_guides, figures_of, read_suite
from evals.public.pool import BM25, COSINE, OURS, RETRIEVED
from evals.reporting.page_figures import tables_of

JOBS = {
    "bakers": ("Bakers", "Bakers mix dough and bake bread, rolls and cakes in ovens before dawn."),
    "divers": ("Commercial divers", "Divers work under water and weld pipes with special gear."),
    "judges": ("Judges", "Judges hear cases in court and pass sentence by the law."),
}
FILLER = " ".join(f"Work of this kind asks for care and patience number {n}." for n in range(4))


def html(title: str, text: str) -> bytes:
    body = f"<h1>{title}</h1><h2>What they do</h2><p>{text}</p><h2>Pay</h2><p>{FILLER}</p>"
    return f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>".encode()


def lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def table(path: Path, head: list[str], rows: list[list[str]], delimiter: str = ",") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([head, *rows])
    path.write_text(out.getvalue(), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    pages = folder / "guides" / "bls_ooh" / "html.tar.gz"
    pages.parent.mkdir(parents=True)
    with tarfile.open(pages, "w:gz") as archive:
        for slug, (title, text) in JOBS.items():
            content = html(title, text)
            member = tarfile.TarInfo(f"html/{slug}.html")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    asked = [("q0", "Bread baker", "overlap", "bakers"), ("q1", "Underwater welder", "no_overlap", "divers")]
    asked += [("q2", "Court justice", "no_overlap", "judges")]
    titles = folder / "qa" / "career_titles"
    lines(titles / "queries.jsonl", [{"_id": i, "text": text, "slice": slice_} for i, text, slice_, _ in asked])
    table(titles / "qrels.tsv", ["query-id", "corpus-id", "score"], [[i, page, "1"] for i, _, _, page in asked], "\t")

    def clapnq(n: int, question: str) -> dict[str, object]:
        title, text = list(JOBS.values())[n]
        output = [{"answer": text}, {"answer": "Nothing of the kind."}]
        passages = [{"title": title, "text": text, "sentences": [text]}]
        return {"id": str(n), "input": question, "passages": passages, "output": output}

    answerable = [clapnq(0, "what do bakers bake"), clapnq(1, "who welds pipes under water")]
    lines(folder / "qa" / "clapnq" / "answerable.jsonl", answerable)
    unanswerable = [clapnq(2, "how tall is the moon tower"), clapnq(0, "when was the opera written")]
    lines(folder / "qa" / "clapnq" / "unanswerable.jsonl", unanswerable)
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"question": f"What about {title}?", "is_impossible": False},
                {"question": "Why do penguins whistle?", "is_impossible": True},
            ],
        }
        for title, text in JOBS.values()
    ]
    squad = folder / "qa" / "squad2" / "dev_first8.json"
    squad.parent.mkdir(parents=True)
    squad.write_text(json.dumps({"data": [{"title": "Two_Jobs", "paragraphs": paragraphs}]}), encoding="utf-8")
    head = ["sentence", "label"]
    train = [["where is my order", "TRACK_ORDER"], ["track my parcel", "TRACK_ORDER"], ["i want a refund", "REFUNDS"]]
    table(folder / "qa" / "hint3" / "curekart_train.csv", head, train)
    test = [["track the order", "TRACK_ORDER"], ["refund please", "REFUNDS"], ["sing me a song", "NO_NODES_DETECTED"]]
    table(folder / "qa" / "hint3" / "curekart_test.csv", head, test)
    return folder


def write_suite(data: Path, cases: list[dict[str, object]], *, version: str = "") -> Path:
    """Over the pages of the bakers and the divers; gold stands in the first paragraph of each."""
    guides = {}
    for slug in ("bakers", "divers"):
        title, text = JOBS[slug]
        guide = parse_text(html(title, text).decode(), name=f"{slug}.html")
        guides[slug] = version or guide.version
        for case in cases:
            for gold in (gold for gold in case.get("gold", []) if gold["guide"] == slug):  # type: ignore[attr-defined]
                start = guide.text.index(text)
                section = guide.section_at(start, start + len(text))
                assert section is not None
                digest = sha256(text.encode()).hexdigest()
                gold.update(section=section.path, start=start, end=start + len(text), sha256=digest)
    path = data / "suite.jsonl"
    lines(path, [{"suite": "two", "guides": guides}, *cases])
    return path


def answerable(case_id: str, question: str, slug: str, phrase: str) -> dict[str, object]:
    return {
        "id": case_id,
        "question": question,
        "answerability": "answerable",
        "slices": ["about_one"],
        "about": [slug],
        "gold": [{"guide": slug}],
        "nuggets": [{"any_of": [phrase]}],
    }


CASES: list[dict[str, object]] = [
    answerable("bread", "What do bakers bake in ovens before dawn?", "bakers", "rolls and cakes"),
    answerable("water", "Where do commercial divers work and what do they weld?", "divers", "under water"),
    {"id": "judges", "question": "What do judges earn?", "answerability": "out_of_scope"},
]


def test_guides_together_are_asked_and_the_suites_gold_is_checked(data: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", embed_model="hash")
    told = ask_guides(data, settings, write_suite(data, CASES))
    assert [one.case.id for one in told] == ["bread", "water", "judges"]
    assert [one.cited - {*one.case.about} for one in told] == [set()] * 3
    assert told[2].status == "out_of_scope"
    with pytest.raises(DataError, match="another text of bakers"):
        ask_guides(data, settings, write_suite(data, CASES, version="0" * 16))
    moved = [{**CASES[0], "gold": [{**gold, "start": 0, "end": 3} for gold in CASES[0]["gold"]]}]  # type: ignore[attr-defined]
    path = write_suite(data, CASES)
    lines(path, [json.loads(path.read_text(encoding="utf-8").splitlines()[0]), *moved])
    with pytest.raises(DataError, match="gold of bread"):
        ask_guides(data, settings, path)


def told(case: dict[str, object], **answer: object) -> GuidesAnswer:
    made = {"id": "a", "conversation_id": "", "question": "q", "searched": "q", "answer": "", "writer": "w"}
    empty: dict[str, object] = {"claims": [], "citations": [], "conflicts": [], "notices": [], "suggestions": []}
    observed = {"answer": {**made, **empty, "timings_ms": {}, **answer}}
    return GuidesAnswer(GuidesCase.model_validate(case), Observation.model_validate(observed))


def cites(guide: str) -> dict[str, object]:
    place = {"guide": guide, "guide_title": guide, "version": "1", "section": ["Pay"], "anchor": "pay"}
    return {"number": 1, **place, "start": 0, "end": 4, "quote": "baked", "url": "/"}


def test_a_guide_that_is_not_meant_counts_against_the_answer_that_cites_it() -> None:
    gold = {"guide": "bakers", "section": ["Pay"], "start": 0, "end": 4, "sha256": "x"}
    case = {**CASES[0], "gold": [gold]}
    claims = [{"text": "They bake rolls and cakes.", "citations": [1]}]
    right = told({**case, "id": "right-1"}, status="answered", claims=claims, citations=[cites("bakers")])
    wrong = told({**case, "id": "right-4"}, status="answered", claims=claims, citations=[cites("divers")])
    refused = told({**case, "id": "right-6"}, status="not_in_guide")
    halves = {one.case.half for one in (right, wrong, refused)}
    assert len(halves) == 1
    by_measure = {figure.measure: figure for figure in figures_of([right, wrong, refused])}
    assert by_measure["cites another guide (≤ 0.01)"].value == pytest.approx(1 / 3)
    assert by_measure["answerable declined (≤ 0.05)"].value == pytest.approx(1 / 3)
    assert by_measure["vital nuggets covered (≥ 0.85)"].value == pytest.approx(2 / 3)
    assert by_measure["first citation is of a gold section"].value == pytest.approx(1 / 3)


def test_the_suite_over_several_guides_is_sound() -> None:
    head, cases = read_suite()
    assert len(head.guides) >= 20
    assert len({case.id for case in cases}) == len(cases)
    asked = Counter(case.about[0] for case in cases if "about_one" in case.slices)
    assert set(asked) == set(head.guides)
    assert set(asked.values()) == {10}
    about_one = [case for case in cases if "about_one" in case.slices]
    assert sum(bool(case.history) for case in about_one) >= len(about_one) / 3
    assert all(not gold.quote for case in cases for gold in case.gold), "words of the pages are not ours to keep"
    assert all(gold.guide in case.about for case in cases for gold in case.gold)


def test_titles_are_asked_only_of_pages_that_were_drawn(data: Path) -> None:
    titles = read_titles(data, 2, 0)
    assert len(titles.pages) == 2
    assert {gold for asked in titles.asked for gold in asked.gold} == set(titles.pages)
    assert read_titles(data, 2, 0) == titles
    assert len(read_titles(data, 0, 0).asked) == 3


def test_a_passage_that_two_questions_share_is_in_the_pool_once(data: Path) -> None:
    texts, asked = read_clapnq(data)
    assert len(texts) == 3
    assert [one.answerable for one in asked] == [True, True, False, False]
    assert asked[3].given == asked[0].given
    assert asked[3].gold == ()


def test_squad_brings_every_question_of_the_paragraphs_drawn(data: Path) -> None:
    texts, asked = read_squad(data, 2)
    assert len(texts) == 2
    assert [one.answerable for one in asked] == [True, False, True, False]
    assert texts[0].title == "Two Jobs"


def test_what_no_intent_fits_is_out_of_scope(data: Path) -> None:
    texts, asked = read_hint3(data)
    assert [text.id for text in texts] == ["hint3-refunds", "hint3-track-order"]
    assert [one.gold for one in asked] == [("hint3-track-order",), ("hint3-refunds",), ()]
    assert [one.answerable for one in asked] == [True, True, False]


def test_a_sample_is_the_same_each_time_and_no_larger_than_what_there_is() -> None:
    assert sample(range(100), 5) == sample(range(100), 5)
    assert sorted(sample([1, 2], 5)) == [1, 2]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"answerable\.jsonl is not there"):
        read_clapnq(tmp_path)


def test_every_data_set_is_measured_beside_bm25_and_cosine(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setattr("evals.public.measuring.N_RESAMPLES", 20)
    suite = write_suite(data, CASES)
    assert main(["public", "--data", str(data), "--suite", str(suite), "--json"]) == 0
    parts = json.loads(capsys.readouterr().out)
    figures = {(f["data"].strip(), f["measure"]): f for part in parts for f in part["figures"]}
    assert figures["O*NET titles", "recall@10"]["by_way"][OURS] == 1.0
    assert figures["sharing no word with the page's title", "RR@10"]["n"] == 2
    assert figures["CLAPNQ pool", "success@1"]["by_way"][BM25] == 1.0
    assert figures["SQuAD 2, one paragraph given, half not fitted", "AUROC"]["n"] == 6
    assert figures["SQuAD 2, one paragraph given, half not fitted", "AUROC"]["by_way"][BM25] == 1.0
    assert set(figures["CLAPNQ, one passage given, half not fitted", "AUROC"]["by_way"]) == {
        OURS,
        BM25,
        COSINE,
        RETRIEVED,
    }
    assert figures["HINT3 curekart, the intent", "success@1"]["n"] == 2
    answers = {measure: f["by_way"] for (of, measure), f in figures.items() if of == "CLAPNQ"}
    assert {measure: values[WHOLE] for measure, values in answers.items() if measure != "words"} == {
        "ROUGE-L": 1.0,
        "recall": 1.0,
        "unanswerable declined": 0.0,
        "answerable declined": 0.0,
    }
    assert answers["words"][WHOLE] > 5
    careers = {of: f for (of, measure), f in figures.items() if measure.strip() == "other careers declined"}
    compared = [f["n"] for (_, measure), f in figures.items() if measure.strip().startswith("compared with the guide")]
    assert sum(f["n"] for f in careers.values()) + sum(compared) == 3 * 3  # titles, shapes
    assert all(f["by_way"][OURS] > 0.5 for f in careers.values())
    for (_, measure), figure in figures.items():
        assert measure == "words" or all(0 <= value <= 1 for value in figure["by_way"].values())
        assert figure["gain"] is None or figure["low"] <= figure["high"]


def test_the_table_names_the_sizes_and_the_cpu_time(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    file = tmp_path / "public.json"
    assert main(["public", "--data", str(data), "--only", "titles", "--pages", "2", "--out", str(file)]) == 0
    assert "2 titles, 2 pages" in tables_of(file, lambda _: None)["public-titles"]
    out = capsys.readouterr().out
    assert "2 titles, 2 pages" in out
    assert "CPU time in all" in out
    assert main(["public", "--data", str(data), "--only", "answers"]) == 0
    assert "the passage pasted" in capsys.readouterr().out


def test_without_the_data_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["public", "--data", str(tmp_path / "nowhere")]) == 2
    assert "CAREER_SHARED_DATA" in capsys.readouterr().err
    assert main(["public", "--data", str(tmp_path)]) == 2
    assert "html.tar.gz is not there" in capsys.readouterr().err
    assert main(["public", "--data", str(tmp_path), "--only", "penguins"]) == 2
