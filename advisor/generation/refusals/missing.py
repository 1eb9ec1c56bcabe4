"""Names what is missing, from the words around a verb of silence."""

import re

from advisor.generation.refusals.vocabulary import ABOUT, ADVERB, PARTICIPLE

_LIGHT_NOUN = (
    "(?:information|info|details?|data|specifics|mention|references?|guidance"
    "|indications?|discussion|word|words|statement|evidence|clues?|hints?|idea"
    "|explanation|material|context"
    "|insights?|glimpse|picture|light|statistics|particulars|content|coverage|advice|trace|thing)"
)
_SPECIFIC = (
    "(?:any|enough|sufficient|specific|explicit|direct|further|more|additional"
    "|detailed|particular|concrete|exact|precise|clear|relevant|such|single|definite"
    "|definitive|other|that much|much|an|a|the|no|special|actual|real|adequate"
    "|great|into)"
)
_LIGHT = re.compile(
    rf"(?:\W|{ADVERB}\s)*(?:(?:(?:anything|nothing|something|little|very little"
    rf"|much|very much|too much|a lot|a great deal)(?:\s(?:specific|concrete|definite"
    rf"|definitive|at all|more|else|relevant|useful|further|whatsoever|in particular"
    rf"|to say|away|directly))*"
    rf"|(?:{_SPECIFIC}\s){{0,4}}{_LIGHT_NOUN})(?:\s(?:needed|necessary|required"
    rf"|at all|whatsoever|{PARTICIPLE}|available|here|detail))?(?=\W|$))"
    rf"(?:,?\s(?:{ABOUT}(?:\sdetail)?(?:\s{ABOUT})?|that (?:says|tells|mentions"
    rf"|answers|indicates|suggests|explains)|(?:to|in order to) (?:answer|say|determine"
    rf"|tell|establish|know|conclude|decide|judge|provide|give)|how it comes to)(?=\s"
    rf"|$))?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"(?:\W|(?:{ADVERB}|{ABOUT}|upon|at|with|any mention of|the (?:subject|topic"
    rf"|matter|question|issue|exact question|specific question|point|specific issue) (?:of"
    rf"|about|on)|the (?:question|matter|issue)(?= (?:whether|how|who|what|when"
    rf"|if)\b)|any|no|us|you|me|readers|the reader|(?:us |you |me |one |anyone )?to (?:say"
    rf"|tell|determine|calculate|conclude|know|answer|infer|establish|a determination of)"
    rf"|a determination of|a position on|a view on|the (?:subject|topic|intricacies) of"
    r"|a (?:figure|number|value|price)(?: on|(?= for)(?!))|or (?:mention|suggest"
    r"|state|imply)\b|make (?:it )?clear|clear|the word on|out|one(?= (?:how|what"
    r"|whether))|a conclusion about|conclusions? about|any conclusions? (?:about"
    r"|on)|an answer (?:to|as to|about)|answers? (?:to|as to)|much|for)(?=\s))*\s?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?:[\s,.;:!?*_§–—-]|\s(?:{ADVERB}|here§?|§|I'm afraid|sorry|in (?:any |more "
    rf"|much |great )?detail|in (?:there|here)|in particular|whatsoever|as well"
    rf"|for you|in full|in question|(?:beyond|other than|apart from) that|by name"
    rf"|explicitly stated|in depth|for this question|more than that|to be found"
    rf"|on this point|for that|on that|as far as I can (?:see|tell)|as such))$",
    re.IGNORECASE,
)
_MAX_TRAILING = 12  # words and marks that end a clause without naming anything
_VAGUE = re.compile(
    r"(?:|this|that|it|them|so|they|these|those|one|two|either(?: of (?:them|these"
    r"|the two|it))?|neither|both|such|here|there|more|all|any|anything|nothing"
    r"|else|no|not|something|this or that|much|detail|such (?:details?|information"
    r"|a thing|things|data)|that (?:one|far|much detail|much|part|bit|point|detail"
    r"|question|information|topic|subject)|far|"
    r"(?:to )?(?:a |an |any |the |this |that |these |those |your |such |my |no "
    r"|direct |straight |simple |proper |final |firm |requested |specific |exact |particular |clear |definite |full "
    r"|complete |same |user's |reader's |other |necessary |needed |relevant |whole "
    r"|reader |definitive )*"
    r"(?:answers?|questions?|topic|point|information|info|matter|subject|issue"
    r"|figures?(?<=such figure)|detail|details|part|query|aspect|request|thing"
    r"|conclusion|data|specifics|mention|reference|indication|evidence|idea|content"
    r"|material|context|one|light|word)(?: (?:asked|you asked|you ask|requested"
    r"|you need|you want|of yours|at hand|here|in question|being asked|is))?(?: (?:to"
    r"|about|on|of|for|with) (?:a |an |any |the |this |that |your |asked |such "
    r"|it|that|this|them|these|question|matter|topic|point|subject|issue)*)?"
    r"|(?:enough|sufficient) to (?:answer|say|tell|determine|know|go on)(?: (?:the"
    r"|this|that|your) question| that| this| it)?|for sure|for certain|your question"
    r"|what you(?:'re| are)? (?:asked|asking|want|need)(?: (?:for|about|to know))?"
    r"|what was asked|you|you (?:asked|want)|how|why|(?:help|answer|say|tell)(?: with)?(?: that"
    r"| this| it| one)*(?: question)?|sure|aware(?: of)?|yes or no|whether or not"
    r"|in|on|of|to|about|out|on the matter|a blank|with that|with this|with that one"
    r"|what it is|what that is|(?:either )?way|to (?:answer|say|tell|know) (?:this"
    r"|that|it)|(?:what )?you(?:'re| are)? (?:asking|looking|asked|asked me)(?: for"
    r"| about)?|such (?:claims?|statements?)|do so|from the start|is|(?:to )?go on"
    r"|such (?:figures?"
    r"|numbers?))",
    re.IGNORECASE,
)


def name_missing(text: str) -> str:
    """Return what is named as missing, without what only introduces it.

    It is empty when nothing is named.
    """
    text = _without_trailing(text.replace("here§", "here").replace("§", " "))
    text = " ".join(text.split()).strip(" ,:;()\"'–—-")
    for _ in range(3):
        before = text
        text = text[_end(_LEADING, text) :].strip()
        light = _LIGHT.match(text)
        if light:
            text = text[light.end() :].strip(" ,:")
        if text == before:
            break
    text = _without_trailing(text).strip(' ,:;()"–—-')
    if _VAGUE.fullmatch(text):
        return ""
    return text


def _without_trailing(text: str) -> str:
    for _ in range(_MAX_TRAILING):
        text = text.rstrip(" ,.;:!?*_§–—-")
        found = _TRAILING.search(text)
        if not found:
            break
        text = text[: found.start()]
    return text


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
