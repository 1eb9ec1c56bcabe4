"""YAML front matter of Markdown guides."""

import re
from dataclasses import dataclass, field
from datetime import date

import yaml

from advisor.domain import GuideMetadata
from advisor.errors import GuideError
from advisor.text.invisible import tidy_line

MAX_CHARS = 20_000
MAX_DEPTH = 12
MAX_LINE_CHARS = 500  # of a title, a name or any other value
MAX_CREDITED = 50
MAX_SHOWN_CHARS = 60

_BLOCK = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A\s*---[ \t]*\n[ \t]*[A-Za-z_][\w -]*:(?:\s|$)", re.MULTILINE)
_KEY = re.compile(r"[ \t]*[\"'A-Za-z_#]")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NOT_STATED = ("unknown", "none", "n/a", "not stated", "undated")


_FIELDS = frozenset(
    "id title role country currency credited date licence source_url also_called release period".split(),
)
_LISTS = ("credited", "also_called")
_STR, _NULL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_INT, _TIME = "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"
_YEAR = re.compile(r"[1-9][0-9]{3}")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TAGS = frozenset(yaml.SafeLoader.yaml_constructors) | {"tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"}


class _Composer(yaml.SafeLoader):
    """A YAML composer without values, aliases or deep nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        problem = "it uses an alias, *" if isinstance(event, yaml.AliasEvent) else ""
        if self._depth >= MAX_DEPTH:
            problem = "it is nested too deeply"
        if problem:
            raise yaml.composer.ComposerError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        if node is not None and node.tag not in _TAGS:
            raise yaml.composer.ComposerError(
                problem=f"it uses the tag {_shown(node.tag)}", problem_mark=node.start_mark
            )
        return node


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The content of the block, and its length in the file."""

    id: str
    title: str
    metadata: GuideMetadata
    length: int


def read_front(text: str, *, name: str) -> FrontMatter:
    """The front matter of ``text``, empty without one.

    Raises GuideError naming the file, line and key.
    """
    match = _BLOCK.match(text)
    if not match or not (_KEY.match(match[1]) or not match[1].strip()):
        if _OPENING.match(text):
            raise GuideError(f"{name}, line 1: the front matter is never closed; end it with a line of three hyphens.")
        return FrontMatter("", "", GuideMetadata(), 0)
    before = text[: match.start(1)].count("\n")
    if len(match[1]) > MAX_CHARS:
        raise GuideError(f"{name}, line 1: the front matter is longer than {MAX_CHARS} characters; shorten it.")
    try:
        root = _compose(match[1])
    except yaml.MarkedYAMLError as error:
        line = before + 1 + (error.problem_mark.line if error.problem_mark else 0)
        problem = tidy_line(str(error.problem), 2 * MAX_SHOWN_CHARS)
        raise GuideError(f"{name}, line {line}: the front matter is not YAML that a guide uses ({problem}).") from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:  # as of "\UFFFFFFFF"
        problem = tidy_line(_first_line(error), 2 * MAX_SHOWN_CHARS)
        raise GuideError(f"{name}, line {before + 1}: the front matter is not YAML ({problem}).") from error
    if root is None or root.tag == _NULL:
        return FrontMatter("", "", GuideMetadata(), match.end())
    if not isinstance(root, yaml.MappingNode):
        if _OPENING.match(text):
            raise GuideError(f"{name}, line {before + 1}: the front matter must be lines of the form 'key: value'.")
        return FrontMatter("", "", GuideMetadata(), 0)
    return _checked(root, match, before=before, name=name)


def _compose(block: str) -> yaml.Node | None:
    composer = _Composer(block)
    try:
        root: yaml.Node | None = composer.get_single_node()
        return root
    finally:
        composer.dispose()


@dataclass(slots=True)
class _Told:
    """What the known keys say, as single lines."""

    lines: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _checked(root: yaml.MappingNode, match: re.Match[str], *, before: int, name: str) -> FrontMatter:
    told = _Told()
    for key, value in root.value:
        if not (isinstance(key, yaml.ScalarNode) and key.tag == _STR and key.value in _FIELDS):
            continue
        try:
            if key.value in _LISTS:
                told.lists[key.value] = _names(value)
            else:
                told.lines[key.value] = _line(value, as_date=key.value in ("date", "period"))
        except ValueError as error:
            wanted = "a list of names" if key.value in _LISTS else "text"
            where = f"{name}, line {before + 1 + key.start_mark.line}"
            raise GuideError(f"{where}: {key.value} in the front matter must be {wanted}, not {error}.") from None
    guide_id = told.lines.get("id", "")
    if guide_id and not _ID.fullmatch(guide_id):
        where = f"{name}, line {_line_of('id', match[1], before)}"
        raise GuideError(f"{where}: the id {guide_id!r:.80} may have only a-z, 0-9 and hyphens, at most 64 of them.")
    metadata = GuideMetadata(
        role=told.lines.get("role", ""),
        country=told.lines.get("country", ""),
        currency=told.lines.get("currency", ""),
        credited=told.lists.get("credited", ()),
        date=told.lines.get("date", ""),
        licence=told.lines.get("licence", ""),
        source_url=told.lines.get("source_url", ""),
        also_called=told.lists.get("also_called", ()),
        release=told.lines.get("release", ""),
        period=told.lines.get("period", ""),
    )
    return FrontMatter(guide_id, told.lines.get("title", ""), metadata, match.end())


def _names(node: yaml.Node) -> tuple[str, ...]:
    """One name or a list of names. Raises ValueError, whose text shows what stands there instead."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(nodes) > MAX_CREDITED:
        raise ValueError(f"{len(nodes)} of them (at most {MAX_CREDITED})")
    return tuple(line for line in (_line(one) for one in nodes) if line)


def _line(node: yaml.Node, *, as_date: bool = False) -> str:
    """A value as one line; empty if it says that nothing is known.

    Raises ValueError, whose text shows what stands there instead.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a list" if isinstance(node, yaml.SequenceNode) else "a mapping")
    if node.tag == _NULL:
        return ""
    if node.tag != _STR and not (as_date and (node.tag == _TIME or _YEAR.fullmatch(node.value))):
        raise ValueError(_shown(node.value))
    line = tidy_line(node.value, MAX_LINE_CHARS)
    if node.tag == _TIME:
        line = _iso(line)
    return "" if line.lower() in _NOT_STATED else line


def _iso(said: str) -> str:
    """A YAML timestamp as an ISO date or date with time. Raises ValueError for one that no calendar has."""
    match = _DAY.match(said)
    if not match:
        return said
    try:
        day = date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise ValueError(_shown(said)) from None
    return day + said[match.end() :]


def _shown(value: str) -> str:
    return repr(tidy_line(value[: 10 * MAX_SHOWN_CHARS], MAX_SHOWN_CHARS))


def _line_of(key: str, block: str, before: int) -> int:
    match = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?\s*:", block, re.MULTILINE)
    return before + 1 + (block.count("\n", 0, match.start() + len(match[0]) - len(match[0].lstrip())) if match else 0)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
