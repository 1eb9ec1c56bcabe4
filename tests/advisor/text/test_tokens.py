"""What counts as a word, and which words are one."""

import pytest

from advisor.text.tokens import STOPWORDS, stems, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++, C# and .NET with Node.js", ["c++", "c#", "and", ".net", "with", "node.js", "node", "js"]),
        ("24/7 or a 401(k)/401k", ["24/7", "or", "a", "401", "k", "401k"]),
        ("ISO 9001 R&D (Q&A)", ["iso", "9001", "r&d", "q&a"]),
        ("on-site", ["on-site", "on", "site"]),
        ("on‑site", ["on-site", "on", "site"]),
        ("and/or CI/CD", ["and/or", "and", "or", "ci/cd", "ci", "cd"]),
        ("$65,000–110,000, up 3.5%", ["65000-110000", "65000", "110000", "up", "3.5"]),
        ("3-5 years", ["3-5", "3", "5", "years"]),
        ("A manager's Ph.D., the U.S., don’t", ["a", "manager", "phd", "the", "us", "dont"]),
        ("Café Straße naïve", ["cafe", "strasse", "naive"]),
        ("e-mail", ["e-mail", "mail"]),
        ("WHAT DOES IT PAY?", ["what", "does", "it", "pay"]),
        (" … — !? 📈 ", []),
        ("", []),
    ],
)
def test_tokenize_keeps_what_belongs_together(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("managers", "manager's"),
        ("onsite", "on-site"),
        ("email", "e-mail"),
        ("résumé", "resume"),
        ("87,500", "$87500"),
        ("PhD", "Ph.D."),
        ("IT skills", "the IT skill"),
        ("WHAT DOES IT PAY?", "what does it pay?"),
    ],
)
def test_two_ways_of_writing_share_a_stem(one: str, other: str) -> None:
    assert set(stems(one)) & set(stems(other))


def test_stopwords_have_no_stem_but_names_in_capitals_do() -> None:
    assert stems("Is it what they do?") == []
    assert stems("Is IT what they do?") == ["it"]
    assert stems("not here") == ["not"]


def test_every_stopword_is_a_word_that_tokenize_can_give() -> None:
    assert all(tokenize(word) == [word] for word in STOPWORDS)
