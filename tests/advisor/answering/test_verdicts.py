"""Verdicts are earned by words of the quotes, and by nothing else."""

import pytest

from advisor.answering.verdicts import QuotedClaim, Verdict, VerdictLabel, opening_label, verdict
from advisor.domain import Polarity

DEGREE = "A bachelor's degree is the standard point of entry for a future Welder."
TYPICAL = "The typical education of a Welder begins with a diploma in metalwork."
NOISY = "A Welder's workshop can be noisy, and safety rules must be followed strictly."
SHIFTS = "Plants that run all day typically work in shifts, and weekend hours may be needed there."
PARTLY = "Some of a Welder's planning can be done remotely, but welding is hands-on."
NEEDLESS = "A degree is not required of a Welder."


def told(question: str, *quotes: str) -> Verdict | None:
    return verdict(question, [QuotedClaim(quote, 100, "Welder") for quote in quotes])


def label(question: str, *quotes: str) -> VerdictLabel | None:
    found = told(question, *quotes)
    return found.label if found else None


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("do I need a degree", DEGREE, VerdictLabel.USUALLY),
        ("degree needed?", DEGREE, VerdictLabel.USUALLY),
        ("Is a diploma required to become a welder?", TYPICAL, VerdictLabel.USUALLY),
        ("is it noisy", NOISY, VerdictLabel.CAN_BE),
        ("do I have to follow safety rules", NOISY, VerdictLabel.YES),
        ("do they work weekends?", SHIFTS, VerdictLabel.POSSIBLY),
        ("do welders work in shifts", SHIFTS, VerdictLabel.IN_PART),
        ("can i do it from home", PARTLY, VerdictLabel.IN_PART),
        ("is a degree required", NEEDLESS, VerdictLabel.NO),
        ("is it stressful", "Stress Level: High", VerdictLabel.YES),
        ("is it stressful", "Stress Level: Low", VerdictLabel.NO),
        ("good work-life balance?", "Balance Rating: Challenging", VerdictLabel.NO),
        ("do they train people", "Hire, train and supervise apprentices.", VerdictLabel.YES),
        ("can I move into sales", "Many Welders do move into other roles, such as sales.", VerdictLabel.YES),
        ("is safety important", "Safety is extremely important in welding.", VerdictLabel.YES),
    ],
)
def test_the_words_of_the_quote_decide(question: str, quote: str, expected: VerdictLabel) -> None:
    assert label(question, quote) is expected


def mistaken(question: str, item: str) -> VerdictLabel | None:
    head = QuotedClaim("Common Mistakes of Beginners", 10)
    found = verdict(question, [QuotedClaim(item, 100, "Welder", heads=(head,), polarity=Polarity.NEGATIVE)])
    return found.label if found else None


@pytest.mark.parametrize(
    ("question", "item", "expected"),
    [
        ("Should I buy my own mask?", "Buying your own mask: the workshop has some.", VerdictLabel.NO),
        ("is it a good idea to weld in the rain", "Welding in the rain, which ruins the seam.", VerdictLabel.NO),
        ("should a beginner lift steel plates alone", "Trying to lift steel plates alone.", VerdictLabel.NO),
        ("Is it a mistake to lift plates?", "Trying to lift plates instead of rolling them.", VerdictLabel.YES),
        ("Should I wear gloves?", "Not wearing gloves.", None),
        ("Should I wear gloves?", "Wearing gloves too seldom.", None),
        ("Should I practise?", "Failing to practise.", None),
        ("Should I buy a mask?", "Buying a mask before the first lesson.", None),
        ("can I buy a mask", "Buying a mask.", None),
    ],
)
def test_an_item_listed_as_a_mistake_says_no_to_nothing_but_itself(
    question: str, item: str, expected: VerdictLabel | None
) -> None:
    assert mistaken(question, item) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("can I become one without a degree", VerdictLabel.YES),
        ("is it impossible without a degree?", VerdictLabel.NO),
        ("is a degree optional", VerdictLabel.YES),
        ("don't I need a degree?", VerdictLabel.NO),
    ],
)
def test_the_polarity_of_the_question_counts(question: str, expected: VerdictLabel) -> None:
    assert label(question, NEEDLESS) is expected


def test_what_is_usual_has_no_contrary() -> None:
    assert label("can I do it without a degree", DEGREE) is None


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("what degree do I need", DEGREE),  # not for yes or no
        ("do I need a master's degree", DEGREE),  # of another degree
        ("is a degree enough", DEGREE),
        ("is a degree better than experience", DEGREE),
        ("do I need that", DEGREE),  # its topic is elsewhere
        ("do I need a degree", "A degree gives a Welder technical knowledge."),  # no words for how far
        ("do I need a degree", "Employers require a degree or equivalent experience."),
        ("do they weld pipes", "A Foreman or Senior Welder often has to weld pipes."),  # of other people
        ("is it noisy", "Stress Level: High"),
        ("can I become a foreman", "A Shop Foreman may need a degree."),
    ],
)
def test_without_words_for_what_was_asked_there_is_none(question: str, quote: str) -> None:
    assert told(question, quote) is None


def test_the_words_are_places_in_the_guide() -> None:
    found = told("do I need a degree", "Welding pays well.", DEGREE)
    assert found is not None
    assert found.claim == 1
    assert [DEGREE[word.start - 100 : word.end - 100] for word in found.words] == ["standard"]


def test_contrary_quotes_are_two_minds() -> None:
    found = told("is a degree required", DEGREE, NEEDLESS)
    assert found is not None
    assert found.label is VerdictLabel.TWO_MINDS
    assert found.words
    assert found.against


def test_a_contradiction_is_told_where_it_is_about_what_was_asked() -> None:
    sides = [
        QuotedClaim("A Welder generally has to be on the floor.", 0, "Welder", disputed=True),
        QuotedClaim("Remote work: remote-friendly", 200, "Welder", disputed=True),
    ]
    found = verdict("can I work from home?", sides)
    assert found is not None
    assert found.label is VerdictLabel.TWO_MINDS
    assert verdict("is it noisy?", sides) is None


def test_a_disagreement_on_how_much_is_none_on_whether() -> None:
    sides = [
        QuotedClaim("Becoming a Welder typically takes 3 years of experience.", 0, "Welder", disputed=True),
        QuotedClaim("Experience: 5-10 years", 200, "Welder", disputed=True),
    ]
    found = verdict("is experience needed", sides)
    assert found is not None
    assert found.label is VerdictLabel.USUALLY


LONGER = "A larger shop may offer rotations, whereas a smaller shop often requires longer hours."
VISITS = "A Welder has to visit the paint shop frequently."
MASTERS = "A master's degree in metallurgy can lead a Welder to senior positions."


@pytest.mark.parametrize(
    ("opener", "question", "sentence"),
    [
        ("yes", "Do smaller shops have shorter hours?", LONGER),
        ("yes", "Do welders rarely visit the paint shop?", VISITS),
        ("yes", "Is the workshop quiet?", NOISY),
        ("yes", "Are there enough skilled workers?", "Shortages of skilled workers add to the pressure on Welders."),
        ("yes", "Will robots replace welders?", "Robots change how a Welder works."),
        ("yes", "Do most welders have a master's degree?", MASTERS),
        ("yes", "Do welders usually have a master's degree?", MASTERS),
        ("yes", "Do welders have a master's degree in metallurgy?", MASTERS),
        ("yes", "Is the balance of work and life good?", "The balance of work and life takes a Welder planning."),
        ("no", "Do welders visit the paint shop?", VISITS),
        ("in part", "Do welders get bored?", "Some work outdoors, but others stay in a shop."),
        ("it depends", "Do welders get bored?", "Some work outdoors, but others stay in a shop."),
    ],
)
def test_a_yes_or_no_before_a_true_sentence_that_does_not_say_so_is_not_told(
    opener: str, question: str, sentence: str
) -> None:
    assert opening_label(opener, sentence, question, "Welder") is None


@pytest.mark.parametrize(
    ("opener", "question", "sentence", "expected"),
    [
        ("yes", "Do welders visit the paint shop?", "A Welder visits the paint shop.", VerdictLabel.YES),
        ("yes", "Do welders have to visit the paint shop?", VISITS, VerdictLabel.USUALLY),
        ("no", "Do welders work in the paint shop?", "A Welder does not work in the paint shop.", VerdictLabel.NO),
        ("it depends", "Are the hours long?", LONGER, VerdictLabel.IT_DEPENDS),
        ("in part", "Are the hours long?", LONGER, VerdictLabel.IN_PART),
    ],
)
def test_a_yes_or_no_is_told_where_its_sentence_says_so(
    opener: str, question: str, sentence: str, expected: VerdictLabel
) -> None:
    assert opening_label(opener, sentence, question, "Welder") is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It can be.", VerdictLabel.CAN_BE),
        ("It usually is.", VerdictLabel.USUALLY),
        ("It is.", VerdictLabel.YES),
        ("It isn't.", VerdictLabel.NO),
        ("It is not.", VerdictLabel.NO),
        ("It is, if nobody cleans.", None),
        ("It is a trade.", None),
    ],
)
def test_a_short_answer_to_the_same_heading_is_taken(answer: str, expected: VerdictLabel | None) -> None:
    head = QuotedClaim("Is the work dangerous?", 10)
    found = verdict("is a welder's work dangerous", [QuotedClaim(answer, 100, "Welder", heads=(head,))])
    assert (found.label if found else None) is expected
