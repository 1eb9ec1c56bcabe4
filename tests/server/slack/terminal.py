"""The Slack app in a terminal, with no Slack: ``make slack``. What is typed goes through the fake, as from a person.

The guides that ship are indexed in a temporary folder; nothing is left behind.
"""

import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.live import Live as Screen
from rich.markdown import Markdown

from advisor.answering.extractive_writer import QuotingWriter
from advisor.bootstrap import Parts
from advisor.errors import AdvisorError
from advisor.settings import load_settings
from tests.server.made import free_port
from tests.server.slack.fake import Posted
from tests.server.slack.people import Person, in_slack

HELP = """\
  a question      a direct message, or on in the thread where you are
  @ a question    mentions the app in a channel; then you are in that thread
  /career ...     asks privately
  about ...       "Ask about this message" in the menu of a message that says so
  1, 2, 3 ...     presses that button under the last message
  + or -          rates the last message
  dm              back to the direct messages, in a new thread
  home            the app's Home tab
  quit            or Ctrl-D; Ctrl-C while it answers presses the stop button"""
CHANNEL = "C1"
LINK = re.compile(r"(?<!\\)\[(\d+)\]\((\S+?)\)")
PAUSE_S = 0.05
LIMIT_S = 10.0  # for the first sign of something
STILL_S = 0.4  # nobody tells that nothing more comes: so long without work is the end


class Terminal:
    """One person's Slack: where they are, and what they saw last."""

    def __init__(self, person: Person, console: Console) -> None:
        self._person = person
        self._fake = person.fake
        self._console = console
        self._channel, self._thread = person.dm, ""
        self._last: Posted | None = None
        self._shown = {posted.ts for posted in [*self._fake.messages.values(), *self._fake.private]}
        self.wants_stop = False

    @property
    def is_working(self) -> bool:
        """Whether the app works in some thread."""
        return "processing" in self._fake.sessions.values()

    def obey(self, line: str, more: Iterator[str]) -> None:
        """One line of what somebody types; ``more`` are the next ones, for a form."""
        word, _, rest = line.partition(" ")
        if line == "help":
            self._console.print(HELP, markup=False, highlight=False)
        elif line == "home":
            self._home()
        elif line == "dm":
            self._channel, self._thread = self._person.dm, ""
            self._prompts()
        elif word == "@":
            self._channel, self._thread = CHANNEL, self._person.mentions(rest, channel=CHANNEL)
            self._watch()
        elif word == "/career":
            at_once = self._person.commands(rest)
            self._say(at_once) if at_once else self._watch()
        elif word == "about" and rest:
            self._person.asks_about(rest)
            self._watch()
        elif line.isdigit() and self._last and 1 <= int(line) <= len(self._last.buttons):
            is_private = self._last in self._fake.private
            self._person.presses(self._last, self._last.buttons[int(line) - 1], is_private=is_private)
            self._thread = self._thread if is_private else self._last.thread or self._last.ts
            self._watch()
        elif line in ("+", "-") and self._last and self._last.thumbs:
            self._rate(line, more)
        elif line.isdigit() or line in ("+", "-"):
            self._say("There is no such button under the last message.")
        else:
            self._thread = self._person.writes(line, channel=self._channel, thread=self._thread)
            self._watch()

    def begin(self) -> None:
        self._console.print("This is the Slack app without Slack. “help” says what can be done.", markup=False)
        self._prompts()

    # --- what is shown ---

    def _prompts(self) -> None:
        self._person.opens("messages")
        call = self._wait_for_call("assistant.threads.setSuggestedPrompts")
        self._say(
            "You open the direct messages. Slack offers:\n" + "\n".join(f"  {p['title']}" for p in call["prompts"])
        )

    def _home(self) -> None:
        self._person.opens("home")
        for block in self._wait_for_call("views.publish")["view"]["blocks"]:
            if block["type"] == "header":
                self._console.print(f"\n{block['text']['text']}", style="bold", markup=False)
            else:
                self._console.print(Markdown("\n".join(_rich_lines(block["elements"]))))

    def _rate(self, line: str, more: Iterator[str]) -> None:
        assert self._last is not None
        n_forms = len(self._fake.called("views.open"))
        self._person.rates(self._last, "positive" if line == "+" else "negative")
        if line == "-":
            view = self._wait_for_call("views.open", n_forms)["view"]
            options = view["blocks"][0]["element"]["options"]
            words = "\n".join(f"  {n}  {option['text']['text']}" for n, option in enumerate(options, 1))
            self._say(f"A form opens: {view['title']['text']}\n{words}\nA number, and a remark if you like:")
            number, _, remark = next(more, "").strip().partition(" ")
            chosen = options[int(number) - 1 if number.isdigit() and 1 <= int(number) <= len(options) else -1]
            self._say(self._person.submits(view, chosen["value"], remark) or "The form closes.")
        else:
            self._watch()

    def _watch(self) -> None:
        """Show what comes, until nothing more does."""
        end = time.monotonic() + LIMIT_S
        with Screen(console=self._console, transient=True, auto_refresh=False) as screen:
            while time.monotonic() < end:
                new = self._new()
                if self.is_working or any(m.is_streaming for m in new):
                    end = time.monotonic() + STILL_S
                    screen.update(Markdown("\n\n".join([*map(_readable, new), "_… (Ctrl-C stops it)_"])), refresh=True)
                    if self.wants_stop:
                        self._person.stops(self._channel, self._thread)
                elif new:
                    end = min(end, time.monotonic() + STILL_S)
                self.wants_stop = False
                time.sleep(PAUSE_S)
        if not self._new():
            self._say("Nothing came.")
        for posted in self._new():
            self._shown.add(posted.ts)
            self._last = posted if posted.buttons or posted.thumbs else self._last
            self._print(posted)

    def _new(self) -> list[Posted]:
        found = [*self._fake.messages.values(), *self._fake.private]
        return [posted for posted in found if posted.ts not in self._shown]

    def _print(self, posted: Posted) -> None:
        where = "only for you" if posted in self._fake.private else _name(posted.channel)
        self._console.rule(f"Career advisor, {where}", align="left")
        self._console.print(Markdown(_readable(posted)))
        for n, button in enumerate(posted.buttons, 1):
            self._console.print(f"  ({n}) {button['text']['text']}", markup=False, highlight=False)
        if posted.thumbs:
            self._console.print("  (+) 👍  (-) 👎", markup=False)

    def _say(self, what: Any) -> None:
        text = what.get("text", "") if isinstance(what, dict) else str(what or "")
        if text:
            self._console.print(text, markup=False, highlight=False)

    def _wait_for_call(self, method: str, n_before: int = 0) -> dict[str, Any]:
        while len(self._fake.called(method)) <= n_before:
            time.sleep(PAUSE_S)
        return self._fake.called(method)[-1]


def talk(person: Person, lines: Iterable[str], console: Console) -> None:
    """Take one line after the other until there are no more, or one says quit."""
    terminal = Terminal(person, console)

    def interrupted(*_: object) -> None:
        if not terminal.is_working:
            raise KeyboardInterrupt
        terminal.wants_stop = True

    terminal.begin()
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        _take(terminal, person, lines, console)
    finally:
        signal.signal(signal.SIGINT, before)


def _take(terminal: Terminal, person: Person, lines: Iterable[str], console: Console) -> None:
    more = iter(lines)
    for line in more:
        if line.strip() == "quit":
            return
        if line.strip():
            terminal.obey(line.strip(), more)
        for rule in person.fake.broken:
            console.print(f"Slack would refuse this: {rule}", style="red", markup=False)
        person.fake.broken.clear()


def typed() -> Iterator[str]:
    """Lines of the keyboard; Ctrl-C at the prompt ends it like Ctrl-D."""
    try:
        while True:
            yield input("\n> ")
    except (EOFError, KeyboardInterrupt):
        return


def _readable(posted: Posted) -> str:
    """Links as they are labelled in Slack, with brackets that a terminal needs to tell them from words."""
    return LINK.sub(r"[\\[\1\\]](\2)", posted.markdown or posted.text).replace("<@U1>", "@you")


def _rich_lines(elements: list[dict[str, Any]]) -> Iterator[str]:
    for element in elements:
        bullet = "- " if element["type"] == "rich_text_list" else ""
        for section in element["elements"] if bullet else [element]:
            part = section["elements"][0]
            yield f"{bullet}[{part['text']}]({part['url']})" if part["type"] == "link" else f"{bullet}{part['text']}"


def _name(channel: str) -> str:
    return "direct message" if channel.startswith("D") else "#general"


def main() -> int:
    console = Console()
    with TemporaryDirectory(prefix="career-advisor-slack-") as folder:
        try:
            parts = Parts(load_settings().model_copy(update={"data_dir": Path(folder)}))
            with console.status("Indexing the guides …"):
                parts.ingest([])
            listener = free_port()
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with in_slack(parts, writer=QuotingWriter(), listener=listener, public_url=address) as person:
                talk(person, typed(), console)
        except AdvisorError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
