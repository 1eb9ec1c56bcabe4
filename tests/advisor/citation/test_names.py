"""Which names and credentials a text holds."""

import pytest

from advisor.citation.names import credentials, name_fault, names


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Boeing hires managers.", ["Boeing"]),
        ("Salaries differ. Toyota pays more.", ["Toyota"]),
        ("However, many hold a PMP.", ["PMP"]),
        ("They write C++ for McAnvil.", ["C++", "McAnvil"]),
        ("Certified managers earn more than I do.", []),
    ],
)
def test_a_name_is_one_wherever_it_stands_and_a_plain_word_is_none_for_opening_a_sentence(
    sentence: str, found: list[str]
) -> None:
    assert list(names(sentence)) == found


def test_degrees_and_licences_in_small_letters_are_credentials() -> None:
    assert credentials("a master's degree or a licence") == {"master", "degree", "license"}
    assert credentials("She masters the trade.") == frozenset()


NAME, CREDENTIAL = "it has a name found in none of its quotes", "it has a credential found in none of its quotes"


@pytest.mark.parametrize(
    ("sentence", "quote", "heading", "fault"),
    [
        ("Your Irish employer registers you.", "Find an employer.", "How to qualify in Ireland", ""),
        ("Nurses in Britain earn more.", "Nurses earn more.", "NURSE (UNITED KINGDOM)", ""),
        ("Germans get thirty days off.", "In Germany you get thirty days off.", "", ""),
        ("In Great Britain it costs £9.", "England, Wales and Scotland: £9", "", ""),
        ("A 3PL hires many.", "Third-party logistics firms (3PLs) hire many.", "", ""),
        ("Lorries need a CDL.", "A lorry needs a commercial driver's license.", "", ""),
        ("Most physios work alone.", "Most physiotherapists work alone.", "", ""),
        ("A chainman's day is long.", "Chainmen have long days.", "", ""),
        ("Registration costs £9.", "You register for £9.", "", ""),
        ("He keeps the forge himself.", "He keeps the forge.", "", ""),
        ("Nurses in Wales earn more.", "Nurses earn more.", "NURSE (UNITED KINGDOM)", NAME),
        ("A French nurse earns more.", "A nurse earns more.", "Nurses in Ireland", NAME),
        ("A smith at Ferrum earns more.", "A smith earns more.", "Pay", NAME),
        ("They use Salesforce and Oracle.", "They use SAP and Oracle.", "", NAME),
        ("Take the RPA exam.", "Take the regional exam.", "", NAME),
        ("The master's takes two years.", "Step: Master; Duration: 2 years", "", ""),
        ("You need no doctorate.", "You do not need a postgraduate degree.", "", ""),
        ("The degree takes three years.", "It takes three years.", "", ""),
        ("Without a licence you may not weld.", "An unlicensed smith may not weld.", "", ""),
        ("Apprentices attend class.", "They attend class.", "", ""),
        ("You need a bachelor's degree.", "You need an associate's degree.", "", CREDENTIAL),
        ("You need a doctorate.", "You need a degree.", "", CREDENTIAL),
    ],
)
def test_names_and_levels_stand_in_the_quotes_or_headings_in_any_of_their_forms(
    sentence: str, quote: str, heading: str, fault: str
) -> None:
    assert name_fault(sentence, [quote], [heading]) == fault
