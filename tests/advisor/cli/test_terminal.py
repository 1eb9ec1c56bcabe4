"""What reaches a terminal: words, and no character that would control it."""

import io
import json
import re
import sys
from pathlib import Path

import pytest
from rich.text import Text

import advisor.__main__
import evals.__main__
from advisor.cli.terminal import PrintableStream, Terminal, printable_streams

EVIL = "a\x1b[31mb\x9b2Jc\x00d\u202ee\x07f\ud800g\u2066h\x7fi\rj\u200bk\U000e0041"
STYLE = re.compile(r"\x1b\[[\d;]*m")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]")


def test_a_console_shows_its_own_styles_and_no_controls_of_a_text() -> None:
    out = io.StringIO()
    console = Terminal(file=out, force_terminal=True, width=80)
    console.print(Text(EVIL, style="red"))
    console.print(EVIL, markup=False)
    assert STYLE.search(out.getvalue())
    assert not CONTROLS.search(STYLE.sub("", out.getvalue()))
    assert "a[31mb2Jcdefghi" in STYLE.sub("", out.getvalue())


def test_what_is_printed_in_any_other_way_holds_no_controls(capsys: pytest.CaptureFixture[str]) -> None:
    with printable_streams():
        print(EVIL)
        print(EVIL, file=sys.stderr)
        Terminal(stderr=True).print(Text(EVIL))
    captured = capsys.readouterr()
    assert captured.out == "a[31mb2Jcdefghi\njk\n"
    assert not CONTROLS.search(captured.out + captured.err)
    assert not isinstance(sys.stdout, PrintableStream)


def test_the_error_of_a_command_holds_no_controls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    assert advisor.__main__.main(["lint", str(tmp_path / "no\x1b[31mthing.md")]) == 1
    assert evals.__main__.main(["explain", str(tmp_path / "no\x1b[31mrun"), "x\x1b[2J"]) != 0
    captured = capsys.readouterr()
    assert "no[31mthing.md" in captured.err
    assert not CONTROLS.search(captured.out + captured.err)


@pytest.mark.parametrize("command", [["guides"], ["ask", "What does a baker earn?"], ["ask", "--json", "Why bake?"]])
def test_a_guide_cannot_speak_to_the_terminal(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    evil = '"Ba\\x00ker \\x1b[31m \\u202Ered"'
    (corpus / "baker.md").write_text(
        f"---\nid: baker\ntitle: {evil}\nrole: {evil}\ncountry: {evil}\n---\n# Baker\n\n## Pay\n\n"
        "A baker earns $30,000 &#x202e;a year&#x9b;31m in the first years.\n"
    )
    for name, value in (("DATA_DIR", tmp_path / "data"), ("CORPUS_DIR", corpus), ("EMBED_MODEL", "hash")):
        monkeypatch.setenv(f"ADVISOR_{name}", str(value))
    assert advisor.__main__.main(command) == 0
    out = capsys.readouterr().out
    assert not CONTROLS.search(out)
    if "--json" in command:
        assert json.loads(out)["question"] == "Why bake?"
