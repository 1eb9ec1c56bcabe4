"""Write the parts of README.md and docs/ that follow from the code: settings, commands, routes, targets, decisions.

``python docs/generate.py`` writes them, with ``--answers`` also the answers that README.md shows; ``--check`` writes
nothing and exits with 1 when a block is stale or a measured one was edited by hand.
"""

import argparse
import contextlib
import html
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from evals.reporting.marked_blocks import (
    GENERATED,
    block_names,
    edited_blocks,
    fill_blocks,
    pages_of,
    waiting_blocks,
)

if TYPE_CHECKING:
    from advisor.bootstrap import Parts

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = "answers"
ANSWER_WIDTH = "100"
SOURCES, SUGGESTIONS = "\nQuoted from\n", "\n\nYou could ask\n"
# What README.md shows of an answer besides its sentences: the first quote, the suggestions, or neither.
QUESTIONS = {
    "Is a Six Sigma certificate worth it?": SOURCES,
    "Can I work from home?": "",
    "What's the top?": "",
    "How much does the CPIM exam cost?": SUGGESTIONS,
    "How much do welders earn?": "",
}
COMMANDS = ("advisor", "advisor-server", "advisor-evals")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="docs/generate.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--answers", action="store_true", help="also ask the questions of README.md anew")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a block is stale")
    arguments = parser.parse_args(argv)
    contents = blocks()
    if arguments.answers:
        contents[ANSWERS] = answers()
    stale = list(_refresh(contents, write=not arguments.check))
    edited = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages_of(ROOT)
        for name in edited_blocks(page.read_text(encoding="utf-8"))
    ]
    for where in stale:
        print(f"{where} is stale: run make docs" if arguments.check else f"{where} was written")
    for page in pages_of(ROOT):
        for name in waiting_blocks(page.read_text(encoding="utf-8")):
            print(f"{page.relative_to(ROOT)}: {name} waits for a run")
    for where in edited:
        print(f"{where} was edited by hand: advisor-evals figures writes it")
    return 1 if edited or (stale and arguments.check) else 0


def _refresh(contents: Mapping[str, str], *, write: bool) -> Iterator[str]:
    """Fill every page; the pages whose blocks were not as they should be. Unknown blocks are an error."""
    for page in pages_of(ROOT):
        text = page.read_text(encoding="utf-8")
        unknown = set(block_names(text, GENERATED)) - {*contents, ANSWERS}
        if unknown:
            raise SystemExit(f"{page}: nothing generates {', '.join(sorted(unknown))}")
        filled = fill_blocks(text, GENERATED, contents)
        if filled != text:
            if write:
                page.write_text(filled, encoding="utf-8")
            yield str(page.relative_to(ROOT))


def blocks() -> dict[str, str]:
    """Every generated block but the answers, which need an index."""
    from advisor.settings import Settings
    from server.settings import ServerSettings

    parsers = _parsers()
    return {
        "settings-advisor": _settings_table(Settings, without=("chat_", "web_")),
        "settings-web": _settings_table(Settings, prefix="web_"),
        "settings-chat": _settings_table(Settings, prefix="chat_"),
        "settings-server": _settings_table(ServerSettings, without="slack_"),
        "settings-slack": _settings_table(ServerSettings, prefix="slack_"),
        "commands": _command_lines(parsers),
        **{f"command-{name}": _command_reference(parsers[name]) for name in COMMANDS},
        "targets": _targets(),
        "routes": _routes(),
        "decisions": _decisions(),
    }


# --- settings ---


def _settings_table(settings: type[BaseSettings], *, prefix: str = "", without: str | tuple[str, ...] = "\0") -> str:
    env = str(settings.model_config["env_prefix"])
    rows = [
        (f"`{env}{name.upper()}`", _default(field.get_default(call_default_factory=True)), field.description or "")
        for name, field in settings.model_fields.items()
        if name.startswith(prefix) and not name.startswith(without)
    ]
    return _table(("name", "default", "meaning"), rows)


def _default(value: object) -> str:
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    if plain is None or plain in ("", {}):
        return "–"
    return f"`{plain:g}`" if isinstance(plain, float) else f"`{plain}`"


# --- commands ---


def _parsers() -> dict[str, argparse.ArgumentParser]:
    from advisor.__main__ import build_parser as advisor
    from evals.__main__ import build_parser as evals
    from server.__main__ import build_parser as server

    return {"advisor": advisor(), "advisor-server": server(), "advisor-evals": evals()}


def _command_lines(parsers: Mapping[str, argparse.ArgumentParser]) -> str:
    """A line for each command of ``advisor``, and one each for the other two programs."""
    rows = [(f"`advisor {_call(name, parser)}`", summary) for name, parser, summary in _subcommands(parsers["advisor"])]
    rows.append(("`advisor-server`", "serve HTTP, the chat page, the widget and Slack; `--demo`: with a sample site"))
    names = ", ".join(f"`{name}`" for name, _, _ in _subcommands(parsers["advisor-evals"]))
    rows.append(("`advisor-evals COMMAND`", f"measure answers, speed and memory: {names}"))
    return _table(("command", "what it does"), rows)


def _command_reference(parser: argparse.ArgumentParser) -> str:
    commands = list(_subcommands(parser))
    if not commands:
        return f"```text\n{_usage(parser)}\n```\n\n{_arguments(parser)}"
    parts = []
    for name, command, summary in commands:
        parts.append(f"### {parser.prog} {name}\n\n{_sentence(summary)}\n\n```text\n{_usage(command)}\n```")
        if table := _arguments(command):
            parts.append(table)
    return "\n\n".join(parts)


def _subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield name, command, summaries[name]


def _call(name: str, parser: argparse.ArgumentParser) -> str:
    """The command with what has to follow it: ``ask QUESTION``."""
    following = [_positional(action) for action in parser._actions if not action.option_strings]
    return " ".join((name, *following))


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest.upper())
    return {"*": f"[{name}…]", "?": f"[{name}]", "+": f"{name}…"}.get(str(action.nargs), name)


def _usage(parser: argparse.ArgumentParser) -> str:
    with _environment(COLUMNS="100"):
        lines = parser.format_usage().replace(" [-h]", "").removeprefix("usage: ").splitlines()
    return "\n".join([lines[0], *(f"    {line.strip()}" for line in lines[1:])])


def _arguments(parser: argparse.ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        value = "" if action.nargs == 0 else str(action.metavar or _choices(action) or action.dest.upper())
        name = f"{action.option_strings[-1]} {value}".rstrip() if action.option_strings else _positional(action)
        rows.append((f"`{name}`", action.help or "–"))
    return _table(("argument", "meaning"), rows) if rows else ""


def _choices(action: argparse.Action) -> str:
    return "|".join(map(str, action.choices)) if action.choices else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


# --- the rest ---


def _targets() -> str:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z-]+):.*?## (.*)$", makefile, re.MULTILINE)
    return _table(("target", "what it does"), [(f"`make {name}`", summary) for name, summary in found])


def _routes() -> str:
    from advisor.bootstrap import Parts
    from advisor.settings import Settings
    from server.app import create_app
    from server.settings import ServerSettings

    with TemporaryDirectory() as folder:
        parts = Parts(Settings(data_dir=Path(folder, "data")), build=_no_encoder)
        schema: dict[str, Any] = create_app(parts.advisor(), parts.conversations(), ServerSettings()).openapi()
    rows = [
        (f"`{method.upper()} {path}`", operation["summary"], _session(operation))
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]
    return _table(("route", "what it does", "session"), rows)


def _no_encoder(_: object) -> Any:
    """The routes are the same without one, and loading it takes a second."""


def _session(operation: Mapping[str, Any]) -> str:
    ways = operation.get("security", [])
    return "–" if not ways else "optional" if {} in ways else "required"


def _decisions() -> str:
    rows = []
    for path in sorted((ROOT / "docs" / "decisions").glob("20*.md")):
        title = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
        rows.append((path.name[:10], f"[{title}]({path.name})"))
    return _table(("date", "decision"), rows)


def answers() -> str:
    """What ``advisor ask`` prints to the questions of README.md, over an index made for them."""
    from advisor.bootstrap import Parts
    from advisor.settings import Settings

    with TemporaryDirectory() as folder:
        parts = Parts(Settings(data_dir=Path(folder, "data"), embed_model="", chat_model=""))
        parts.ingest([ROOT / "corpus"])
        return answers_of(parts)


def answers_of(parts: "Parts") -> str:
    """The same over an index that is there; of the first question, with what it quotes first."""
    from advisor.cli.answers import show_answer
    from advisor.domain import Question

    async def ask_all() -> list[str]:
        advisor = parts.advisor()
        try:
            return [_printed(show_answer, await advisor.ask(Question(question))) for question in QUESTIONS]
        finally:
            await advisor.aclose()

    import asyncio

    with _environment(COLUMNS=ANSWER_WIDTH):
        shown = asyncio.run(ask_all())
    asked = zip(QUESTIONS.items(), shown, strict=True)
    parts_shown = [f'$ advisor ask "{question}"\n{_short(text, kept)}' for (question, kept), text in asked]
    return "```text\n" + "\n\n".join(parts_shown) + "\n```"


def _printed(show: Any, answer: object) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(answer)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n")


def _short(text: str, kept: str) -> str:
    """An answer's sentences, and ``kept`` of the rest; an ellipsis stands for what is left out."""
    said, _, suggestions = text.partition(SUGGESTIONS)
    said, _, sources = said.partition(SOURCES)
    if kept == SUGGESTIONS:
        return f"{said.rstrip()}{SUGGESTIONS}{suggestions}"
    if kept == SOURCES:
        first = re.split(r"^\[2\] ", sources, flags=re.MULTILINE)[0]
        return f"{said.rstrip()}\n{SOURCES}{first.rstrip()}\n…"
    return f"{said.rstrip()}\n…"


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """As the site and code hosts both read it: no two agree on a bar or an angle inside backticks."""
    parts = re.split(r"`([^`]*)`", text)
    for n, part in enumerate(parts):
        escaped = html.escape(part, quote=False).replace("|", "&#124;")
        parts[n] = escaped if n % 2 == 0 else f"`{part}`" if escaped == part else f"<code>{escaped}</code>"
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
