"""Compares the guide that ships with the text it retells: what was lost on the way, and what was copied.

``python -m tests.corpus.parity [ORIGINAL]`` prints both lists and ends with 1 unless both are empty. The two
texts are compared section by section, so a figure that moved to the wrong section counts as lost. The
publisher's boilerplate is whatever stands under the last heading that the two texts share.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.ingestion.mojibake import repair

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "corpus" / "production-manager.md"
ORIGINAL = Path("guides") / "production-manager-career-path-guide.txt"
RUN_WORDS = 8
TOP = "(top)"

NUMBER = r"\$?\d[\d,.:]*\d|\$?\d"
FIGURE = re.compile(rf"(?:{NUMBER})(?:\s?[-–—/]\s?(?:{NUMBER}))?[%+]?")
NUMBER_WORD = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twice|dozen)\b", re.I)
ACRONYM = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*\b|\bU\.S\.|\b[A-Z]\w*\.com\b")
# A run of capitalised words; nothing but spaces, "&" and the name's own "of", "and", "for", "in", "the" between.
NAME = re.compile(r"[A-Z][\w-]*(?:(?: (?:of|and|for|in|the|&))* [A-Z][\w-]*)*")
SENTENCE_START = re.compile(r"(?:^|[.!?:] |• )$")


@dataclass(frozen=True, slots=True)
class Texts:
    """Both texts as lines under the same headings, in the order of the shipped guide."""

    original: dict[str, list[str]]
    shipped: dict[str, list[str]]
    boilerplate: list[str]


@dataclass(frozen=True, slots=True)
class Loss:
    """A figure, name, acronym or list item of a section of the original that ours lacks there."""

    section: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that both texts use, as they stand in the shipped guide."""

    section: str
    words: str
    count: int


def find_original() -> Path | None:
    """The original guide, in the folder that CAREER_SHARED_DATA names or in ``../shared/data``, if it is there."""
    shared = Path(os.environ.get("CAREER_SHARED_DATA") or ROOT.parent / "shared" / "data")
    path = shared / ORIGINAL
    return path if path.is_file() else None


def read_texts(original: Path, shipped: Path = SHIPPED) -> Texts:
    """Both texts cut at the shipped guide's headings; ValueError names a heading that the original lacks."""
    _, _, body = shipped.read_text(encoding="utf-8").split("---\n", 2)
    ours: dict[str, list[str]] = {TOP: []}
    for line in body.splitlines():
        if line.startswith("#"):
            ours[line.lstrip("# ")] = []
        elif line.strip():
            ours[list(ours)[-1]].append(line)
    theirs: dict[str, list[str]] = {TOP: []}
    wanted = list(ours)[1:]
    lines = [line.strip() for line in repair(original.read_text(encoding="utf-8")).text.splitlines()]
    for line in filter(None, lines):
        name = line if line.startswith("•") else re.sub(r"^\W+", "", line)
        if name in wanted:
            del wanted[: wanted.index(name) + 1]
            theirs[name] = []
        else:
            theirs[list(theirs)[-1]].append(line)
    last = list(ours)[-1]
    if last not in theirs:
        raise ValueError(f"{original}: the heading '{last}' does not stand where the shipped guide has it")
    boilerplate, theirs[last] = theirs[last], []
    return Texts(theirs, ours, boilerplate)


def new_headings(texts: Texts) -> list[str]:
    """Headings of the shipped guide that the original has not, or not in this order."""
    return [name for name in texts.shipped if name not in texts.original]


def losses(texts: Texts) -> list[Loss]:
    """Figures, acronyms, names and list items of each section that the same section of ours lacks.

    A section of ours with a heading that the original lacks belongs to the one before it.
    """
    found: list[Loss] = []
    ours: dict[str, list[str]] = {}
    for name, lines in texts.shipped.items():
        ours.setdefault(name if name in texts.original else list(ours)[-1], []).extend(lines)
    for section, lines in texts.original.items():
        mine = ours[section]
        have = _plain(" ".join([section, *mine]))
        have_figures = set(figures(mine))
        have_figures |= {figure.replace("$", "") for figure in have_figures}
        lost = [("figure", f) for f in dict.fromkeys(figures(lines)) if f not in have_figures]
        lost += [("acronym", a) for a in dict.fromkeys(acronyms(lines)) if _plain(a) not in have]
        lost += [("name", n) for n in dict.fromkeys(names(lines)) if _plain(n) not in have]
        n_items = sum(line.startswith("•") for line in lines)
        n_mine = sum(line.startswith("- ") for line in mine)
        if n_items != n_mine:
            lost.append(("list", f"{n_items} items, ours {n_mine}"))
        found += [Loss(section, kind, what) for kind, what in lost]
    return found


def figures(lines: Sequence[str]) -> Iterator[str]:
    """Numbers and ranges with their ``$``, ``%`` or ``+``, and number words; dashes made alike."""
    for line in lines:
        for match in FIGURE.finditer(line):
            yield re.sub(r"\s?[-–—]\s?", "-", match[0]).replace("-$", "-")
        for match in NUMBER_WORD.finditer(line):
            yield match[0].lower()


def acronyms(lines: Sequence[str]) -> Iterator[str]:
    """Words with two capitals or more (ERP, IoT, PowerPoint), and the like of ``U.S.`` and ``Name.com``."""
    for line in lines:
        yield from (match[0] for match in ACRONYM.finditer(line))


def names(lines: Sequence[str]) -> Iterator[str]:
    """Runs of capitalised words. The capital that opens a sentence or a list item makes no name by itself."""
    for line in lines:
        is_prose = line.endswith((".", "?", "!"))
        for match in NAME.finditer(line):
            name = match[0]
            if SENTENCE_START.search(line[: match.start()]):
                rest = name.partition(" ")[2]
                name = rest if is_prose or not rest else name
            if len(name) > 1 and name[0].isupper():
                yield name


def _plain(text: str) -> str:
    """Lower-case words without their plural s, each between spaces, so that ``in`` compares whole words."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'s", "").replace("’s", ""))
    return " " + " ".join(word.removesuffix("s") for word in words) + " "


def copied_runs(texts: Texts, n_words: int = RUN_WORDS) -> list[Run]:
    """The longest runs of ``n_words`` words or more within a line of ours that stand in a line of the original.

    Case and punctuation do not count. Headings are names and are left out; so are runs over a line's end,
    which only labelled figures have in common.
    """
    theirs: set[tuple[str, ...]] = set()
    for lines in texts.original.values():
        for line in lines:
            words = _words(line)
            theirs |= {tuple(words[i : i + n_words]) for i in range(len(words) - n_words + 1)}
    runs: list[Run] = []
    for section, lines in texts.shipped.items():
        for line in lines:
            words = _words(line)
            covered = 0
            for i in range(len(words) - n_words + 1):
                if i < covered or tuple(words[i : i + n_words]) not in theirs:
                    continue
                end = i + n_words
                while tuple(words[end - n_words + 1 : end + 1]) in theirs and end < len(words):
                    end += 1
                runs.append(Run(section, " ".join(words[i:end]), end - i))
                covered = end
    return runs


def _words(line: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", line.lower().replace("'", "").replace("’", ""))


def main(arguments: Sequence[str]) -> int:
    path = Path(arguments[0]) if arguments else find_original()
    if path is None:
        print("The original guide is not at hand: name its file, or set CAREER_SHARED_DATA.")
        return 2
    texts = read_texts(path)
    lost, runs = losses(texts), copied_runs(texts)
    n_words = {
        name: sum(len(_words(line)) for lines in side.values() for line in lines)
        for name, side in (("original", texts.original), ("shipped", texts.shipped))
    }
    print(
        f"{len(texts.original)} sections, {n_words['original']} words; ours {len(texts.shipped)}, {n_words['shipped']}"
    )
    print(f"boilerplate left out: {len(texts.boilerplate)} lines")
    print(f"headings of ours alone: {', '.join(new_headings(texts)) or 'none'}")
    print(f"lost: {len(lost)}")
    for loss in lost:
        print(f"  {loss.section}: {loss.kind} {loss.what}")
    print(f"runs of {RUN_WORDS} words or more in common: {len(runs)}")
    for run in runs:
        print(f"  {run.section}: {run.words}")
    return 1 if lost or runs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
