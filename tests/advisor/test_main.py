"""The advisor command: what it prints where, its exit status, and never a traceback for what a person can put right."""

import io
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.__main__ import main
from advisor.bootstrap import Parts
from advisor.embeddings import OnnxEmbedder
from advisor.schemas import AnswerOut
from advisor.settings import Settings
from tests.advisor.processes import REPO, environment, run_process
from tests.made import CountingEmbedder, guide_text, write_guides

QUESTION = "What is the median pay of a Baker?"

HOLDER = """
import sys
from pathlib import Path
from advisor.index.data_directory import DataDirectory
with DataDirectory(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""

LOADED = """
import sys
from advisor.__main__ import main
status = main(sys.argv[1:])
names = ("chromadb", "onnxruntime", "langchain", "langchain_core", "langchain_openai", "openai", "fastapi", "uvicorn")
print([name for name in names if name in sys.modules], status, file=sys.stderr)
"""


class Terminal:
    """Runs the command in this process and keeps what it said last."""

    def __init__(self, capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
        self._capsys = capsys
        self.settings = settings
        self.out = self.err = ""

    def run(self, *arguments: str | Path) -> int:
        self._capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err + self.out
        return status

    def fails(self, *arguments: str | Path) -> str:
        """Runs what has to fail and returns its one sentence."""
        assert self.run(*arguments) == 1
        (sentence,) = [line for line in self.err.splitlines() if line.startswith("advisor: ")]
        return sentence.removeprefix("advisor: ")


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Terminal:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return Terminal(capsys, settings)


@pytest.fixture
def filled(terminal: Terminal, indexed: Parts) -> Terminal:
    """With an index as ``advisor ingest`` makes it."""
    return terminal


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


# --- ingest and remove ---


def test_ingest_ends_with_a_table_of_what_changed_and_then_with_a_count_of_what_did_not(terminal: Terminal) -> None:
    assert terminal.run("ingest") == 0
    rows = [line.split() for line in terminal.out.splitlines()]
    assert ["baker", "added", "7", "6", "1"] in rows
    assert "Lint has 4 findings; `advisor lint baker` shows a guide's, each with its line." in terminal.out
    assert terminal.err == ""

    assert terminal.run("ingest") == 0
    assert terminal.out == "4 guides unchanged: baker, florist, surveyor, welder.\n"


def test_adding_a_guide_first_keeps_those_that_ship(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "plumber.md"
    file.write_text(guide_text("Plumber"))
    assert terminal.run("ingest", file) == 0
    assert sum(" added " in line for line in terminal.out.splitlines()) == 5
    assert terminal.run("remove", "baker") == 0
    assert terminal.run("ingest", file) == 0
    assert "baker" not in terminal.out


def test_an_empty_corpus_keeps_nobody_from_adding_a_guide(terminal: Terminal, guides: Path, tmp_path: Path) -> None:
    file = tmp_path / "plumber.md"
    file.write_text(guide_text("Plumber"))
    for guide in guides.iterdir():
        guide.unlink()
    assert terminal.run("ingest", file) == 0
    assert [line.split()[0] for line in terminal.out.splitlines() if " added " in line] == ["plumber"]


def test_lint_takes_the_id_of_a_guide_in_the_index(filled: Terminal) -> None:
    assert filled.run("lint", "baker") == 1
    assert filled.out.startswith("baker:")
    assert "There is no file or folder beker." in filled.fails("lint", "beker")


def test_ingest_goes_on_past_a_bad_file_names_it_and_ends_with_status_one(terminal: Terminal, guides: Path) -> None:
    (guides / "empty.md").write_bytes(b"")

    assert terminal.run("ingest", guides, guides / "nowhere") == 1

    assert sum(" added " in line for line in terminal.out.splitlines()) == 4
    refused = [line for line in terminal.err.splitlines() if line.startswith("Not taken: ")]
    assert len(refused) == 2
    assert f"There is no file or folder {guides / 'nowhere'}." in terminal.err
    assert "empty.md" in terminal.err


@pytest.mark.parametrize("name", ["nowhere", "empty-folder", "pipe"])
def test_a_path_with_nothing_to_take_is_one_sentence_and_leaves_no_index(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty-folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    assert str(tmp_path / name) in terminal.fails("ingest", tmp_path / name)
    assert not (terminal.settings.data_dir / "current").exists()


def test_remove_takes_a_guide_out_and_a_second_time_says_what_there_is(filled: Terminal) -> None:
    assert filled.run("remove", "baker") == 0
    assert filled.out.split()[-2:] == ["baker", "removed"]
    assert filled.fails("remove", "baker") == (
        "There is no guide 'baker' in the index; it holds: florist, surveyor, welder."
    )


def test_a_wrong_embedder_is_one_sentence_and_rebuild_is_the_remedy(
    filled: Terminal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Parts(settings, embedder=CountingEmbedder(name="another")).rebuild()
    for command in (["ingest"], ["ask", QUESTION], ["guides"], ["chat"]):
        assert "run `advisor ingest --rebuild`" in filled.fails(*command)

    assert filled.run("ingest", "--rebuild") == 0
    assert filled.run("ask", QUESTION) == 0


@pytest.mark.process
def test_a_second_ingest_is_told_that_one_is_running_before_anything_slow_is_loaded(
    filled: Terminal, settings: Settings
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPO,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            second = run_process(settings, "-c", LOADED, "ingest")
            assert "Another process is writing the index" in filled.fails("ingest")
            assert "Another process is writing the index" in filled.fails("remove", "baker")
            assert filled.run("ask", QUESTION) == 0
        finally:
            holder.kill()
    first, loaded = second.stderr.splitlines()
    assert first.startswith("advisor: Another process is writing the index")
    assert loaded == "[] 1"


# --- ask, guides, chat ---


def test_ask_shows_the_answer_then_its_numbered_quotes_with_their_section_paths(filled: Terminal) -> None:
    assert filled.run("ask", "Can a Baker work from home?", "--guide", "baker") == 0
    shown = filled.out
    assert filled.run("ask", "Can a Baker work from home?", "--guide", "baker", "--quotes") == 0

    assert shown.count("A Baker rarely works from home") == 1  # the quote is the answer's own sentence
    lines = [line.strip() for line in filled.out.splitlines()]
    sentence = "A Baker rarely works from home, says edition 1, because the workshop is elsewhere."
    assert f"{sentence} [1]" in filled.out.replace("\n", " ")
    head = lines.index("Quoted from")
    assert lines[head + 1].startswith("[1] Baker Career Guide › Frequently Asked Questions › Can a Baker work from")
    assert f"“{sentence}”" in " ".join(lines[head + 1 :])
    assert filled.err == ""


def test_ask_puts_the_two_sides_of_a_disagreement_under_what_they_disagree_about(
    terminal: Terminal, guides: Path
) -> None:
    text = (guides / "baker.md").read_text(encoding="utf-8")
    (guides / "baker.md").write_text(
        text.replace("## Pay", "## Badges\n\nRemote work: Yes\n\n## Pay"), encoding="utf-8"
    )
    assert terminal.run("ingest") == 0
    assert terminal.run("ask", "Can a Baker work from home?", "--guide", "baker") == 0
    lines = [line.strip() for line in terminal.out.splitlines()]
    at = lines.index("The guide disagrees with itself about remote work:")
    said = " ".join(lines[at + 1 : at + 4])
    assert "A Baker rarely works from home" in said
    assert "against: Badges: Remote work: Yes [2]" in said
    assert terminal.out.count("Remote work: Yes") == 1  # as a side; its quote has the same words


def test_ask_as_json_prints_an_answer_and_nothing_else(filled: Terminal) -> None:
    assert filled.run("ask", QUESTION, "--json") == 0

    answer = AnswerOut.model_validate_json(filled.out)
    assert answer.status == "answered"
    assert answer.citations[0].guide == "baker"
    assert json.loads(filled.out)["question"] == QUESTION
    assert filled.err == ""


def test_a_decline_as_json_carries_no_citations(filled: Terminal) -> None:
    assert filled.run("ask", "hello", "--json") == 0
    assert AnswerOut.model_validate_json(filled.out).citations == []


def test_the_first_question_indexes_the_corpus_by_itself(terminal: Terminal) -> None:
    assert terminal.run("ask", QUESTION) == 0
    assert "the median pay of a Baker is" in terminal.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", " "], "The question is empty."),
        (["ask", "x" * 2001], "The question has 2,001 characters; at most 2,000 are taken."),
        (
            ["ask", "x", "--guide", "miner"],
            "There is no guide 'miner'; the guides are: baker, florist, surveyor, welder.",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(filled: Terminal, arguments: list[str], sentence: str) -> None:
    assert filled.fails(*arguments) == sentence
    assert filled.out == ""


def test_a_question_with_bytes_that_are_no_text_is_answered(filled: Terminal) -> None:
    assert filled.run("ask", f"{QUESTION} \udcff", "--json") == 0
    assert AnswerOut.model_validate_json(filled.out).question.startswith(QUESTION)


def test_chat_about_an_unknown_guide_ends_before_it_begins(filled: Terminal) -> None:
    assert filled.fails("chat", "--guide", "miner").startswith("There is no guide 'miner'")
    assert filled.out == ""


def test_guides_lists_what_is_indexed(filled: Terminal, guides: Path) -> None:
    (guides / "odd.md").write_text(guide_text("Odd").replace("currency: USD", "currency: '[/x]'\ndate: '[bold]'"))
    filled.run("ingest")

    assert filled.run("guides") == 0

    rows = [line.split() for line in filled.out.splitlines()]
    assert rows[0] == ["Guide", "Title", "Figures", "Date"]
    assert ["baker", "Baker", "Career", "Guide"] in [row[:4] for row in rows]
    assert "[/x]" in filled.out
    assert len(rows) == 6


def test_an_id_is_never_broken_and_json_has_the_versions(
    filled: Terminal, guides: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "a-guide-with-an-id-of-forty-four-characters-"
    (guides / f"{name}.md").write_text(guide_text("Odd", guide_id=f"{name}x"))
    monkeypatch.setenv("COLUMNS", "80")
    filled.run("ingest")
    filled.run("guides")
    assert f"{name}x" in filled.out
    filled.run("guides", "--json")
    assert {"id", "version", "n_sections"} <= set(json.loads(filled.out)[0])


def test_a_refused_file_is_named_once_and_skipped_ones_are_counted(filled: Terminal, guides: Path) -> None:
    (guides / "empty.md").write_text("")
    for other in ("a.xlsx", "b.xlsx", "c.csv"):
        (guides / other).write_text("no guide")
    assert filled.run("ingest", str(guides)) == 1
    assert filled.err.count("empty.md") == 1
    assert "1 .csv, 2 .xlsx" in filled.out


def test_guides_warns_of_an_index_without_vectors(terminal: Terminal, settings: Settings) -> None:
    nowhere = settings.data_dir / "no-model.onnx"
    Parts(settings, build=lambda _: OnnxEmbedder(model_path=nowhere, tokenizer_path=nowhere)).ingest([])

    assert terminal.run("guides") == 0

    assert "Warning: The index has no vectors; run `advisor ingest" in terminal.out


def test_chat_answers_line_by_line_and_remembers(filled: Terminal, type_in: Callable[[str], None]) -> None:
    type_in("Can a Baker work from home?\nwhy?\n\nnot asked any more\n")

    assert filled.run("chat") == 0

    assert "rarely works from home" in filled.out
    assert "I am not sure what you mean" not in filled.out  # which "why?" alone would be met with
    assert "not asked" not in filled.out


def test_chat_goes_on_after_a_question_that_cannot_be_taken(filled: Terminal, type_in: Callable[[str], None]) -> None:
    type_in("x" * 2001 + f"\n{QUESTION}\n")

    assert filled.run("chat", "--guide", "baker") == 0

    assert "at most 2,000" in filled.out
    assert "median pay of a Baker is" in filled.out


@pytest.mark.process
def test_chat_reads_what_is_piped_into_it_bad_bytes_included(filled: Terminal, settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "chat"],
        env={**os.environ, **environment(settings)},
        cwd=REPO,
        input=QUESTION.encode() + b" \xff\n",
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert b"median pay of a Baker is" in done.stdout
    assert done.stderr == b""


# --- lint ---


def test_lint_says_where_a_guide_wants_mending_and_ends_with_status_one(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "smith.md"
    file.write_text("# Smith\n\n## Pay\n\nGood.\n\n## Empty\n\n## Tools\n\nAnvils.\n")

    assert terminal.run("lint", file) == 1
    assert any(line.startswith(f"{file}:") and "Empty" in line for line in terminal.out.splitlines())
    assert not terminal.settings.data_dir.exists()


def test_lint_names_a_file_that_cannot_be_read_and_goes_on(terminal: Terminal, guides: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")

    assert terminal.run("lint", tmp_path / "empty.md", guides / "baker.md") == 1
    assert "empty.md" in terminal.err
    assert "baker.md" in terminal.out


# --- settings, environment, streams ---


def test_the_words_of_a_warning_are_not_printed(terminal: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        warnings.resetwarnings()
        terminal.run("guides")
        warnings.warn("what somebody asked", UserWarning, stacklevel=1)
    assert "UserWarning at advisor/test_main.py:" in caplog.text
    assert "somebody" not in caplog.text + terminal.err


def test_an_unknown_setting_is_one_sentence(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATADIR", "x")
    for command in (["ask", QUESTION], ["guides"], ["ingest"], ["remove", "x"], ["chat"]):
        assert terminal.fails(*command).startswith("Unknown setting ADVISOR_DATADIR; the settings are ")


def test_a_missing_corpus_is_one_sentence(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "nowhere"))
    for command in (["ask", QUESTION], ["ingest"]):
        assert (
            terminal.fails(*command) == f"The corpus folder {tmp_path / 'nowhere'} (ADVISOR_CORPUS_DIR) does not exist."
        )


def test_a_wrong_command_line_has_status_two(terminal: Terminal) -> None:
    for arguments in ([], ["advise"], ["ask"], ["ask", "a", "b"], ["ingest", "--wrong"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2


@pytest.mark.process
def test_an_answer_loads_neither_a_chat_models_library_nor_the_server(filled: Terminal, settings: Settings) -> None:
    done = run_process(settings, "-c", LOADED, "ask", QUESTION)

    assert done.stderr == "[] 0\n"


@pytest.mark.process
def test_help_and_lint_load_no_index(settings: Settings, guides: Path) -> None:
    done = run_process(settings, "-c", LOADED, "lint", str(guides / "baker.md"))
    assert done.stderr.splitlines()[-1].startswith("[] ")


@pytest.mark.process
def test_a_reader_that_leaves_early_and_a_terminal_without_dashes_end_in_no_traceback(
    filled: Terminal, settings: Settings
) -> None:
    write_guides(settings.corpus_dir, [f"Role{n}" for n in range(60)])
    command = [sys.executable, "-m", "advisor", "guides"]
    with subprocess.Popen(
        command,
        env={**os.environ, **environment(settings)},
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""

    plain = run_process(
        settings, "-m", "advisor", "ask", "Can a Baker work from home?", "--quotes", PYTHONIOENCODING="ascii"
    )
    assert plain.returncode == 0
    assert plain.stderr == ""
    assert "?A Baker rarely works from home" in plain.stdout
