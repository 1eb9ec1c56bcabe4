"""Guides made to stop the program: each is refused by name or read, and the others go in."""

import base64
import random
import shutil
from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from advisor.errors import GuideError
from advisor.ingestion.parsing import Form, parse_guide, parse_text
from advisor.settings import Settings
from tests.made import CountingEmbedder, guide_text, held_guides, write_guides

BODY = "# Baker\n\nA baker bakes bread at night and sleeps by day.\n"


def front(lines: str) -> str:
    return f"---\n{lines}\n---\n{BODY}"


def alias_bomb(key: str) -> str:
    levels = ["a: &a [" + ", ".join(["x"] * 9) + "]"]
    levels += [
        f"{name}: &{name} [" + ", ".join([f"*{before}"] * 9) + "]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join([*levels, f"{key}: *i"])


REFUSED = {
    "an alias bomb in the title": alias_bomb("title"),
    "an alias bomb in the id": alias_bomb("id"),
    "an alias bomb in the credits": alias_bomb("credited"),
    "an alias bomb under a key that nobody knows": alias_bomb("whatever"),
    "a map bomb": "a: &a {k: v}\nb: &b {k: *a, l: *a}\ntitle: *b",
    "an alias of itself": "title: &a [*a]",
    "one harmless alias": "role: &r Baker\ntitle: *r",
    "a hexadecimal date": "date: 0x" + "f" * 6_000,
    "a long decimal date": "date: " + "9" * 6_000,
    "an octal title": "title: 0" + "7" * 6_000,
    "a long title of digits": "title: " + "1" * 19_000,
    "a sexagesimal date": "date: " + ":".join(["59"] * 4_000),
    "a sexagesimal title": "title: 1:30:00",
    "a float": "title: 1.5",
    "a day that no calendar has": "date: 2024-02-31",
    "a time zone beyond the calendar": "title: 0001-01-01 00:00:00+23:59",
    "a tagged integer": 'date: !!int "abc"',
    "a tagged truth": 'title: !!bool "perhaps"',
    "a Python object": "title: !!python/object/apply:os.system [ls]",
    "a deep list": "title: " + "[" * 500 + "]" * 500,
    "a deep map": "a: " + "{a: " * 500 + "x" + "}" * 500,
    "a thousand credits": "credited: [" + ", ".join(["x"] * 1_000) + "]",
    "a list in the list of credits": "credited: [[a, b], c]",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_hostile_front_matter_is_refused_in_one_short_sentence(kind: str) -> None:
    with pytest.raises(GuideError) as refused:
        parse_text(front(REFUSED[kind]), name="baker.md")
    reason = str(refused.value)
    assert reason.startswith("baker.md, line ")
    assert "\n" not in reason
    assert len(reason) < 300


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("date: 2024-05-01", "2024-05-01"),
        ("date: 2024", "2024"),
        ("date: May 2024", "May 2024"),
        ("date: '0x7e8'", "0x7e8"),
        ("date: ~", ""),
        ("date:", ""),
    ],
)
def test_a_date_is_read_as_it_is_written(line: str, date: str) -> None:
    assert parse_text(front(line), name="baker.md").metadata.date == date


def test_what_says_who_a_guide_is_for_holds_nothing_invisible() -> None:
    said = '"Ba\\x00ker\\e[31m \\u202Egnp\\u202C\\uD800\\U000E0041 \\u200Bx\\n\\ty"'
    keys = ("title", "role", "country", "currency", "date", "licence", "source_url")
    guide = parse_text(front("\n".join(f"{key}: {said}" for key in keys) + f"\ncredited: [{said}]"), name="baker.md")
    meta = guide.metadata
    told = (guide.title, meta.role, meta.country, meta.currency, meta.date, meta.licence, meta.source_url)
    assert set(told + meta.credited) == {"Baker[31m gnp x y"}


@pytest.mark.parametrize("form", Form)
def test_the_text_of_a_guide_holds_nothing_invisible_either(form: Form) -> None:
    hidden = "\u202e\u2066\u200b\U000e0041\u2060"
    entities = "".join(f"&#x{ord(char):x};" for char in hidden) if form is not Form.PASTED else hidden
    words = f"A baker ba{hidden}kes bre{entities}ad at night, and sleeps by day when others work in their offices."
    paragraphs = {Form.HTML: f"<h1>Ba{entities}ker</h1><p>{words}</p>", Form.MARKDOWN: f"# Baker\n\n{words}\n"}
    text = parse_text(paragraphs.get(form, f"Baker\n\n{words}\n"), name="baker.x", form=form).text
    assert not set(text) & set(hidden)
    assert "A baker bakes bread at night" in text


def test_joiners_stay_where_an_emoji_or_a_script_needs_them() -> None:
    text = parse_text("# Baker\n\nA 👩‍🔧 is a ❤️ and می‌خواهم, but mo\u200dney is not.\n", name="baker.md").text
    assert text == "Baker\n\nA 👩‍🔧 is a ❤️ and می‌خواهم, but money is not.\n"


@pytest.mark.parametrize("kind", REFUSED)
def test_one_bad_guide_is_refused_by_name_and_the_others_go_in(kind: str, settings: Settings, guides: Path) -> None:
    (guides / "bad.md").write_text(front(REFUSED[kind]))
    if kind not in ("an alias bomb in the title", "a hexadecimal date", "a sexagesimal date"):
        for spare in ("florist", "surveyor", "welder"):
            (guides / f"{spare}.md").unlink()

    parts = Parts(settings, embedder=CountingEmbedder(), rehearse=lambda _: None)
    summary = parts.ensure_index()

    assert summary is not None
    assert [refusal.path.name for refusal in summary.refused] == ["bad.md"]
    assert "baker" in held_guides(parts)


class ChokingEmbedder(CountingEmbedder):
    """Fails on one word in a way that no encoder should."""

    def encode(self, texts):  # type: ignore[no-untyped-def]
        if any("plutonium" in text for text in texts):
            raise ZeroDivisionError("a bug")
        return super().encode(texts)


def test_a_guide_that_cannot_be_embedded_is_refused_by_name_and_the_others_go_in(
    settings: Settings, guides: Path
) -> None:
    (guides / "bad.md").write_text("# Smuggler\n\nA smuggler carries plutonium over the border.\n")
    parts = Parts(settings, embedder=ChokingEmbedder(), rehearse=lambda _: None)

    summary = parts.ingest([])

    (refusal,) = summary.refused
    assert refusal.path.name == "bad.md"
    assert "ZeroDivisionError" in refusal.reason
    assert set(held_guides(parts)) == {"baker", "florist", "surveyor", "welder"}


def test_what_a_guide_served_before_it_could_not_be_embedded_stays(settings: Settings, guides: Path) -> None:
    parts = Parts(settings, embedder=ChokingEmbedder(), rehearse=lambda _: None)
    parts.ingest([])
    before = held_guides(parts)
    (guides / "baker.md").write_text(guide_text("Baker") + "\nSome bakers bake with plutonium.\n")

    summary = parts.ingest([])

    assert [refusal.path.name for refusal in summary.refused] == ["baker.md"]
    assert held_guides(parts) == before


def picture(n_bytes: int) -> str:
    return base64.b64encode(random.Random(1).randbytes(n_bytes)).decode()


def test_pictures_written_into_a_guide_are_no_text_of_it() -> None:
    noise = picture(60_000)
    text = parse_text(
        f"# Baker\n\nBefore.\n\n![An oven](data:image/png;base64,{noise})\n\nBehind.\n\n"
        f"A shape <img src='data:image/svg+xml;utf8,{'%3Csvg' * 40}'> in a line.\n",
        name="baker.md",
    ).text
    assert text == "Baker\n\nBefore.\n\nBehind.\n\nA shape in a line.\n"


def test_a_junk_guide_does_not_keep_the_others_out(settings: Settings, guides: Path) -> None:
    (guides / "picture.md").write_text(f"# Picture\n\n{picture(90_000)}\n")
    (guides / "white.md").write_text("# White\n\n" + "A" * 100_000 + "\n\nA white picture.\n")
    (guides / "same.md").write_text("# Same\n\n" + "It is always the same sentence. " * 4_000 + "\n")
    parts = Parts(settings, embedder=CountingEmbedder(), rehearse=lambda _: None)

    summary = parts.ingest([])

    assert {refusal.path.name for refusal in summary.refused} <= {"picture.md", "same.md", "white.md"}
    assert {"baker", "florist", "surveyor", "welder"} <= set(held_guides(parts))


def test_a_corpus_folder_that_moves_keeps_its_guides(settings: Settings, guides: Path, tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    Parts(settings, embedder=embedder, rehearse=lambda _: None).ingest([])
    copy = shutil.copytree(guides, tmp_path / "copy")
    (copy / "welder.md").write_text("---\ntitle: [\n---\n")  # and one of them broke on the way
    embedder.encoded.clear()
    moved = Parts(settings.model_copy(update={"corpus_dir": copy}), embedder=embedder, rehearse=lambda _: None)

    summary = moved.ingest([])

    assert set(held_guides(moved)) == {"baker", "florist", "surveyor", "welder"}
    assert [refusal.path.name for refusal in summary.refused] == ["welder.md"]
    assert embedder.encoded == []
    current = moved.current()
    assert current is not None
    assert {Path(entry.source).parent for entry in current.entries if entry.guide_id != "welder"} == {copy}
    assert {one.outcome.value for one in moved.ingest([]).indexed} == {"unchanged"}


def test_a_corpus_folder_that_moves_gives_up_no_id_of_an_added_guide(
    settings: Settings, guides: Path, tmp_path: Path
) -> None:
    added = write_guides(tmp_path / "others", ["Miner"])
    parts = Parts(settings, embedder=CountingEmbedder(), rehearse=lambda _: None)
    parts.ingest([])
    parts.ingest([added])
    copy = shutil.copytree(guides, tmp_path / "copy")
    (copy / "miner.md").write_text(guide_text("Miner", edition=2))
    moved = Parts(settings.model_copy(update={"corpus_dir": copy}), embedder=CountingEmbedder())

    summary = moved.ingest([])

    assert [refusal.path.name for refusal in summary.refused] == ["miner.md"]
    assert "edition 1" in held_guides(moved)["miner"]


def test_a_parser_that_fails_on_a_file_refuses_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("advisor.ingestion.parsing.recognise", fail)
    (tmp_path / "odd.txt").write_text("Baker\n\nA baker bakes.\n")
    with pytest.raises(GuideError, match=r"odd\.txt: the parser failed on this file \(RecursionError\)"):
        parse_guide(tmp_path / "odd.txt")
