"""Marks that CommonMark does not know are read as their writers mean them, or left out and told."""

import re

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.parsing.markdown_dialects import plain_markdown

INTRO = "# Potter\n\nPotters shape clay.\n\n"


def parse(text: str) -> Guide:
    return parse_text(INTRO + text, name="potter.md", form=Form.MARKDOWN)


def body(text: str) -> list[tuple[str, str]]:
    """The blocks below the introduction."""
    guide = parse(text)
    blocks = [(block.kind.value, guide.text[block.start : block.end]) for s in guide.sections for block in s.blocks]
    return blocks[2:]


def paragraphs(*texts: str) -> list[tuple[str, str]]:
    return [("paragraph", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("!!! note\n    A kiln costs $2,000.\n\nMore.\n", paragraphs("A kiln costs $2,000.", "More.")),
        ("!!!warning\n    It is hot.\n", paragraphs("It is hot.")),
        ('{{< callout type="warning" >}}\nIt is hot.\n{{< /callout >}}\n', paragraphs("It is hot.")),
        ('!!! tip "Cost"\n\n    It is $2,000.\n', paragraphs("Cost", "It is $2,000.")),
        ('??? question "Is it hard?"\n    At first.\n    Not now.\n', paragraphs("Is it hard?", "At first. Not now.")),
        ("> [!NOTE]\n> It is $2,000.\n", paragraphs("It is $2,000.")),
        ("> [!tip]- Is it hard?\n> Yes.\n", paragraphs("Is it hard?", "Yes.")),
        (":::tip Cost\n\nIt is $2,000.\n\n:::\n\nMore.\n", paragraphs("Cost", "It is $2,000.", "More.")),
        (":::note[Cost]\nIt is $2,000.\n:::\n", paragraphs("Cost", "It is $2,000.")),
        ('::: {.callout-note title="Cost"}\nIt is $2,000.\n:::\n', paragraphs("Cost", "It is $2,000.")),
        ("{{% notice tip %}}\nIt is $2,000.\n{{% /notice %}}\n", paragraphs("It is $2,000.")),
        ('{{< details "Is it hard?" >}}\nYes.\n{{< /details >}}\n', paragraphs("Is it hard?", "Yes.")),
        ('<Admonition title="Cost">\n\nIt is $2,000.\n\n</Admonition>\n', paragraphs("Cost", "It is $2,000.")),
    ],
)
def test_notes_and_folded_parts_keep_their_title_and_text(text: str, blocks: list[tuple[str, str]]) -> None:
    assert body(text) == blocks


def test_a_note_that_forbids_turns_its_list() -> None:
    guide = parse('!!! danger "Do not"\n\n    - fire wet clay\n\n## Pay\n\nGood.\n')
    (item,) = [block for block in guide.sections[0].blocks if block.kind.value == "item"]
    assert item.polarity.value == "negative"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It is safe.[^1]\n\n[^1]: Says the guild,\n    in 2024.\n", ["It is safe.", "Says the guild, in 2024."]),
        ("It is $5 [^1].\n\n[^1]: In 2024.\n", ["It is $5.", "In 2024."]),
        ("It is {`$5`}.\n", ["It is $5."]),
        ("It is safe.[1] Really.[12][a] Yes.[citation needed]\n", ["It is safe. Really. Yes."]),
        ("See [[Clay|the clay]] and [[Kiln]] and [[Pay#Levels]].\n", ["See the clay and Kiln and Pay."]),
        ("It is ==well paid==. ^a1b2c3\n", ["It is well paid."]),
        (":tada: It is :material-school: fun.\n", ["It is fun."]),
        ("The [guild][g] says so.\n\n[g]: https://guild.example\n", ["The guild says so."]),
        ("Glaze\n:   A coat\n    of glass.\n:   A colour.\n", ["Glaze: A coat of glass.", "Glaze: A colour."]),
        ("What do they wear?\n: An apron.\n", ["What do they wear?", "An apron."]),
        ("Pay:: $5 a pot\n", ["Pay: $5 a pot"]),
        ("Keep `==x==` and `[[y]]`.\n", ["Keep ==x== and [[y]]."]),
        ("From 10:30 to 12:45 in a 3:1 mix.\n", ["From 10:30 to 12:45 in a 3:1 mix."]),
        ("Pay is $5 [a month](x) and $6 [1](y).\n", ["Pay is $5 a month and $6 1."]),
        ("```\n!!! x\n# y\n:::\n```\n", ["!!! x\n# y\n:::"]),
        ("Forty hours.\n{: .lead}\n", ["Forty hours."]),
        (
            "A sentence that goes on and on until it ends in a full stop here.\n---\n\nMore.\n",
            ["A sentence that goes on and on until it ends in a full stop here.", "More."],
        ),
        ("- [-] Old task\n- [/] Half done\n", ["Old task", "Half done"]),
        ("- [x] Done\n", ["Done"]),
    ],
)
def test_marks_inside_a_text_are_no_words_of_it(text: str, read: list[str]) -> None:
    assert [words for _, words in body(text)] == read


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("import Tabs from '@theme/Tabs';\n", "import Tabs from '@theme/Tabs';", "code of the site's template"),
        ("export const A = (\n  <b>x</b>\n);\n", "export const A = ( <b>x</b> );", "code of the site's template"),
        ("import {\n  A,\n} from './a';\n", "import { A, } from './a';", "code of the site's template"),
        ("{{< youtube abc >}}\n", "{{< youtube abc >}}", "code of the site's template"),
        ("{% include toc.html %}\n", "{% include toc.html %}", "code of the site's template"),
        ("{/* pay is $9 */}\n", "{/* pay is $9 */}", "a comment"),
        ("%%\npay\nis $9\n%%\n", "pay is $9", "a comment"),
        ("{% comment %}\npay is $9\n{% endcomment %}\n", "pay is $9", "a comment"),
        ("<!-- pay is\n\n$9 -->\n", "pay is $9", "a comment"),
        ("Now <!-- $9 --> on.\n", "$9", "a comment"),
        ("![[kiln.png]]\n", "![[kiln.png]]", "an embedded file"),
        ("![A kiln](k.png)\n", "A kiln", "the description of a picture"),
        ('[gallery ids="1,2"]\n', '[gallery ids="1,2"]', "code of the site's template"),
        ("```dataview\nTABLE pay\n```\n", "TABLE pay", "code of the site's template"),
        ("#career #craft\n", "#career #craft", "tags of the page"),
        ("It is ~~$9~~ now.\n", "$9", "struck out"),
        ("~~It was\n$9.~~\n", "It was $9.", "struck out"),
        ("<del>\n\nIt was $9.\n\n</del>\n", "It was $9.", "struck out"),
        ("<p>It is <s>$9</s> now.</p>\n", "$9", "struck out"),
        ('<span style="text-decoration:line-through">$9</span> now.\n', "$9", "struck out"),
        ("- ~~an agent~~\n- a kiln\n", "an agent", "struck out"),
    ],
)
def test_what_is_left_out_is_told_with_its_reason(text: str, words: str, reason: str) -> None:
    guide = parse(text + "\nThe end.\n")
    assert [(part.words, part.reason) for part in guide.excluded] == [(words, reason)]
    assert "$9" not in guide.text
    assert words not in guide.text


def test_a_list_with_other_marks_is_not_under_the_lead_in_of_the_one_before() -> None:
    guide = parse("You do not need:\n\n1. a degree\n\n- Pay:\n  - $5 a pot\n")
    items = [block for block in guide.sections[0].blocks if block.kind.value == "item"]
    assert [block.polarity.value for block in items] == ["negative", "plain", "plain"]


def test_tabs_are_headings_and_the_tags_of_components_are_gone() -> None:
    text = (
        '<Tabs\n  values={[1]}\n>\n<TabItem value="a" label="Entry">\n\nLow pay.\n\n</TabItem>\n</Tabs>\n\n'
        '=== "Senior"\n\n    High pay.\n\n## End\n\nPay is {props.pay} good.\n'
    )
    guide = parse(text)
    assert [section.title for section in guide.sections] == ["Potter", "Entry", "Senior", "End"]
    assert guide.text.endswith("Low pay.\n\nSenior\n\nHigh pay.\n\nEnd\n\nPay is good.\n")


def test_plain_markdown_is_not_changed() -> None:
    plain = (
        "# A\n\nText with *marks*, [links](x), $5 and 3:4.\n\n- a\n  - b\n\n> c\n\n| a |\n|---|\n| 1 |\n\n    code\n"
    )
    assert plain_markdown(plain) == (plain, [])


@pytest.mark.parametrize(
    "line", ["Say 1%% now", "Use {% if %} and {{ x }}", "A ==mark==", "A :smile: and [^1]", "See [[Page]]"]
)
def test_what_is_escaped_is_no_markup_of_a_dialect(line: str) -> None:
    escaped = re.sub(r"([%={:\[\]^])", r"\\\1", line)
    guide = parse_text(f"# Bells\n\n{escaped}\n\nThey ring %% here.\n", name="bells.md", form=Form.MARKDOWN)
    first = guide.sections[0].body[0]
    assert guide.text[first.start : first.end] == line
