"""What an ingest takes in, leaves alone, refuses and removes."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from advisor.domain import Guide
from advisor.embeddings import OnnxEmbedder
from advisor.errors import EmbedderMissingError, GuideError, NoIndexError, StaleIndexError, UnknownGuideError
from advisor.ingestion.plan import Outcome
from advisor.ingestion.summary import Summary
from advisor.settings import Settings
from tests.made import CountingEmbedder, ask, guide_text, held_guides, write_guides


def outcomes(summary: Summary) -> dict[str, str]:
    return {indexed.guide_id: indexed.outcome.value for indexed in summary.indexed}


def without_encoder(settings: Settings) -> Parts:
    """Parts on a machine where the encoder's files are not."""
    nowhere = settings.data_dir / "no-model.onnx"
    return Parts(settings, build=lambda _: OnnxEmbedder(model_path=nowhere, tokenizer_path=nowhere))


def test_every_guide_of_the_corpus_goes_in(parts: Parts) -> None:
    summary = parts.ingest([])

    assert outcomes(summary) == dict.fromkeys(["baker", "florist", "surveyor", "welder"], "added")
    assert summary.refused == ()
    assert set(held_guides(parts)) == {"baker", "florist", "surveyor", "welder"}


def test_an_unchanged_corpus_encodes_nothing_and_makes_no_build(indexed: Parts, embedder: CountingEmbedder) -> None:
    before = indexed.directory.current_build()
    embedder.encoded.clear()

    summary = indexed.ingest([])

    assert set(outcomes(summary).values()) == {"unchanged"}
    assert (embedder.encoded, summary.n_encoded) == ([], 0)
    assert summary.build_id == indexed.directory.current_build() == before


def test_of_a_changed_guide_only_the_changed_texts_are_encoded(
    indexed: Parts, guides: Path, embedder: CountingEmbedder
) -> None:
    file = guides / "welder.md"
    file.write_text(file.read_text().replace("meets customers", "meets apprentices"))
    embedder.encoded.clear()

    summary = indexed.ingest([])

    assert outcomes(summary)["welder"] == "updated"
    texts = [text for text in embedder.encoded if not text.endswith("?")]  # beside the questions that are tried on it
    assert texts
    assert all("apprentices" in text for text in texts)
    assert summary.n_encoded == len(texts)
    assert "meets apprentices" in ask(indexed, "When does a welder meet apprentices?", "welder").text


def test_an_index_changed_piece_by_piece_is_the_index_made_at_once(
    indexed: Parts, guides: Path, settings: Settings, tmp_path: Path
) -> None:
    write_guides(guides, ["Welder"], edition=2)
    indexed.ingest([])
    write_guides(guides, ["Miner"], edition=2)
    (guides / "baker.md").unlink()
    indexed.ingest([])
    fresh = Parts(settings.model_copy(update={"data_dir": tmp_path / "fresh"}), embedder=CountingEmbedder())
    fresh.ingest([])

    assert held_guides(indexed) == held_guides(fresh)
    for question in ("What is the median pay of a Welder?", "How long does it take to become a Miner?"):
        one, other = ask(indexed, question), ask(fresh, question)
        assert (one.text, one.citations) == (other.text, other.citations)


def test_guides_whose_file_is_gone_from_the_corpus_leave(indexed: Parts, guides: Path) -> None:
    (guides / "baker.md").unlink()

    summary = indexed.ingest([])

    assert outcomes(summary)["baker"] == "removed"
    assert "baker" not in held_guides(indexed)


def test_an_added_guide_stays_when_the_corpus_is_looked_at_again(indexed: Parts, tmp_path: Path) -> None:
    other = write_guides(tmp_path / "others", ["Miner"])

    assert outcomes(indexed.ingest([other])) == {"miner": "added"}
    shutil.rmtree(other)
    indexed.ingest([])

    assert len(held_guides(indexed)) == 5


def test_adding_one_guide_leaves_the_others_alone(indexed: Parts, guides: Path, tmp_path: Path) -> None:
    (guides / "baker.md").unlink()

    indexed.ingest([write_guides(tmp_path / "others", ["Miner"]) / "miner.md"])

    assert set(held_guides(indexed)) == {"baker", "florist", "surveyor", "welder", "miner"}


def test_a_removed_guide_is_gone_and_comes_back_when_it_is_ingested(
    indexed: Parts, guides: Path, embedder: CountingEmbedder
) -> None:
    embedder.encoded.clear()

    summary = indexed.indexer().remove("baker")

    assert outcomes(summary) == {"baker": "removed"}
    assert embedder.encoded == []
    assert "baker" not in held_guides(indexed)
    assert outcomes(indexed.ingest([guides / "baker.md"])) == {"baker": "added"}


def test_removing_what_is_not_there_names_what_is(indexed: Parts) -> None:
    with pytest.raises(UnknownGuideError, match=r"'miner'.* it holds: baker, florist, surveyor, welder"):
        indexed.indexer().remove("miner")


def test_the_last_guide_can_be_removed(parts: Parts, guides: Path) -> None:
    parts.ingest([guides / "baker.md"])

    parts.indexer().remove("baker")

    assert held_guides(parts) == {}
    assert ask(parts, "What does a baker earn?").citations == ()


def test_a_new_id_in_the_same_file_takes_the_place_of_the_old_one(indexed: Parts, guides: Path) -> None:
    (guides / "baker.md").write_text(guide_text("Baker", guide_id="pastry-cook"))

    summary = indexed.ingest([])

    assert outcomes(summary).items() >= {("pastry-cook", "added"), ("baker", "removed"), ("welder", "unchanged")}
    assert set(held_guides(indexed)) == {"pastry-cook", "florist", "surveyor", "welder"}


def test_an_id_that_one_file_gives_up_may_be_taken_by_another_at_once(indexed: Parts, guides: Path) -> None:
    (guides / "welder.md").write_text(guide_text("Welder", guide_id="arc-welder"))
    (guides / "a-new-one.md").write_text(guide_text("Smith", guide_id="welder"))

    summary = indexed.ingest([])

    assert summary.refused == ()
    assert held_guides(indexed)["welder"].startswith("Smith")


def test_a_moved_file_keeps_its_guide_and_encodes_nothing(
    indexed: Parts, guides: Path, embedder: CountingEmbedder
) -> None:
    (guides / "trades").mkdir()
    (guides / "baker.md").rename(guides / "trades" / "baker.md")
    embedder.encoded.clear()

    summary = indexed.ingest([])

    assert outcomes(summary)["baker"] == "unchanged"
    assert (summary.refused, embedder.encoded) == ((), [])
    assert len(held_guides(indexed)) == 4
    assert set(outcomes(indexed.ingest([])).values()) == {"unchanged"}


def test_of_two_files_with_one_id_the_first_goes_in_and_the_second_is_named(parts: Parts, guides: Path) -> None:
    (guides / "zz-baker.md").write_text(guide_text("Pastry Cook", guide_id="baker"))

    summary = parts.ingest([])

    (refusal,) = summary.refused
    assert refusal.path == guides / "zz-baker.md"
    assert "'baker'" in refusal.reason
    assert str(guides / "baker.md") in refusal.reason
    assert held_guides(parts)["baker"].startswith("Baker")


def test_a_second_file_cannot_take_the_id_of_one_that_is_still_there(indexed: Parts, tmp_path: Path) -> None:
    other = tmp_path / "impostor.md"
    other.write_text(guide_text("Impostor", guide_id="baker"))

    summary = indexed.ingest([other])

    assert [refusal.path for refusal in summary.refused] == [other]
    assert "advisor remove baker" in summary.refused[0].reason
    assert held_guides(indexed)["baker"].startswith("Baker")
    indexed.indexer().remove("baker")
    assert outcomes(indexed.ingest([other])) == {"baker": "added"}


def test_a_bad_file_is_named_and_the_rest_goes_in(parts: Parts, guides: Path) -> None:
    (guides / "empty.md").write_bytes(b"")
    (guides / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (guides / "huge.md").write_bytes(b"# Huge\n\n" + b"word " * 4_000_000)
    (guides / "latin.md").write_bytes("# Café\n\nPrüfung und Größe für Bäcker\n".encode("latin-1"))
    (guides / "crooked.md").write_text("---\nid: [unclosed\ntitle: x\n---\n\n# X\n\nText.\n")

    summary = parts.ingest([])

    assert all(str(refusal.path) in refusal.reason for refusal in summary.refused)

    assert sorted(refusal.path.name for refusal in summary.refused) == [
        "binary.txt", "crooked.md", "empty.md", "huge.md", "latin.md"
    ]  # fmt: skip
    assert all(refusal.path.name in refusal.reason and "\n" not in refusal.reason for refusal in summary.refused)
    assert len(held_guides(parts)) == 4


def test_a_guide_that_the_database_does_not_take_is_refused_and_the_rest_goes_in(indexed: Parts, guides: Path) -> None:
    with closing(sqlite3.connect(indexed.directory.path / "library.db")) as db, db:
        db.execute(
            "CREATE TRIGGER no_welder BEFORE INSERT ON guides WHEN NEW.id = 'welder'"
            " BEGIN SELECT RAISE(ABORT, 'too large'); END"
        )
    write_guides(guides, ["Baker", "Welder"], edition=2)

    summary = indexed.ingest([])

    assert [refusal.path.name for refusal in summary.refused] == ["welder.md"]
    assert summary.refused[0].reason.endswith("too large); split it.")
    assert outcomes(summary)["baker"] == "updated"
    assert "edition 2" in held_guides(indexed)["baker"]
    assert "edition 1" in held_guides(indexed)["welder"]


def test_what_a_refused_file_served_before_stays(indexed: Parts, guides: Path) -> None:
    before = held_guides(indexed)
    (guides / "baker.md").write_bytes(b"")
    (guides / "welder.md").write_text("---\nid: [unclosed\n---\n\n# X\n")

    summary = indexed.ingest([])

    assert len(summary.refused) == 2
    assert held_guides(indexed) == before


def test_a_first_file_that_is_refused_leaves_no_index(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")

    summary = parts.ingest([tmp_path / "empty.md"])

    assert (summary.build_id, len(summary.refused)) == ("", 1)
    assert parts.current() is None
    with pytest.raises(NoIndexError):
        ask(parts, "What does a baker earn?")


def test_a_wrong_embedder_is_refused_and_a_rebuild_is_the_remedy(indexed: Parts, settings: Settings) -> None:
    other = Parts(settings, embedder=CountingEmbedder(name="another", dimensions=32))
    for attempt in (lambda: other.ingest([]), lambda: ask(other, "What does a baker earn?")):
        with pytest.raises(StaleIndexError, match=r"'hash-64 · .*'another · .*advisor ingest --rebuild"):
            attempt()

    other.rebuild()

    assert ask(other, "What is the median pay of a Baker?", "baker").citations
    assert set(outcomes(other.ingest([])).values()) == {"unchanged"}
    with pytest.raises(StaleIndexError):
        indexed.ingest([])


def test_a_model_that_makes_other_vectors_under_the_same_name_is_refused(
    indexed: Parts, settings: Settings, guides: Path
) -> None:
    other = Parts(settings, embedder=CountingEmbedder(name="hash-64", dimensions=32))
    write_guides(guides, ["Welder"], edition=2)

    with pytest.raises(StaleIndexError, match=r"vectors of 64 values.*32.*--rebuild"):
        other.ingest([])


def test_a_rebuild_encodes_everything_anew_and_answers_the_same(indexed: Parts, embedder: CountingEmbedder) -> None:
    texts = set(embedder.encoded)
    before = ask(indexed, "What is the median pay of a Baker?")
    embedder.encoded.clear()

    indexed.rebuild()

    assert set(embedder.encoded) == texts
    after = ask(indexed, "What is the median pay of a Baker?")
    assert (after.text, after.citations) == (before.text, before.citations)


def test_an_index_made_without_an_encoder_gets_vectors_when_it_is_back(settings: Settings) -> None:
    lame = without_encoder(settings)
    lame.ingest([])
    assert ask(lame, "What is the median pay of a Baker?").citations
    sound = Parts(settings, embedder=CountingEmbedder())
    assert any("no vectors" in warning for warning in warnings(sound))

    sound.ingest([])

    assert warnings(sound) == ()
    current = sound.current()
    assert current is not None
    assert current.dimensions == 64


def warnings(parts: Parts) -> tuple[str, ...]:
    advisor = parts.advisor()
    advisor.guides()
    return advisor.readiness().warnings


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_without_its_encoder_an_index_is_searched_by_wording_and_says_so(
    indexed: Parts, settings: Settings, tmp_path: Path, harm: str
) -> None:
    model = tmp_path / "model.onnx"
    if harm == "damaged":
        model.write_bytes(b"not a model")
    lame = Parts(settings, build=lambda _: OnnxEmbedder(model_path=model, tokenizer_path=model))

    answer = ask(lame, "What is the median pay of a Baker?", "baker")

    assert "median pay of a Baker" in answer.text
    assert all(c.quote == c.guide.text[c.start : c.end] for c in answer.citations)
    (warning,) = warnings(lame)
    assert "model.onnx" in warning
    assert "by wording alone" in warning
    advisor = lame.advisor()
    advisor.guides()
    assert advisor.readiness().search == "lexical"


def test_without_its_encoder_an_index_with_vectors_takes_no_guides(indexed: Parts, settings: Settings) -> None:
    lame = without_encoder(settings)
    build = lame.directory.current_build()

    for attempt in (lambda: lame.ingest([]), lame.rebuild):
        with pytest.raises(EmbedderMissingError, match="cannot be changed now"):
            attempt()

    assert lame.directory.current_build() == build


def test_without_its_encoder_a_guide_can_still_be_removed(indexed: Parts, settings: Settings) -> None:
    without_encoder(settings).indexer().remove("baker")

    assert set(held_guides(indexed)) == {"florist", "surveyor", "welder"}
    assert indexed.current() == replace(indexed.current(), dimensions=64)


def test_another_chunker_is_refused(indexed: Parts) -> None:
    with closing(sqlite3.connect(indexed.directory.path / "library.db")) as db, db:
        db.execute("UPDATE builds SET pipeline = replace(pipeline, 'blocks', 'paragraphs')")
        db.execute("UPDATE guides SET pipeline = 'x', fingerprint = fingerprint || 'x'")

    with pytest.raises(StaleIndexError, match="paragraphs"):
        indexed.ingest([])
    with pytest.raises(StaleIndexError, match="paragraphs"):
        ask(indexed, "What does a baker earn?")
    indexed.rebuild()
    assert ask(indexed, "What is the median pay of a Baker?", "baker").citations


def test_an_empty_data_directory_is_filled_from_the_corpus_and_then_follows_it(parts: Parts, guides: Path) -> None:
    assert parts.ensure_index() is not None
    (guides / "baker.md").unlink()

    parts.ensure_index()

    assert set(held_guides(parts)) == {"florist", "surveyor", "welder"}


def test_a_data_directory_filled_by_hand_is_left_as_it_is(parts: Parts, tmp_path: Path) -> None:
    parts.ingest([write_guides(tmp_path / "others", ["Miner"])])

    assert parts.ensure_index() is None
    assert set(held_guides(parts)) == {"miner"}


def test_trouble_with_the_corpus_does_not_stop_what_serves(indexed: Parts, settings: Settings) -> None:
    shutil.rmtree(settings.corpus_dir)

    assert indexed.ensure_index() is None
    assert len(held_guides(indexed)) == 4
    with pytest.raises(GuideError, match="ADVISOR_CORPUS_DIR"):
        indexed.ingest([])


def test_at_most_two_builds_are_kept_and_nothing_of_a_crash(indexed: Parts, guides: Path) -> None:
    builds = indexed.directory.path / "builds"
    (builds / "0000-half").mkdir()
    (builds / "0000-half" / "data").write_bytes(b"x")
    (indexed.directory.path / "current.new").write_bytes(b"{")

    for edition in (2, 3, 4):
        write_guides(guides, edition=edition)
        indexed.ingest([])

    assert sorted(path.name for path in builds.iterdir()) == sorted(indexed.directory.kept_builds())
    assert len(indexed.directory.kept_builds()) == 2
    left = sorted(path.name for path in indexed.directory.path.iterdir())
    assert left == ["builds", "current", "library.db", "write.lock"]


def test_an_ingest_says_what_became_of_each_guide(indexed: Parts, guides: Path) -> None:
    write_guides(guides, ["Welder"], edition=2)

    summary = indexed.ingest([])

    by_id = {one.guide_id: one for one in summary.indexed}
    assert by_id["welder"].outcome is Outcome.UPDATED
    assert isinstance(by_id["welder"].guide, Guide)
    assert by_id["welder"].n_chunks == 6
    assert by_id["baker"].guide is None
