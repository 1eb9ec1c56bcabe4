"""Boilerplate of HTML pages: navigation, dialogs, banners, forms, hidden parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from advisor.ingestion.parsing.html.keywords import (
    BOILERPLATE_WORDS,
    BOX_WORDS,
    COMMENT_WORDS,
    DIALOG_WORDS,
    HEADING_WORDS,
    HINT_WORDS,
    PANE_WORDS,
    is_boilerplate_box,
    words,
)

SKIPPED_TAGS = words(
    "script style template noscript svg iframe object embed canvas audio video head input select textarea "
    "datalist map dialog nav menu progress meter rp del s strike"
)
SKIPPED_ROLES = words("navigation search dialog alertdialog menu menubar toolbar tooltip tablist contentinfo")
HEADINGS = {f"h{n}": n for n in range(1, 7)}
BLOCKS = words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main ol optgroup p pre section summary table tbody td tfoot th "
    "thead tr ul h1 h2 h3 h4 h5 h6"
)
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|text-decoration(?:-line)?\s*:[^;]{0,40}line-through|visibility\s*:\s*hidden|(?:height|width)\s*:\s*0(?:px)?\s*(?:;.*)?overflow\s*:\s*hidden",
    re.I | re.S,
)
HIDDEN_CLASSES = words("hidden d-none sr-only visually-hidden visuallyhidden screen-reader-text invisible")
RELATIONS = re.compile(r"\b(?:no|not|has|have|with|without|hide|show|before|after|above|below|under)[-_ ]\w+")
SHOWN_AGAIN = re.compile(r"(?:block|flex|grid|inline|table)")  # "d-none d-md-block": hidden on small screens only
MAX_BOX_CHARS = 1500
MAX_HEADING_CHARS = 160
MAX_NOTE_CHARS = 400
MIN_FORM_CHARS = 800
LEAVES = words("p li td th dt dd span figcaption caption")
KEEPERS = words("html body main")


@dataclass(slots=True)
class ElementMeasure:
    """Counts of an element and all below it, without boilerplate."""

    chars: int = 0
    link_chars: int = 0
    links: int = 0
    controls: int = 0
    blocks: int = 0
    paragraphs: int = 0
    lists: int = 0
    tables: int = 0
    headings: int = 0
    titles: int = 0  # headings by class only
    mains: int = 0
    lead: str = ""

    @property
    def prose(self) -> int:
        return self.chars - self.link_chars

    @property
    def link_share(self) -> float:
        return self.link_chars / self.chars if self.chars else 0.0


@dataclass(slots=True)
class PageSurvey:
    """A page measured once, bottom up.

    Elements are identified by ``id(tag)``; those in ``dropped`` are not read.
    """

    dropped: set[int] = field(default_factory=set)
    measures: dict[int, ElementMeasure] = field(default_factory=dict)
    mains: list[Tag] = field(default_factory=list)
    articles: list[Tag] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # by id of a tab pane or accordion part

    def includes(self, tag: Tag) -> bool:
        return id(tag) not in self.dropped

    def measure_of(self, tag: Tag) -> ElementMeasure:
        return self.measures.get(id(tag)) or ElementMeasure()


def survey_page(soup: BeautifulSoup) -> PageSurvey:
    """Measure every element and find the boilerplate.

    One pass, without recursion.
    """
    page = PageSurvey(labels=pane_labels(soup))
    stack: list[tuple[Tag, Iterator[PageElement], ElementMeasure]] = [(soup, iter(soup.contents), ElementMeasure())]
    while stack:
        tag, children, measure = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            close_element(tag, measure, stack, page)
        elif isinstance(child, Tag):
            if is_skipped(child, page.labels):
                page.dropped.add(id(child))
                measure.controls += child.name in ("input", "select", "textarea")
            else:
                stack.append((child, iter(child.contents), ElementMeasure()))
        elif type(child) is NavigableString:
            words = child.strip()
            measure.chars += len(words)
            measure.lead = measure.lead or words[:80]
    return page


def close_element(
    tag: Tag, measure: ElementMeasure, stack: list[tuple[Tag, Iterator[PageElement], ElementMeasure]], page: PageSurvey
) -> None:
    """Judge one element and add its counts to its parent."""
    name = tag.name
    if name == "a":
        measure.links += 1
        measure.link_chars = measure.chars
    if is_boilerplate(tag, measure, page.labels, inside={above[0].name for above in stack[-12:]}):
        page.dropped.add(id(tag))
        return
    page.measures[id(tag)] = measure
    if name == "main" or tag.get("role") == "main":
        page.mains.append(tag)
    elif name == "article":
        page.articles.append(tag)
    if not stack or not measure.chars:
        return
    above = stack[-1][2]
    above.chars += measure.chars
    above.link_chars += measure.link_chars
    above.links += measure.links
    above.controls += measure.controls
    above.blocks += measure.blocks + (name in BLOCKS)
    above.paragraphs += measure.paragraphs + (name == "p")
    above.lists += measure.lists + (name in ("ul", "ol", "dl"))
    above.tables += measure.tables + (name == "table")
    above.mains += measure.mains + (name in ("main", "h1"))
    above.headings += measure.headings + (heading_level(tag) > 0)
    above.titles += measure.titles + is_titled(tag, measure)
    above.lead = above.lead or measure.lead


def heading_level(tag: Tag) -> int:
    """1 to 9 for h1 to h6 and role=heading, else 0."""
    if tag.name in HEADINGS:
        return HEADINGS[tag.name]
    if tag.get("role") == "heading":
        level = str(tag.get("aria-level") or "2")
        return int(level) if level in "123456789" else 2
    return 0


def is_titled(tag: Tag, measure: ElementMeasure) -> bool:
    """Whether an element's class calls it a heading and its length fits."""
    if tag.name not in ("div", "p", "header", "section") or measure.blocks or measure.chars > MAX_HEADING_CHARS:
        return False
    return "class" in tag.attrs and bool(split_words(str(tag["class"])[:400]) & HEADING_WORDS)


def is_skipped(tag: Tag, labels: dict[str, str]) -> bool:
    """Whether an element is left out unread.

    By its name, its role, or because it is hidden and no pane.
    """
    if tag.name in SKIPPED_TAGS or not tag.contents or tag.get("role") in SKIPPED_ROLES:
        return True
    if tag.name == "button":
        return not (holds_heading_words(tag, labels))
    return bool(tag.attrs) and tag.name not in KEEPERS and is_hidden(tag) and not is_pane(tag, labels)


def holds_heading_words(button: Tag, labels: dict[str, str]) -> bool:
    parent = button.parent
    if parent is not None and (parent.name == "summary" or heading_level(parent)):
        return True
    return any(target in labels for target in targets(button)) or "accordion" in class_words(button)


def is_hidden(tag: Tag) -> bool:
    if "hidden" in tag.attrs and tag.get("hidden") != "until-found":
        return True
    if tag.get("aria-hidden") == "true" or ("style" in tag.attrs and HIDDEN_STYLE.search(str(tag["style"])[:300])):
        return True
    classes = str(tag.get("class") or "")
    return not HIDDEN_CLASSES.isdisjoint(classes.lower().split()) and not SHOWN_AGAIN.search(classes)


def is_pane(tag: Tag, labels: dict[str, str]) -> bool:
    """Whether a hidden element is only closed.

    A tab's pane or an accordion's part is, a dialog is not.
    """
    named = class_words(tag)
    if tag.name not in BLOCKS or named & DIALOG_WORDS:
        return False
    return tag.get("role") == "tabpanel" or str(tag.get("id")) in labels or bool(named & PANE_WORDS)


def is_boilerplate(tag: Tag, measure: ElementMeasure, labels: dict[str, str], *, inside: set[str]) -> bool:
    """Judge an element by name, class words, size and share of links."""
    name = tag.name
    if name in KEEPERS or not measure.chars or name == "[document]":
        return False
    if tag.attrs and is_hidden(tag):
        return not measure.prose
    if name == "form":
        return measure.prose < MIN_FORM_CHARS
    if name == "header":
        return not measure.headings or measure.link_share >= 0.5
    if name == "footer":
        apart = not inside & {"article", "main", "blockquote", "figure"}
        return apart or measure.link_share >= 0.3 or "©" in tag.get_text()
    if name == "aside" and (measure.link_share >= 0.3 or measure.controls or measure.prose < 40):
        return True
    if name not in BLOCKS and name not in ("span", "a") and "-" not in name:
        return False
    if measure.mains == 0 and measure.chars <= MAX_NOTE_CHARS and name in BLOCKS and is_boilerplate_box(measure.lead):
        return True
    named = class_words(tag)
    if not named or heading_level(tag):
        return False
    if named & COMMENT_WORDS and not measure.mains:
        return True
    if named & DIALOG_WORDS and name != "a" and tag.get("role") != "tabpanel":
        return measure.chars <= MAX_BOX_CHARS and not measure.mains and str(tag.get("id")) not in labels
    if named & BOILERPLATE_WORDS:
        small = measure.chars <= MAX_NOTE_CHARS and name not in LEAVES
        return not measure.mains and (measure.link_share >= 0.3 or small)
    if named & BOX_WORDS:
        return not measure.mains and measure.chars <= MAX_BOX_CHARS
    return bool(named & HINT_WORDS) and not measure.mains and (measure.link_share >= 0.3 or measure.controls > 0)


def class_words(tag: Tag) -> frozenset[str]:
    """The lower-case words in an element's class and id."""
    if "class" not in tag.attrs and "id" not in tag.attrs:
        return frozenset()
    return split_words(f"{tag.get('class', '')} {tag.get('id', '')}"[:400])


@lru_cache(maxsize=4096)
def split_words(text: str) -> frozenset[str]:
    """Words of class names: ``siteNav nav-bar`` is site, nav, bar.

    ``no-footer`` and ``has-sidebar`` tell nothing about an element and give none.
    """
    plain = RELATIONS.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    return frozenset(re.findall(r"h[1-6]\b|[a-z]+|\d+", plain))


def targets(tag: Tag) -> list[str]:
    """Ids of the parts opened by a tab or accordion control."""
    attrs = tag.attrs
    named = [str(attrs[key]) for key in ("href", "data-target", "data-bs-target") if key in attrs]
    ids = [value[1:] for value in named if value.startswith("#") and len(value) > 1]
    return ids + str(attrs["aria-controls"]).split() if "aria-controls" in attrs else ids


def pane_labels(soup: BeautifulSoup) -> dict[str, str]:
    """The label of each in-page link's or control's target, by id.

    Openers of dialogs are left out.
    """
    labels: dict[str, str] = {}
    for tag in soup.descendants:
        if (
            not isinstance(tag, Tag)
            or not tag.attrs
            or tag.name in ("link", "area", "use")
            or not (opens := targets(tag))
        ):
            continue
        if class_words(tag) & DIALOG_WORDS or split_words(str(tag.get("data-toggle") or "")) & DIALOG_WORDS:
            continue
        said = " ".join(" ".join(s for s in islice(tag.descendants, 40) if type(s) is NavigableString).split())
        for one in opens:
            labels.setdefault(one, said[:120])
    return labels
