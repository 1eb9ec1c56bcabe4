"""What stands in guides, questions and addresses is text on every page."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import lxml.html
import pytest

from tests.security.attacked import Attacked, attacked_server, environment
from tests.server.widget.hostile import HOSTILE

pytestmark = pytest.mark.process

BREAKING = (
    '"><script>window.hacked=1</script>',
    "' onmouseover=window.hacked=1 x='",
    "</title><img src=x onerror=window.hacked=1>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "javascript:window.hacked=1",
    "<!--",
    "]]>",
    "&lt;b&gt;&#x3c;b>",
    "\u2028</script>",
    "</textarea></section></main><iframe src=//evil.example>",
    "<base href=//evil.example>",
)
NOT_OURS = (
    "img",
    "iframe",
    "object",
    "embed",
    "style",
    "base",
    "frame",
    "applet",
    "audio",
    "video",
    "b",
    "code",
    "template",
)
RUNNING = ("style", "srcdoc", "formaction", "ping", "background", "http-equiv", "xlink:href")


def check_page(page: bytes, url: str) -> None:
    """A page has our elements only, no attribute that runs or styles, and links that stay here."""
    root = lxml.html.document_fromstring(page)
    for element in root.iter(lxml.etree.Element):
        assert element.tag not in NOT_OURS, lxml.html.tostring(element)[:300]
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (name, value)
            assert name not in RUNNING, (name, value)
            if name in ("href", "src", "action", "data-api"):
                assert re.match(rf"(/(?!/)|#|{re.escape(url)}/)", value), (name, value)
        if element.tag == "script":
            assert not (element.text or "").strip()
    assert b"root:" not in page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A server whose one guide says the worst in each place it has."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "guides").mkdir()
    texts = sorted((*BREAKING, *HOSTILE[::5]), key="<!--".__eq__)  # what hides the rest comes last
    keys = ("title", "role", "country", "currency", "licence", "date")
    front = "\n".join(
        f"{key}: '{text.replace(chr(39), chr(39) * 2)}'" for key, text in zip(keys, BREAKING, strict=False)
    )
    credited = ", ".join(f"'{text.replace(chr(39), chr(39) * 2)}'" for text in BREAKING)
    body = "\n\n".join(
        f"## {text}\n\n- {text}\n\n{text}: {text}\n\n| {text} | b |\n|---|---|\n| {text} | x |" for text in texts
    )
    front += f"\nid: hostile\ncredited: [{credited}]\nsource_url: 'javascript:alert(1)'"
    guide = f"---\n{front}\n---\n# {BREAKING[0]}\n\nA test.\n\n{body}\n"
    (folder / "guides" / "hostile.md").write_text(guide.replace("\x00", "").replace("\x07", "").replace("\x1b", ""))
    with attacked_server(environment(folder, folder / "guides", SERVER_LIMIT_PER_ADDRESS="0"), folder) as server:
        yield server


def test_what_a_guide_says_of_itself_is_text_on_every_page(hostile: Attacked) -> None:
    (guide,) = hostile.get("/api/guides").json()["guides"]
    version = guide["version"]
    pages = [
        "/",
        "/?guide=hostile",
        "/guides/hostile",
        f"/guides/hostile?v={version}&q=0-40",
        "/guides/hostile?v=old&q=1-9",
    ]
    sections = hostile.get("/api/guides/hostile").json()["sections"]
    assert len(sections) > 20
    pages += [f"/?guide=hostile&about={section['anchor']}" for section in sections[:10]]
    for path in pages:
        page = hostile.get(path)
        assert page.status_code == 200
        check_page(page.content, hostile.url)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("text", [*BREAKING, *HOSTILE[::17]])
def test_what_a_caller_puts_into_an_address_is_text_or_nothing(attacked: Attacked, text: str) -> None:
    said = quote(text)
    for path in (
        f"/?guide={said}&about={said}",
        f"/?guide=tailor&about={said}",
        f"/guides/{said}",
        f"/guides/tailor?v={said}&q={said}",
    ):
        answer = attacked.get(path)
        if "text/html" in answer.headers["content-type"]:
            check_page(answer.content, attacked.url)
    for answer in (attacked.get(f"/api/guides/{said}"), attacked.post("/api/chat", {"question": text, "guide": text})):
        assert answer.headers["content-type"].endswith("json")
        assert answer.headers["x-content-type-options"] == "nosniff"
