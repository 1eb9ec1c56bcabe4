"""Text in Slack's markup: what is escaped shows as it was, what people write is read as they see it."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from server.slack.markdown import JOINER, escape, plain_text

PARSER = MarkdownIt("commonmark")


def shown(markdown: str) -> str:
    """The text that a reader sees, without the invisible joiner."""
    tokens = [child for token in PARSER.parse(markdown) for child in token.children or []]
    return "".join(t.content if t.type != "softbreak" else "\n" for t in tokens).replace(JOINER, "")


@given(st.text(max_size=80))
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    plain = " ".join(text.split())
    tokens = PARSER.parse(escape(plain))
    if "\0" not in plain and JOINER not in plain:
        assert shown(escape(plain)).strip() == plain
        assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


def test_what_people_write_is_read_as_they_see_it() -> None:
    assert (
        plain_text("<@UBOT> is <https://a.example|this> &lt;b&gt; a job?", bot_user_id="UBOT") == "is this <b> a job?"
    )
    assert plain_text("ask <@U2> in <#C1|careers> <!channel>") == "ask in #careers"
