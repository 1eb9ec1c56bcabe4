"""Two hundred hostile texts, in questions, answers and guides, are shown as the text they are."""

import re
from pathlib import Path

from playwright.sync_api import Page

from advisor.bootstrap import Parts
from advisor.domain import Answer, Citation, Claim, Conflict, Guide, Notice, Question, Section, Status
from tests.server.made import build_parts, serving
from tests.server.widget.browsing import Visit, needs_chromium
from tests.server.widget.hostile import HOSTILE
from tests.server.widget.test_widget_states import OwnStage

pytestmark = needs_chromium

SHOWN = """async ([question, expected]) => {
  const advisor = document.querySelector("career-advisor");
  await advisor.ask(question);
  const root = advisor.shadowRoot;
  const answer = [...root.querySelectorAll(".answer")].at(-1);
  const texts = (selector) => [...answer.querySelectorAll(selector)].map((node) => node.textContent);
  const foreign = "script, img, iframe, object, embed, style, link, base, meta, b[onmouseover], form:not(.composer)";
  const built = root.querySelectorAll(foreign);
  const addresses = [...root.querySelectorAll("a")].map((link) => link.href);
  const links = addresses.filter((href) => href && !href.startsWith(expected));
  return {
    asked: [...root.querySelectorAll(".asked")].at(-1).textContent, state: answer.dataset.state,
    claims: texts(".conflict .claim"), abouts: texts(".about"), notices: texts(".notice"), words: texts(".words"),
    suggestions: texts(".suggestions .ask"), where: texts(".sources .where"), built: built.length, links,
  };
}"""


def hostile_answer(text: str) -> Answer:
    """One that has the text in every place there is."""
    guide = Guide(
        "hostile", text, f"{text}\n{text}", "0000", (Section((text, text), "a b\"'<", 0, 2 * len(text) + 1, ()),)
    )
    first = Citation(1, guide, guide.sections[0], 0, len(text))
    second = Citation(2, guide, guide.sections[0], len(text) + 1, 2 * len(text) + 1)
    claims = (Claim(text, (1,)), Claim(text, (2,)))
    return Answer(
        "", Question(""), "", Status.CONFLICTING, "scripted", claims, (first, second),
        conflicts=(Conflict(text, (1, 2)),), notices=(Notice(text, text),), suggestions=(text,),
    )  # fmt: skip


def test_two_hundred_hostile_questions_and_answers_are_shown_as_text(own_stage: OwnStage, visit: Visit) -> None:
    assert len(HOSTILE) == 200
    with own_stage(limit_per_session=0, limit_per_address=0, limit_per_site=0) as stage:
        stage.advisor.answers = {text.strip(): hostile_answer(text) for text in HOSTILE}
        stage.host.inside = '<career-advisor mode="inline"></career-advisor>'
        page: Page = visit.open(stage.host.url)
        for text in HOSTILE:
            shown = page.evaluate(SHOWN, [text, f"{stage.url}/guides/hostile"])
            # Only the marks of bold words and of code are the widget's to take away.
            drawn = re.sub(r"\*\*([^*]+)\*\*|`([^`]+)`", r"\1\2", text)
            assert shown["state"] == "done"
            assert shown["asked"].endswith(text.strip())
            assert shown["claims"] == [f"{drawn}\u00a01", f"{drawn}\u00a02"], text
            assert shown["abouts"] == [f"On {text}"]
            assert shown["notices"] == [text]
            assert shown["words"] == [text, text]
            assert shown["suggestions"] == [text]
            assert all(text in where for where in shown["where"])
            assert (shown["built"], shown["links"]) == (0, [])
        assert page.evaluate("window.hacked") is None
        assert visit.faults == []
        assert visit.origins() == {stage.host.url, stage.url}


def test_two_hundred_hostile_texts_in_a_guide_are_shown_as_text(tmp_path: Path, visit: Visit) -> None:
    corpus = tmp_path / "guides"
    corpus.mkdir()
    items = "\n\n".join(f"Item {text}" for text in HOSTILE)
    (corpus / "hostile.md").write_text(f"---\nid: hostile\ntitle: Hostile Guide\n---\n\n# Hostile Guide\n\n{items}\n")
    parts: Parts = build_parts(tmp_path / "data", corpus)
    parts.ingest([])
    with serving(parts) as live:
        page = visit.open(f"{live.url}/guides/hostile")
        text = live.get("/api/guides/hostile").json()["text"]
        shown = page.evaluate(
            "[...document.querySelectorAll('main [data-start]')]"
            ".map((e) => [+e.dataset.start, +e.dataset.end, e.textContent])"
        )
        assert len(shown) > 150
        assert [text[start:end] for start, end, _ in shown] == [words for _, _, words in shown]
        assert page.locator("main :is(script, img, iframe, style, form, base, meta, svg)").count() == 0
        hrefs = page.evaluate("[...document.querySelectorAll('main a')].map((link) => link.href)")
        assert all(href.startswith(live.url) for href in hrefs)
        assert page.evaluate("window.hacked") is None
        assert visit.faults == []
        assert visit.origins() == {live.url}
