"""Marks of Markdown's dialects, written as plain Markdown.

Those of GitHub, Obsidian, MkDocs, Docusaurus, Hugo, Jekyll, Quarto and wikis.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from advisor.ingestion.parsing.left_out import LeftOut

CODE, COMMENT, TAGS = "code of the site's template", "a comment", "tags of the page"
MAX_TERM_CHARS = 120
MAX_TAG_LINES = 40  # of one component that is opened over several lines

_FENCE = re.compile(r"[ \t]{0,12}(?:[-*+>] )?[ \t]{0,3}(`{3,}|~{3,})")
_DRAWN = re.compile(
    r"[ \t]{0,3}(?:`{3,9}|~{3,9})[ \t]*\{?\.?(?:dataview|dataviewjs|mermaid|query|tasks|plantuml|vega-lite)\b"
)
_FIELD = re.compile(r"(?P<mark>[ \t]{0,8}(?:[-*+] )?)(?P<name>[A-Za-z][\w -]{0,40}):: +(?=\S)")
_BOXED = re.compile(r'([ \t]*)(?:!!!|\?\?\?\+?)[ \t]*([A-Za-z][\w-]*)[^"\n]{0,80}(?:"([^"\n]*)")?[ \t]*$')
_TAB = re.compile(r'([ \t]*)===[!+]?[ \t]+"([^"\n]+)"[ \t]*$')
_DIRECTIVE = re.compile(r"([ \t]*):{3,}[ \t]*([^\n]*)$")
_DIRECTIVE_NAME = re.compile(r"\{[^{}]*\}|[\w-]+")
_QUOTED_NAME = re.compile(r"""\b(?:title|summary|header|label|name|question)[ \t]*=[ \t]*["']([^"'\n]{1,200})["']""")
_FIRST_QUOTED = re.compile(r'(?<!=)"([^"\n]{1,200})"')
_CALLOUT = re.compile(r"([ \t]*(?:>[ \t]?)+)\[![\w-]+\][+-]?[ \t]*([^\n]*)$")
_CONTENTS = re.compile(
    r"[ \t]*(?:\[TOC\]|\[\[_?toc_?\]\]|\{:toc[^{}]*\}|\$\{toc\}|\{\{\s?toc\s?\}\})[ \t]*$", re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"[ \t]*\{(?::|[#.][A-Za-z])[^{}\n]*\}[ \t]*$")
_IMPORT = re.compile(r"(?:import\s[^\n]{0,300}?\bfrom\s+|import\s+)[\"'][^\"'\n]+[\"'];?[ \t]*$")
_OPEN_IMPORT = re.compile(r"import\s[^\"'\n]{0,200}[{,][ \t]*$")
_CLOSED_IMPORT = re.compile(r"[^\"'\n]{0,200}\bfrom\s+[\"'][^\"'\n]+[\"'];?[ \t]*$")
_EXPORT = re.compile(r"export\s+(?:const|let|default|function|async)\b")
_COMPONENT = re.compile(r"[ \t]*</?[A-Z][\w.]*(?:\s[^\n]*)?/?>[ \t]*$|[ \t]*<>[ \t]*$|[ \t]*</>[ \t]*$")
_OPEN_COMPONENT = re.compile(r"[ \t]*<[A-Z][\w.]*(?:\s[^<>\n]*)?$")
_ABBREVIATION = re.compile(r"\*\[[^\]\n]+\]:")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*([^\n]*)$")
_DEFINITION = re.compile(r"[ \t]{0,3}:[ \t]+(\S[^\n]*)$")
_NO_TERM = re.compile(r"[ \t]*(?:$|[#>|<:]|[-*+][ \t]|\d{1,3}[.)][ \t]|={3,}|-{3,}|\[\^| {4}|\t)")
_TAG_LINE = re.compile(r"(?:#[A-Za-z][\w/-]*[ \t]*)+$")
_ONE_TAG = re.compile(r"#[a-z][\w/-]*[ \t]*$")
_GLUED_HEADING = re.compile(r"(#{2,6})(?=[^#\s])|(#)(?=[A-Z\u00c0-\u00de\U0001f300-\U0001faff][^#\n]*$)")
_CLOSING_MARKS = re.compile(r"(?<=[^#\s])#{2,6}[ \t]*$")
_HEADING_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]?[#.][^{}\n]{0,300}\}[ \t#]*$")
_PAGE_BREAK = re.compile(r"\\(?:newpage|pagebreak)\b[ \t]*$")
_BLOCK_ID = re.compile(r"[ \t]\^[a-z0-9]{5,8}$")
_COMMENT_OPEN = re.compile(r"%%|\{/\*|\{%-?\s*comment\s*-?%\}")
_COMMENT_CLOSE = {"comment": "endcomment", "/*": "*/}", "%%": "%%"}
_CLOSED = re.compile(r"\\[!-/:-@\[-`{-~]|`[^`\n]{0,1000}`|%%[^%\n]{0,1000}%%|\{/\*[^*\n]{0,1000}\*/\}")
_TITLED_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?:details|expand|accordion|collapse|tab|hint|notice|callout|admonition|faq|spoiler)\b"
    r"([^{}\n]{0,300})[>%]\}\}"
)
_INLINE = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"  # as CommonMark has it
    r"|\{`(?P<literal>[^`{}\n]{0,300})`\}"
    r"|(?P<code>`[^`\n]{0,1000}`)"
    r"|(?P<template>\{\{[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\})"
    r"|(?P<comment>%%[^%\n]{0,1000}%%|\{/\*[^*\n]{0,1000}\*/\})"
    r"|(?P<block>\[/?(?:caption|gallery|embed|video|audio|button|toggle|accordion|tabs?|vc_\w{1,30}|et_pb_\w{1,30}|su_\w{1,30})"
    r"(?:[ ][^\[\]\n]{0,300})?\](?![(\[:]))"
    r"|(?P<embed>!\[\[[^\[\]\n]{1,300}\]\])"
    r"|\[\[(?P<page>[^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\|(?P<alias>[^\[\]\n]{1,200}))?\]\]"
    r"|(?<!=)==(?P<marked>[^=\s][^=\n]{0,500})==(?!=)"
    r"|(?P<note>[ ]?\[\^[^\]\s]{1,80}\])"
    r"|\^\[(?P<inline_note>[^\[\]\n]{1,500})\]"
    r"|(?<=[^\s\]])(?P<mark>(?:\[(?:\d{1,3}|[a-wyz]|edit|citation needed|update|note \d{1,2}|when\?|who\?)\]){1,9})"
    r"(?![(\[:])"
    r"|(?P<value>\{[A-Za-z_]\w{0,60}\.[\w.]{1,100}\})"
    r"|(?<![\w:])(?P<emoji>:[a-z][a-z0-9_+-]{1,40}:)(?![\w:])"
    r"|(?P<attributes>(?<=[)*_\]`])\{:?[ ]?[.#][^{}\n]{0,200}\})"
)


def plain_markdown(source: str) -> tuple[str, list[LeftOut]]:
    """Rewrite what CommonMark does not know, and tell what is left out.

    What stands in fenced code is kept as it is.
    """
    rewriter = _Rewriter(source.split("\n"))
    rewriter.run()
    return "\n".join(rewriter.out), rewriter.left_out


@dataclass(slots=True)
class _Rewriter:
    """The lines of a source, read one after the other."""

    lines: list[str]
    out: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    at: int = 0
    blank_before: set[int] = field(default_factory=set)  # where a part that was moved to the left ends
    never_closed: set[str] = field(default_factory=set)  # marks whose other half does not stand below any more

    def run(self) -> None:
        fence = ""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if self.at in self.blank_before:
                self.out.append("")
            found = _FENCE.match(line)
            if fence:
                if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                    fence = ""
                self.out.append(line)
            elif found and (end := self._query_end(line, found[1])):
                self._drop(" ".join(self.lines[self.at + 1 : end]), CODE)
                self.at = end
            elif found:
                fence = found[1]
                self.out.append(line)
            elif not any(step(self, line) for step in _STEPS):
                self.out.append(self._inline(_FIELD.sub(r"\g<mark>\g<name>: ", line) if _FIELD.match(line) else line))
            self.at += 1

    def _query_end(self, line: str, fence: str) -> int:
        """The last line of a diagram or query, which a program draws from its source; else 0."""
        if not _DRAWN.match(line) or fence in self.never_closed:
            return 0
        end = next((n for n in range(self.at + 1, len(self.lines)) if self.lines[n].strip() == fence), 0)
        if not end:
            self.never_closed.add(fence)
        return end

    def _drop(self, words: str, reason: str) -> None:
        self.left_out.append(LeftOut(words, reason))
        self.out.append("")

    def _paragraph(self, indent: str, words: str) -> None:
        """Write words on a line of their own."""
        self.out += ["", indent + self._inline(words), ""] if words.strip() else [""]

    def _dedent(self, indent: str) -> None:
        """Move what stands below a line and deeper than it to that line's depth."""
        deeper = indent + "    "
        at = self.at + 1
        while at < len(self.lines):
            line = self.lines[at].replace("\t", "    ") if self.lines[at][:1] in " \t" else self.lines[at]
            if line.strip() and not line.startswith(deeper):
                break
            self.lines[at] = indent + line[len(deeper) :] if line.strip() else ""
            at += 1
        self.blank_before.add(at)

    def boxed(self, line: str) -> bool:
        """Whether this opens a part whose text is indented."""
        if found := _BOXED.match(line):
            self._paragraph(found[1], found[3] or "")
        elif found := _TAB.match(line):
            self._paragraph(found[1], f"**{found[2]}**")
        else:
            return False
        self._dedent(found[1])
        return True

    def directive(self, line: str) -> bool:
        """Whether this opens or closes a part between colons, or a callout."""
        if found := _CALLOUT.match(line):
            named_so = [found[1] + self._inline(found[2])] if found[2].strip() else []
            self.out += [*named_so, found[1].rstrip()]
            return True
        if not (found := _DIRECTIVE.match(line)):
            return False
        said = found[2].strip()
        named = _QUOTED_NAME.search(said)
        rest = _DIRECTIVE_NAME.sub("", said, count=1).strip().strip(":").strip()
        bare = rest[1:-1] if rest.startswith("[") and rest.endswith("]") else rest
        title = str(named[1]) if named else bare
        self._paragraph(found[1], "" if title.startswith("{") else title)
        return True

    def template(self, line: str) -> bool:
        """Whether this is code of a site's template, and no text."""
        if _CONTENTS.match(line) or _ATTRIBUTES.match(line) or _PAGE_BREAK.match(line):
            if self.out and re.fullmatch(r"[ \t]*[-*+1.]{1,2} (?:TOC|toc|Contents)[ \t]*", self.out[-1]):
                self.out.pop()
            self.out.append("")
        elif _IMPORT.match(line) or _ABBREVIATION.match(line):
            self._drop(line, CODE)
        elif _OPEN_IMPORT.match(line) and (end := self._import_end()):
            self._drop(" ".join(self.lines[self.at : end + 1]), CODE)
            self.at = end
        elif _EXPORT.match(line):
            end = self.at
            while end + 1 < len(self.lines) and self.lines[end + 1].strip():
                end += 1
            self._drop(" ".join(self.lines[self.at : end + 1]), CODE)
            self.at = end
        elif _COMPONENT.match(line) or _OPEN_COMPONENT.match(line):
            self._component(line)
        elif found := _TITLED_SHORTCODE.search(line):
            named = _QUOTED_NAME.search(found[1]) or _FIRST_QUOTED.search(found[1])
            self.out.append(self._inline(line[: found.start()]))
            self._paragraph("", named[1] if named else "")
            self.out.append(self._inline(line[found.end() :]))
        else:
            return False
        return True

    def _import_end(self) -> int:
        last = min(len(self.lines), self.at + MAX_TAG_LINES)
        return next((n for n in range(self.at + 1, last) if _CLOSED_IMPORT.match(self.lines[n])), 0)

    def _component(self, line: str) -> None:
        """Leave out the tag of a component, but for its title."""
        end = self.at
        if not _COMPONENT.match(line):
            last = min(len(self.lines), self.at + MAX_TAG_LINES)
            end = next((n for n in range(self.at + 1, last) if self.lines[n].rstrip().endswith(">")), self.at)
        tag = " ".join(self.lines[self.at : end + 1])
        inner = re.fullmatch(r"[ \t]*<([A-Z][\w.]*)(?:\s[^<>]*)?>([^<>]+)</\1>[ \t]*", tag)
        named = _QUOTED_NAME.search(tag)
        self._paragraph("", f"**{named[1]}**" if named and "label" in named[0] else named[1] if named else "")
        if inner:
            self._paragraph("", inner[2].strip())
        self.at = end

    def comment(self, line: str) -> bool:
        """Whether a comment over several lines begins here."""
        found = _COMMENT_OPEN.search(_CLOSED.sub(_blanked, line))
        if not found:
            return False
        mark = next(mark for mark in _COMMENT_CLOSE if mark in found[0])
        closing = _COMMENT_CLOSE[mark]
        if closing in self.never_closed:
            return False
        end = next((n for n in range(self.at + 1, len(self.lines)) if closing in self.lines[n]), None)
        if end is None:
            self.never_closed.add(closing)
            return False
        self.out.append(self._inline(line[: found.start()]))
        self._drop(" ".join([line[found.end() :], *self.lines[self.at + 1 : end]]), COMMENT)
        self.at = end
        return True

    def note(self, line: str) -> bool:
        """Whether this is the text of a footnote."""
        if not (found := _FOOTNOTE.match(line)):
            return False
        self.out += ["", self._inline(found[1])]
        self._dedent("")
        return True

    def heading(self, line: str) -> bool:
        """Whether this is a heading, or a line of tags."""
        if not line.startswith("#"):
            return False
        if _TAG_LINE.match(line) and (" #" in line or (_ONE_TAG.match(line) and any(map(str.strip, self.out)))):
            self._drop(line, TAGS)
            return True
        bare = _HEADING_ATTRIBUTES.sub("", line)
        if found := _GLUED_HEADING.match(bare):
            bare = f"{found[0]} {_CLOSING_MARKS.sub('', bare[found.end() :])}"
        self.out.append(self._inline(bare))
        return True

    def definition(self, line: str) -> bool:
        """Whether this is a term with definitions below it."""
        if len(line) > MAX_TERM_CHARS or _NO_TERM.match(line):
            return False
        at = self.at + 1
        if at + 1 < len(self.lines) and not self.lines[at].strip():
            at += 1
        if at >= len(self.lines) or not (found := _DEFINITION.match(self.lines[at])):
            return False
        said = [found[1]]
        while at + 1 < len(self.lines):
            below = self.lines[at + 1]
            if found := _DEFINITION.match(below):
                said.append(found[1])
            elif below.strip() and not (_NO_TERM.match(below) and not below.startswith((" ", "\t"))):
                said[-1] += " " + below.strip()
            else:
                break
            at += 1
        term = self._inline(line.strip()).rstrip(": ")
        if term.rstrip("*_ ").endswith("?"):
            self.out += ["", term, ""]
            term = ""
        for one in said:
            self.out += ["", f"{term}: {self._inline(one)}" if term else self._inline(one)]
        self.out.append("")
        self.at = at
        return True

    def _inline(self, line: str) -> str:
        if not any(mark in line for mark in ("{", "%%", "[", "==", ":")):
            return _BLOCK_ID.sub("", line) if "^" in line else line
        return _BLOCK_ID.sub("", _INLINE.sub(self._replaced, line))

    def _replaced(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind in ("code", "escaped"):
            return found[0]
        if kind in ("literal", "marked"):
            return found[kind]
        if kind in ("page", "alias"):
            return found["alias"] or found["page"]
        if kind == "inline_note":
            return f" ({found['inline_note']})"
        reasons = {"template": CODE, "block": CODE, "value": CODE, "comment": COMMENT, "embed": "an embedded file"}
        if kind in reasons:
            self.left_out.append(LeftOut(found[0], reasons[kind]))
        return ""


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0])


_STEPS: tuple[Callable[[_Rewriter, str], bool], ...] = (
    _Rewriter.comment,
    _Rewriter.boxed,
    _Rewriter.directive,
    _Rewriter.template,
    _Rewriter.note,
    _Rewriter.heading,
    _Rewriter.definition,
)
