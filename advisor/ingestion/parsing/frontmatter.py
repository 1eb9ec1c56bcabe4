"""Front matter of Markdown guides: YAML, TOML or JSON."""

import json
import re
import tomllib
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
# What other programs call these fields; the field's own name comes first where both are there.
_ALIASES = {
    "license": "licence",
    "updated": "date",
    "lastmod": "date",
    "last_updated": "date",
    "last_modified": "date",
    "published": "date",
    "url": "source_url",
    "canonical_url": "source_url",
    "canonical": "source_url",
    "source": "credited",
    "sources": "credited",
    "occupation": "role",
    "career": "role",
    "job_title": "role",
}
_JOINED = ("role", "country", "currency", "licence")  # may be lists
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML_OPENING = re.compile(r"\A\s*\+\+\+[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:[\w-]+[ \t]*=|\[)")
_JSON_OPENING = re.compile(r"\A\s*\{\s*\"[A-Za-z_]")
_LOOSE = re.compile(r"^([A-Za-z_][\w -]*):[ \t]+([^\s\"'\[{&*!|>%#][^\n]*:(?:[ \t][^\n]*)?)$", re.MULTILINE)
_LOOSE_MARK = re.compile(r"^([A-Za-z_][\w -]*):[ \t]+([@`%][^\n]*)$", re.MULTILINE)
_STR, _NULL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_TIME = "tag:yaml.org,2002:timestamp"
_NUMBERED_DAY = re.compile(r"[0-9]{1,4}(?:\.?[0-9]{1,4})?")  # 2024, 5.2024, 20240501
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
    if found := _read_other(text, name):
        return found
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
    return _checked(root, match[1], match.end(), before=before, name=name)


def _read_other(text: str, name: str) -> FrontMatter | None:
    """The front matter of a text that opens with TOML or JSON."""
    said: object = None
    try:
        if (match := _TOML.match(text)) and _TOML_OPENING.match(text):
            block, length = match[1], match.end()
            if len(block) > MAX_CHARS:
                raise GuideError(f"{name}, line 1: the front matter is longer than {MAX_CHARS} characters; shorten it.")
            said = tomllib.loads(block)
        elif _TOML_OPENING.match(text):
            raise GuideError(f"{name}, line 1: the front matter is never closed; end it with a line of three pluses.")
        elif _JSON_OPENING.match(text):
            start = len(text) - len(text.lstrip())
            said, length = json.JSONDecoder().raw_decode(text[: start + MAX_CHARS], start)
            block = text[:length]
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError, ValueError) as error:
        kind = "TOML" if _TOML.match(text) else "JSON"
        problem = tidy_line(_first_line(error), 2 * MAX_SHOWN_CHARS)
        raise GuideError(f"{name}, line 1: the front matter is not {kind} ({problem}).") from error
    if not isinstance(said, dict):
        return None
    root = _compose(json.dumps({key: value for key, value in said.items() if _field(str(key))}, default=_written))
    known = root if isinstance(root, yaml.MappingNode) else yaml.MappingNode("tag:yaml.org,2002:map", [])
    return _checked(known, block, length, before=text[: text.find(block)].count("\n") if block else 0, name=name)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _field(key: str) -> str:
    """The field that a key names, however it is spelt; empty for others."""
    plain = key.strip().lower().replace("-", "_").replace(" ", "_")
    plain = _ALIASES.get(plain, plain)
    return plain if plain in _FIELDS else ""


def _compose(block: str) -> yaml.Node | None:
    """The YAML of a block.

    Where it is none, values with a colon in them are taken as people mean them: ``title: Welder: a guide``.
    """
    try:
        return _compose_strictly(block)
    except yaml.MarkedYAMLError:
        loose = _LOOSE_MARK.sub(_quoted, _LOOSE.sub(_quoted, block))
        if loose == block:
            raise
        return _compose_strictly(loose)


def _quoted(match: re.Match[str]) -> str:
    return f"{match[1]}: {json.dumps(match[2].strip(), ensure_ascii=False)}"


def _compose_strictly(block: str) -> yaml.Node | None:
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


def _checked(root: yaml.MappingNode, block: str, length: int, *, before: int, name: str) -> FrontMatter:
    told = _Told()
    known = [(_field(key.value), key, value) for key, value in root.value if isinstance(key, yaml.ScalarNode)]
    for field_name, key, value in sorted(known, key=lambda one: one[0] == one[1].value.lower()):
        if not field_name:
            continue
        try:
            if field_name in _LISTS:
                told.lists[field_name] = _names(value) or told.lists.get(field_name, ())
            else:
                as_words = field_name in ("id", "title")  # which no number or truth value is
                as_date = field_name in ("date", "period")
                line = _line(value, joined=field_name in _JOINED, as_date=as_date, as_words=as_words)
                is_address = field_name != "source_url" or key.value == field_name or line.startswith("http")
                told.lines[field_name] = (line if is_address else "") or told.lines.get(field_name, "")
        except ValueError as error:
            if key.value != field_name:
                continue  # another program's field, which it fills as it likes
            wanted = "a list of names" if field_name in _LISTS else "text"
            where = f"{name}, line {before + 1 + key.start_mark.line}"
            raise GuideError(f"{where}: {field_name} in the front matter must be {wanted}, not {error}.") from None
    guide_id = told.lines.get("id", "")
    if guide_id and not _ID.fullmatch(guide_id):
        where = f"{name}, line {_line_of('id', block, before)}"
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
    return FrontMatter(guide_id, told.lines.get("title", ""), metadata, length)


def _names(node: yaml.Node) -> tuple[str, ...]:
    """One name or a list of names. Raises ValueError, whose text shows what stands there instead."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(nodes) > MAX_CREDITED:
        raise ValueError(f"{len(nodes)} of them (at most {MAX_CREDITED})")
    return tuple(line for line in (_line(one) for one in nodes) if line)


def _line(node: yaml.Node, *, joined: bool = False, as_date: bool = False, as_words: bool = False) -> str:
    """A value as one line; empty if it says that nothing is known.

    A list of one is its value. Raises ValueError, whose text shows what stands there instead.
    """
    if isinstance(node, yaml.SequenceNode) and (joined or len(node.value) == 1):
        return ", ".join(
            filter(None, (_line(one, as_date=as_date, as_words=as_words) for one in node.value[:MAX_CREDITED]))
        )
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a list" if isinstance(node, yaml.SequenceNode) else "a mapping")
    if node.tag == _NULL:
        return ""
    if as_words and node.tag != _STR:
        raise ValueError(_shown(node.value))
    if as_date and node.tag not in (_STR, _TIME) and not _NUMBERED_DAY.fullmatch(node.value):
        raise ValueError(_shown(node.value))
    line = tidy_line(node.value, MAX_LINE_CHARS)  # as it is written: NO is a country, 2024 a year
    if as_date and node.tag == _TIME:
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
