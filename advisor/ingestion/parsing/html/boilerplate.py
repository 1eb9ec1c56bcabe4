"""Boilerplate of HTML pages: navigation, dialogs, banners, hidden parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from advisor.ingestion.parsing.html.keywords import (
    ACTION,
    ADVERT_WORDS,
    BOILERPLATE_WORDS,
    BOX_WORDS,
    COMMENT_WORDS,
    DIALOG_WORDS,
    FIGURE_WORDS,
    FOLD_WORDS,
    HEADING_WORDS,
    HINT_WORDS,
    ICON_WORDS,
    LAYER_WORDS,
    PANE_WORDS,
    POPUP_PART_WORDS,
    POPUP_WORDS,
    RELATED,
    SELLING,
    is_boilerplate_box,
    words,
)
from advisor.ingestion.parsing.html.visibility import HIDDEN_CLASSES, SKIPPED_ROLES, is_hidden, is_struck, why_skipped

SKIPPED_TAGS = words(
    "script style template noscript svg iframe object embed canvas audio video head input select textarea "
    "datalist map dialog nav menu progress meter rp del s strike"
)
BESIDE = "navigation or a remark beside the text"
HEADINGS = {f"h{n}": n for n in range(1, 7)}
BLOCKS = words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main ol optgroup p pre section summary table tbody td tfoot th "
    "thead tr ul h1 h2 h3 h4 h5 h6"
)
RELATIONS = re.compile(r"\b(?:no|not|has|have|with|without|hide|show|before|after|above|below|under)[-_ ]\w+")
MAX_BOX_CHARS = 1500
MAX_HEADING_CHARS = 160
MAX_NOTE_CHARS = 400
MIN_FORM_CHARS = 800
MAX_CARD_CHARS = 1500
MIN_CARD_FIGURES = 2
MAX_FIGURE_CHARS = 60
LEAVES = words("p li td th dt dd figcaption caption")
SITE_WORDS = words("title name description branding logo")
CAPTIONED = words("td th dt dd caption figcaption summary h1 h2 h3 h4 h5 h6")
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
    figures: int = 0  # short values outside links: texts with a digit, and what stands where values do
    mains: int = 0
    lead: str = ""

    @property
    def prose(self) -> int:
        return self.chars - self.link_chars

    @property
    def link_share(self) -> float:
        return self.link_chars / self.chars if self.chars else 0.0

    @property
    def is_card(self) -> bool:
        """Whether this looks like a card of facts.

        It has several figures, no links and nothing to fill in.
        """
        few = self.figures >= MIN_CARD_FIGURES and self.chars <= MAX_CARD_CHARS and self.headings <= 2
        return few and self.link_share < 0.2 and not self.controls and not self.mains


@dataclass(slots=True)
class PageSurvey:
    """A page measured once, bottom up.

    Elements are identified by ``id(tag)``; those in ``dropped`` are not read, for the reason given there, which is
    empty for what holds no words.
    """

    dropped: dict[int, str] = field(default_factory=dict)
    worded: dict[int, bool] = field(default_factory=dict)  # whether an element has words of its own, beside its parts
    measures: dict[int, ElementMeasure] = field(default_factory=dict)
    mains: list[Tag] = field(default_factory=list)
    articles: list[Tag] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # by id of a tab pane or accordion part

    def includes(self, tag: Tag) -> bool:
        return id(tag) not in self.dropped

    def measure_of(self, tag: Tag) -> ElementMeasure:
        return self.measures.get(id(tag)) or ElementMeasure()

    def has_own_words(self, tag: Tag) -> bool:
        """Whether words stand beside an element's parts, as in sentences."""
        found = self.worded.get(id(tag))
        if found is None:
            found = any(type(one) is NavigableString and any(map(str.isalnum, one)) for one in tag.contents)
            self.worded[id(tag)] = found
        return found


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
            if is_skipped(child, page):
                page.dropped[id(child)] = why_skipped(child)
                measure.controls += child.name in ("input", "select", "textarea")
            else:
                stack.append((child, iter(child.contents), ElementMeasure()))
        elif type(child) is NavigableString:
            words = child.strip()
            measure.chars += len(words)
            measure.lead = measure.lead or words[:80]
            measure.figures += len(words) <= MAX_FIGURE_CHARS and any(map(str.isdigit, words))
    return page


def close_element(
    tag: Tag, measure: ElementMeasure, stack: list[tuple[Tag, Iterator[PageElement], ElementMeasure]], page: PageSurvey
) -> None:
    """Judge one element and add its counts to its parent."""
    name = tag.name
    if name == "a":
        measure.links += 1
        measure.link_chars = measure.chars
        measure.figures = 0
    page.measures[id(tag)] = measure
    if why := why_boilerplate(tag, measure, page, inside={above[0].name for above in stack[-12:]}):
        page.dropped[id(tag)] = why
        return
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
    is_fact = name in ("dd", "td") or bool(class_words(tag) & FIGURE_WORDS)
    above.figures += measure.figures or (is_fact and measure.chars <= MAX_FIGURE_CHARS and not measure.links)
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


def is_skipped(tag: Tag, page: PageSurvey) -> bool:
    """Whether an element is left out unread.

    By its name, its role, or because it is hidden and no pane.
    """
    if tag.name in SKIPPED_TAGS or not tag.contents or tag.get("role") in SKIPPED_ROLES:
        return True
    if tag.name == "button":
        return not holds_heading_words(tag, page.labels)
    if not tag.attrs or tag.name in KEEPERS:
        return False
    return is_struck(tag) or (is_hidden(tag) and not is_pane(tag, page.labels) and not is_seen(tag, page))


def holds_heading_words(button: Tag, labels: dict[str, str]) -> bool:
    parent = button.parent
    if parent is not None and (parent.name == "summary" or heading_level(parent)):
        return True
    if any(target in labels for target in targets(button)) or "accordion" in class_words(button):
        return True
    below = next((one for one in button.next_siblings if isinstance(one, Tag)), None)
    asks = button.get_text()[-20:].rstrip().endswith("?") or class_words(button) & FOLD_WORDS
    return bool(asks) and below is not None and below.name in BLOCKS and not ACTION.match(button.get_text().strip())


def is_seen(tag: Tag, page: PageSurvey) -> bool:
    """Whether words hidden from screen readers are seen in a sentence.

    Icons do not count, whose names stand in the source.
    """
    if tag.get("aria-hidden") != "true" or tag.name in BLOCKS or tag.name == "i" or tag.parent is None:
        return False
    if "display" in str(tag.get("style") or "") or "hidden" in tag.attrs or class_words(tag) & ICON_WORDS:
        return False
    twin = next((one for one in tag.next_siblings if isinstance(one, Tag)), None)
    is_told = twin is not None and not HIDDEN_CLASSES.isdisjoint(str(twin.get("class") or "").lower().split())
    return (is_told or page.has_own_words(tag.parent)) and _has_letters(tag)


def _has_letters(tag: Tag) -> bool:
    return any(any(map(str.isalnum, said)) for said in islice(tag.strings, 20))


def is_pane(tag: Tag, labels: dict[str, str]) -> bool:
    """Whether a hidden element is only closed.

    A tab's pane or an accordion's part is, a dialog is not.
    """
    named = class_words(tag)
    if tag.name not in BLOCKS or named & DIALOG_WORDS:
        return False
    return tag.get("role") == "tabpanel" or str(tag.get("id")) in labels or bool(named & PANE_WORDS)


def why_boilerplate(tag: Tag, measure: ElementMeasure, page: PageSurvey, *, inside: set[str]) -> str:
    """Judge an element by name, class words and size.

    Empty if it stays.
    """
    name = tag.name
    if name in KEEPERS or not measure.chars or name == "[document]":
        return ""
    if tag.attrs and is_hidden(tag) and not is_seen(tag, page):
        return "" if measure.prose else "hidden on the page"
    if name == "form":
        return "a form" if measure.prose < MIN_FORM_CHARS else ""
    if name == "header":
        return "the page's head" if not measure.headings or measure.link_share >= 0.5 else ""
    if name == "footer":
        apart = not inside & {"article", "main", "blockquote", "figure"}
        return "the page's foot" if apart or measure.link_share >= 0.3 or "©" in tag.get_text() else ""
    if name == "aside" and (measure.link_share >= 0.3 or measure.controls or measure.prose < 40):
        return "" if measure.is_card else BESIDE
    if name not in BLOCKS and "-" not in name:
        return _why_inline(tag, measure, page)
    if measure.mains and not heading_level(tag):
        return ""
    if measure.chars <= MAX_NOTE_CHARS and name in BLOCKS and is_boilerplate_box(measure.lead):
        return "a box of the page"
    named = class_words(tag)
    if "site" in named and named & SITE_WORDS:
        return "the site's name"
    if not named or heading_level(tag):
        return ""
    why = _why_named(tag, named, measure, page.labels)
    return "" if why and is_all_under_heading(tag, measure) else why


def _why_named(tag: Tag, named: frozenset[str], measure: ElementMeasure, labels: dict[str, str]) -> str:
    """Judge a block by the words of its class."""
    plain = measure.link_share < 0.3 and not measure.controls
    if named & COMMENT_WORDS:
        return "readers' comments"
    if named & DIALOG_WORDS and tag.get("role") != "tabpanel":
        is_pane = str(tag.get("id")) in labels or (plain and not named & DIALOG_WORDS - LAYER_WORDS)
        return "" if is_pane or measure.chars > MAX_BOX_CHARS else "a dialog or remark of the page"
    if named & BOILERPLATE_WORDS:
        small = measure.chars <= MAX_NOTE_CHARS and tag.name not in LEAVES and not measure.is_card
        return BESIDE if measure.link_share >= 0.3 or small else ""
    if named & BOX_WORDS and measure.chars <= MAX_BOX_CHARS:
        is_text = plain and not measure.links and not named & ADVERT_WORDS and not SELLING.search(tag.get_text())
        return "" if is_text else "an advert or notice"
    return "links to share or to other pages" if named & HINT_WORDS and not plain else ""


def _why_inline(tag: Tag, measure: ElementMeasure, page: PageSurvey) -> str:
    """Judge words of a line: only what opens beside a word, or a link that stands alone, is no part of it."""
    if "class" not in tag.attrs or tag.parent is None:
        return ""
    named = class_words(tag)
    if named & POPUP_WORDS and (named & POPUP_PART_WORDS or "tooltiptext" in named):
        return "a remark that opens beside a word" if page.has_own_words(tag.parent) else ""
    if tag.parent.name in CAPTIONED or not named & (BOILERPLATE_WORDS | BOX_WORDS | HINT_WORDS | COMMENT_WORDS):
        return ""
    alone = (measure.link_share >= 0.3 or measure.controls > 0) and not page.has_own_words(tag.parent)
    return "links to share or to other pages" if alone and not measure.mains else ""


def is_all_under_heading(tag: Tag, measure: ElementMeasure) -> bool:
    """Whether a block is all that stands under its heading."""
    if measure.link_share >= 0.3 or measure.controls:
        return False
    before = next((one for one in tag.previous_siblings if _shows(one)), None)
    after = next((one for one in tag.next_siblings if _shows(one)), None)
    if not isinstance(before, Tag) or not heading_level(before):
        return False
    ends = after is None or (isinstance(after, Tag) and heading_level(after) > 0)
    return ends and not RELATED.fullmatch(" ".join(before.get_text()[:200].split()))


def _shows(one: PageElement) -> bool:
    return isinstance(one, Tag) or (type(one) is NavigableString and bool(one.strip()))


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
