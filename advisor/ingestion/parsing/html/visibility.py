"""What a page hides, strikes out or keeps for its controls."""

import re

from bs4.element import Tag

from advisor.ingestion.parsing.html.keywords import words
from advisor.ingestion.parsing.struck import STRUCK_OUT, STRUCK_STYLE

SKIPPED_ROLES = words("navigation search dialog alertdialog menu menubar toolbar tooltip tablist contentinfo")
SILENT_TAGS = words("script style template svg iframe object embed canvas audio video head input map rp math")
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:height|width)\s*:\s*0(?:px)?\s*(?:;.*)?overflow\s*:\s*hidden",
    re.I | re.S,
)
STRUCK_TAGS = words("del s strike")
STRUCK_CLASSES = words(
    "line-through text-decoration-line-through text-line-through strikethrough strike-through struck strike"
)
HIDDEN_CLASSES = words("hidden d-none sr-only visually-hidden visuallyhidden screen-reader-text invisible")
SHOWN_AGAIN = re.compile(r"(?:block|flex|grid|inline|table)")  # "d-none d-md-block": hidden on small screens only


def why_skipped(tag: Tag) -> str:
    """Why an element is left out.

    Empty if no reader of the page sees words of it.
    """
    if tag.name in SILENT_TAGS or not tag.contents:
        return ""
    if is_struck(tag):
        return STRUCK_OUT
    if tag.name in ("nav", "menu") or tag.get("role") in ("navigation", "menu", "menubar", "search", "tablist"):
        return "navigation"
    if tag.name in ("button", "select", "textarea", "datalist", "progress", "meter") or tag.get("role") == "toolbar":
        return "a control of the page"
    if tag.name == "dialog" or tag.get("role") in SKIPPED_ROLES:
        return "a dialog or remark of the page"
    return "hidden on the page"


def is_struck(tag: Tag) -> bool:
    """Whether an element's words are struck out."""
    if tag.name in STRUCK_TAGS or ("style" in tag.attrs and STRUCK_STYLE.search(str(tag["style"])[:300])):
        return True
    return "class" in tag.attrs and not STRUCK_CLASSES.isdisjoint(str(tag["class"])[:400].lower().split())


def is_hidden(tag: Tag) -> bool:
    if "hidden" in tag.attrs and tag.get("hidden") != "until-found":
        return True
    if tag.get("aria-hidden") == "true" or ("style" in tag.attrs and HIDDEN_STYLE.search(str(tag["style"])[:300])):
        return True
    classes = str(tag.get("class") or "")
    return not HIDDEN_CLASSES.isdisjoint(classes.lower().split()) and not SHOWN_AGAIN.search(classes)
