"""What the quoting writer proposes: whole lists or what stands out, each thing once, labels with their heading."""

from advisor.answering.extractive_writer import QuotingWriter
from advisor.domain import Draft, Passage, QuestionPart, Quote
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import Form, parse_text

GUIDE = """# Baker Career Guide

## Work

Bakers knead dough before dawn. Most of them wear aprons. They sell what they bake at noon.

## Morning

Before dawn, bakers knead the dough. Ovens are lit at four.

## Night

Bakers knead dough before 3 in the night.

## Ovens Used

- Deck oven
- Stone oven
- Rack oven
- Steam oven
- Tunnel oven
- Wood oven
- Tandoor

## Pay by Level in US Dollars

Helper: 31,000

Master: 52,000

## At a Glance

Stress: high
"""
KNEAD = "Bakers knead dough before dawn."
OVENS = ["Deck oven", "Stone oven", "Rack oven", "Steam oven", "Tunnel oven", "Wood oven", "Tandoor"]


def passages(text: str = GUIDE, /, **scores: float) -> tuple[Passage, ...]:
    """All chunks, best first. ``scores``: of sentences, by their first word; the others have 0.1."""
    found = []
    for chunk in chunk_guide(parse_text(text, name="baker.md", form=Form.MARKDOWN)):
        texts = [chunk.guide.text[span.start : span.end] for span in chunk.sentences]
        own = tuple(scores.get(text.split()[0].strip(":,"), 0.1) for text in texts)
        found.append(Passage(chunk, max(own), 0.0, 0.5, 0.0, own))
    return tuple(sorted(found, key=lambda passage: -passage.score))


def draft(question: str, **scores: float) -> Draft:
    return QuotingWriter().draft((QuestionPart(question, passages(**scores)),))


def texts(drafted: Draft) -> list[str]:
    return [claim.text for claim in drafted.claims]


def stands(quote: Quote) -> bool:
    return quote.text == quote.passage.chunk.guide.text[quote.start : quote.end]


def test_a_list_that_is_asked_for_is_given_whole_in_its_order() -> None:
    assert texts(draft("List the ovens", Stone=1.0, Wood=0.9)) == OVENS


def test_of_a_long_list_that_is_not_asked_for_whole_what_stands_out_is_given_in_its_order() -> None:
    assert texts(draft("Which ovens burn logs?", Wood=1.0, Stone=0.95)) == ["Stone oven", "Wood oven"]


def test_a_list_gives_way_to_prose_that_answers_better() -> None:
    assert texts(draft("Which ovens are lit early?", Ovens=1.0, Wood=0.6)) == ["Ovens are lit at four."]


def test_two_sentences_that_say_the_same_are_one_claim_with_two_quotes() -> None:
    drafted = draft("When is dough made?", Bakers=1.0, Before=0.95)
    first = drafted.claims[0]
    assert first.text == KNEAD
    assert [quote.text for quote in first.quotes] == [KNEAD, "Before dawn, bakers knead the dough."]


def test_sentences_that_differ_in_a_number_are_two_claims() -> None:
    drafted = draft("When is dough made?", Bakers=1.0)
    assert texts(drafted) == [KNEAD, "Bakers knead dough before 3 in the night."]


def test_a_bare_label_is_quoted_with_its_heading() -> None:
    (claim,) = draft("What does a master earn?", Master=1.0).claims
    assert claim.text == "Pay by Level in US Dollars: Master: 52,000"
    assert [quote.text for quote in claim.quotes] == ["Pay by Level in US Dollars", "Master: 52,000"]
    assert all(map(stands, claim.quotes))


def test_a_heading_that_says_nothing_and_one_of_a_sentence_are_left_out() -> None:
    assert texts(draft("Is it stressful?", Stress=1.0)) == ["Stress: high"]
    assert texts(draft("What is worn?", Most=1.0)) == ["Most of them wear aprons."]


def test_parts_are_answered_in_turn_and_nothing_is_said_twice() -> None:
    worn, made = passages(Most=1.0), passages(Bakers=1.0, Most=0.9)
    parts = (QuestionPart("What is worn?", worn), QuestionPart("When is dough made?", made))
    drafted = QuotingWriter().draft(parts)
    assert texts(drafted)[:2] == ["Most of them wear aprons.", KNEAD]
    assert len(set(texts(drafted))) == len(drafted.claims)


def test_an_answer_stops_where_the_evidence_falls_off_and_quotes_what_stands_there() -> None:
    drafted = draft("What is worn?", Most=1.0, Bakers=0.88, Ovens=0.88, Stress=0.7)
    # A sentence of the best one's own section needs less than one of another.
    assert texts(drafted) == ["Most of them wear aprons.", KNEAD]
    assert all(stands(quote) for claim in drafted.claims for quote in claim.quotes)


def test_an_answer_is_a_lead_and_at_most_two_more() -> None:
    assert len(texts(draft("What is it like?", Bakers=1.0, Most=0.99, Before=0.98, Ovens=0.97, Stress=0.96))) == 3


def test_a_sentence_that_leans_on_the_one_before_it_comes_with_it_or_not_at_all() -> None:
    assert texts(draft("When?", Before=1.0, They=0.95)) == ["Before dawn, bakers knead the dough."]
    assert texts(draft("When?", They=1.0)) == ["Most of them wear aprons.", "They sell what they bake at noon."]


def test_where_several_items_of_a_list_answer_alike_the_list_is_the_answer() -> None:
    assert texts(draft("What glows?", Stone=1.0, Wood=0.95, Steam=0.9, Deck=0.9)) == OVENS
    few = ["Stone oven", "Wood oven"]
    assert texts(draft("What glows?", Stone=1.0, Wood=0.95)) == few  # too few of them for the list


def test_a_sentence_that_leads_to_rows_brings_them_with_it() -> None:
    drafted = QuotingWriter().draft((QuestionPart("Who employs most bakers?", employers(Most=1.0, Shops=0.5)),))
    assert texts(drafted) == [
        "Most bakers worked for these:",
        "Bakers by employer: Shops: 60%",
        "Bakers by employer: Hotels: 25%",
    ]
    assert all(stands(quote) for claim in drafted.claims for quote in claim.quotes)


def test_a_sentence_that_only_leads_to_a_list_and_a_caption_support_nothing() -> None:
    drafted = QuotingWriter().draft(
        (QuestionPart("When do bakers rise?", employers(Bakers=1.0, Most=0.95, Wages=0.95)),)
    )
    assert texts(drafted) == ["Bakers rise at three every morning."]


def test_of_a_long_list_that_a_sentence_leads_to_the_best_items_are_given_in_their_order() -> None:
    items = [f"Task {n} is done with great care and much patience every morning of the week" for n in range(9)]
    guide = parse_text("# Baker\n\n## Duties\n\nBakers do these:\n\n" + "\n".join(f"- {i}" for i in items), name="b.md")
    (chunk,) = chunk_guide(guide)
    scores = (1.0, *(0.1 if n in (2, 5) else 0.5 for n in range(9)))
    drafted = QuotingWriter().draft((QuestionPart("Bakers?", (Passage(chunk, 1.0, 0.0, 0.5, 0.0, scores),)),))
    given = texts(drafted)[1:]
    assert texts(drafted)[0] == "Bakers do these:"
    assert given == [item for item in items if item in given]
    assert items[2] not in given
    assert 3 <= len(given) < 9


SMITH = """# Smith

## Ranks

### Apprentice

Years: 0-3

An apprentice keeps the fire.

### Journeyman

Years: 3-6

A journeyman forges tools.

### Master

Years: 6+

A master runs the forge.

## Day

### Noon

- Eat bread.
- Sharpen the tools.

### Late noon

- Sweep the floor.

## Qualities

The following are qualities that smiths need.

Keen eyes. Smiths tell the heat of iron by its glow.

Strong arms. Hammers weigh up to ten pounds.

Patience. Good steel takes time.
"""


def smith(question: str, **scores: float) -> list[str]:
    found = []
    for chunk in chunk_guide(parse_text(SMITH, name="smith.md", form=Form.MARKDOWN)):
        words = [chunk.guide.text[span.start : span.end] for span in chunk.sentences]
        own = tuple(max((s for word, s in scores.items() if word in text), default=0.1) for text in words)
        found.append(Passage(chunk, max(own), 0.0, 0.5, 0.0, own))
    drafted = QuotingWriter().draft((QuestionPart(question, tuple(sorted(found, key=lambda p: -p.score))),))
    assert all(stands(quote) for claim in drafted.claims for quote in claim.quotes)
    return texts(drafted)


def test_all_that_stands_under_a_heading_is_given_part_by_part() -> None:
    ranks = ["Apprentice: Years: 0-3", "Journeyman: Years: 3-6", "Master: Years: 6+"]
    assert smith("List all the ranks", forge=1.0, tools=0.9) == ranks


def test_a_part_of_the_day_is_given_without_its_neighbour() -> None:
    told = {"bread": 1.0, "Sharpen": 0.95, "Sweep": 0.98}
    assert smith("What happens at noon?", **told) == ["Eat bread.", "Sharpen the tools."]
    assert smith("And in the late noon?", **(told | {"Sweep": 1.1})) == ["Sweep the floor."]


def test_paragraphs_with_headings_run_into_them_are_the_list_that_a_question_asks_for() -> None:
    qualities = [
        "Keen eyes. Smiths tell the heat of iron by its glow.",
        "Strong arms. Hammers weigh up to ten pounds.",
        "Patience. Good steel takes time.",
    ]
    assert smith("What are the qualities?", Patience=1.0) == qualities
    following = "The following are qualities that smiths need."
    assert smith("What must smiths have?", following=1.0) == [following, *qualities]


def test_rows_of_other_groups_support_nothing_unless_they_are_asked_about() -> None:
    page = """<h1>Bakers</h1><h2>Pay</h2><p>Wages</p><table><tr><td>Food workers</td><td>$30,000</td></tr>
    <tr><td>Bakers</td><td>$34,000</td></tr></table><p>Bakers earned $34,000 at the median.</p>"""
    (chunk,) = chunk_guide(parse_text(page, name="bakers.html", form=Form.HTML))
    scores = (0.1, 0.95, 0.9, 1.0)
    passage = Passage(chunk, 1.0, 0.0, 0.5, 0.0, scores)
    asked, compared = (
        texts(QuotingWriter().draft((QuestionPart(question, (passage,)),)))
        for question in ("How much do bakers earn?", "Do bakers earn more than other food workers?")
    )
    assert not any("Food workers" in text for text in asked)
    assert any("Food workers" in text for text in compared)


def employers(**scores: float) -> tuple[Passage, ...]:
    page = """<h1>Baker</h1><h2>Bakers by employer</h2><p>Bakers rise at three every morning. Most bakers
    worked for these:</p>
    <table><tr><td>Shops</td><td>60%</td></tr><tr><td>Hotels</td><td>25%</td></tr></table>
    <p>Wages of bakers in a year</p><table><tr><td>Helpers</td><td>$31,000</td></tr></table>"""
    (chunk,) = chunk_guide(parse_text(page, name="baker.html", form=Form.HTML))
    firsts = [chunk.guide.text[span.start : span.end].split()[0].strip(":") for span in chunk.sentences]
    own = tuple(scores.get(first, 0.1) for first in firsts)
    return (Passage(chunk, max(own), 0.0, 0.5, 0.0, own),)


def test_without_passages_nothing_is_proposed() -> None:
    assert QuotingWriter().draft((QuestionPart("What is worn?", ()),)).claims == ()


ASKS = """# Baker Career Guide

## Is the heat dangerous?

It can be. Ovens have burnt the hands of many. Burns heal within weeks.

## Is the flour healthy?

Asthma is common among bakers. Masks keep the dust out.
"""


def test_the_few_words_that_answer_a_heading_come_before_what_explains_them() -> None:
    passages_ = passages(ASKS, Ovens=1.0, Burns=0.9)
    drafted = QuotingWriter().draft((QuestionPart("is the heat really dangerous", passages_),))
    assert texts(drafted) == [
        "Is the heat dangerous? It can be.",
        "Ovens have burnt the hands of many.",
        "Burns heal within weeks.",
    ]
    assert all(stands(quote) for claim in drafted.claims for quote in claim.quotes)


def test_a_heading_that_asks_something_else_lends_no_opener() -> None:
    drafted = QuotingWriter().draft((QuestionPart("Is it loud?", passages(ASKS, Ovens=1.0)),))
    assert texts(drafted)[0] == "Ovens have burnt the hands of many."


SCHOOL = """# Baker Career Guide

## School

A diploma is required of bakers. Diploma courses last two years. Membership of the guild speeds up the career.
"""


def test_a_settled_yes_or_no_is_followed_only_by_what_it_is_about() -> None:
    passages_ = passages(SCHOOL, A=1.0, Diploma=0.95, Membership=0.95)
    settled = QuotingWriter().draft((QuestionPart("Do I need a diploma?", passages_),))
    assert texts(settled) == ["A diploma is required of bakers.", "Diploma courses last two years."]
    open_ = QuotingWriter().draft((QuestionPart("What is school about?", passages_),))
    assert len(texts(open_)) == 3
