"""Questions of a page that are pressed to unfold their answers."""

from bs4.element import Tag

from advisor.ingestion.parsing.html.boilerplate import MAX_HEADING_CHARS, ElementMeasure, class_words
from advisor.ingestion.parsing.html.keywords import ACTION, FOLD_WORDS


def is_control(tag: Tag, measure: ElementMeasure) -> bool:
    """Whether a short block is pressed to unfold what follows."""
    if measure.blocks or measure.chars > MAX_HEADING_CHARS or tag.name not in ("div", "p", "span", "header", "a"):
        return False
    if is_asked_name(tag, measure):
        return True
    lead = measure.lead
    asks = tag.get_text()[-200:].rstrip().endswith("?")
    acts = tag.get("role") in ("button", "tab") or not {"aria-controls", "aria-expanded", "onclick"}.isdisjoint(
        tag.attrs
    )
    if acts:
        return (asks or "aria-controls" in tag.attrs or "aria-expanded" in tag.attrs) and not ACTION.match(lead)
    return asks and bool(class_words(tag) & FOLD_WORDS)


def is_asked_name(tag: Tag, measure: ElementMeasure) -> bool:
    """Whether an element is a question's name in structured data."""
    if tag.get("itemprop") != "name" or measure.blocks or tag.parent is None:
        return False
    return str(tag.parent.get("itemtype") or "").rstrip("/").endswith("Question")


def is_opener(tag: Tag) -> bool:
    """Whether a real heading is pressed to unfold what follows it."""
    if tag.parent is not None and tag.parent.name == "summary":
        return True
    button = tag.find(["button", "a"])
    pressed = [tag, button] if isinstance(button, Tag) else [tag]
    return any("aria-expanded" in one.attrs or "aria-controls" in one.attrs for one in pressed) or any(
        one.name == "button" or "data-bs-toggle" in one.attrs or "data-toggle" in one.attrs for one in pressed
    )
