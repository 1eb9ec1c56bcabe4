"""Names what is missing, from the words that follow or precede a verb of silence."""

import re

from advisor.generation.refusals.vocabulary import ABOUT, ADVERB, PARTICIPLE, QUESTION

_LIGHT_NOUN = (
    "(?:information|info|details?|data|specifics|mention|references?|guidance|indications?|discussion|word|words|statement|evidence|clues?|hints?|idea|explanation|material"
    "|insights?|glimpse|picture|light|statistics|particulars|content|coverage|advice|trace|thing)"
)
_SPECIFIC = "(?:any|enough|sufficient|specific|explicit|direct|further|more|additional|detailed|particular|concrete|exact|precise|clear|relevant|such|single|definite|definitive|other|that much|much|an|a|the|no|special|actual|real|adequate|great|into)"
_LIGHT = re.compile(
    rf"(?:\W|{ADVERB}\s)*(?:(?:(?:anything|nothing|something|little|very little|much|very much|too much|a lot|a great deal)(?:\s(?:specific|concrete|definite|definitive|at all|more|else|relevant|useful|further|whatsoever|in particular|to say|away|directly))*"
    rf"|(?:{_SPECIFIC}\s){{0,4}}{_LIGHT_NOUN})(?:\s(?:needed|necessary|required|at all|whatsoever|{PARTICIPLE}|available|here|detail))?(?=\W|$))"
    rf"(?:,?\s(?:{ABOUT}(?:\sdetail)?(?:\s{ABOUT})?|that (?:says|tells|mentions|answers|indicates|suggests|explains)|(?:to|in order to) (?:answer|say|determine|tell|establish|know|conclude|decide|judge|provide|give)|how it comes to)(?=\s|$))?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"(?:\W|(?:{ADVERB}|{ABOUT}|upon|at|with|any mention of|the (?:subject|topic|matter|question|issue|exact question|specific question|point|specific issue) (?:of|about|on)|the (?:question|matter|issue)(?= (?:whether|how|who|what|when|if)\b)|any|no|us|you|me|readers|the reader|(?:us |you |me |one |anyone )?to (?:say|tell|determine|calculate|conclude|know|answer|infer|establish|a determination of)|a determination of|a position on|a view on|the (?:subject|topic|intricacies) of"
    r"|a (?:figure|number|value|price)(?: on|(?= for)(?!))|or (?:mention|suggest|state|imply)\b|make (?:it )?clear|clear|the word on|out|one(?= (?:how|what|whether))|a conclusion about|conclusions? about|any conclusions? (?:about|on)|an answer (?:to|as to|about)|answers? (?:to|as to)|much|for)(?=\s))*\s?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?:[\s,.;:!?*_§–—-]|\s(?:{ADVERB}|here§?|§|I'm afraid|sorry|in (?:any |more |much |great )?detail|in (?:there|here)|in particular|whatsoever|as well|for you|in full|in question|(?:beyond|other than|apart from) that|by name|explicitly stated|in depth|for this question|more than that|to be found|on this point|for that|on that|as far as I can (?:see|tell)|as such))+$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:|this|that|it|them|so|they|these|those|one|two|either(?: of (?:them|these|the two|it))?|neither|both|such|here|there|more|all|any|anything|nothing|else|no|not|something|this or that|much|detail|such (?:details?|information|a thing|things|data)|that (?:one|far|much detail|much|part|bit|point|detail|question|information|topic|subject)|far|"
    r"(?:to )?(?:a |an |any |the |this |that |these |those |your |such |my |no |direct |requested |specific |exact |particular |clear |definite |full |complete |same |user's |reader's |other |necessary |needed |relevant |whole |reader |definitive )*"
    r"(?:answers?|questions?|topic|point|information|info|matter|subject|issue|figures?(?<=such figure)|detail|details|part|query|aspect|request|thing|conclusion|data|specifics|mention|reference|indication|evidence|idea|content|material|context|one|light|word)(?: (?:asked|you asked|you ask|requested|you need|you want|of yours|at hand|here|in question|being asked|is))?(?: (?:to|about|on|of|for|with) (?:a |an |any |the |this |that |your |asked |such |it|that|this|them|these|question|matter|topic|point|subject|issue)*)?"
    r"|(?:enough|sufficient) to (?:answer|say|tell|determine|know|go on)(?: (?:the|this|that|your) question| that| this| it)?|for sure|for certain|your question|what you(?:'re| are)? (?:asked|asking|want|need)(?: (?:for|about|to know))?|what was asked|you|you (?:asked|want)|how|why|(?:help|answer|say|tell)(?: with)?(?: that| this| it| one)*(?: question)?|sure|aware(?: of)?|yes or no|whether or not|in|on|of|to|about|out|on the matter|a blank|with that|with this|with that one|what it is|what that is|do so|from the start|is|(?:to )?go on|such (?:figures?|numbers?))",
    re.IGNORECASE,
)
_QUESTION = re.compile(rf"{QUESTION}\b", re.IGNORECASE)
_HEAD_VERB = re.compile(r"\s?(?:is|are|was|were|has|have|can|could|will|does|do)$", re.IGNORECASE)


def name_missing(text: str) -> str:
    """What is named as missing, without what only introduces it; empty when that is nothing."""
    text = _TRAILING.sub("", text.replace("here§", "here").replace("§", " "))
    text = " ".join(text.split()).strip(" ,:;()\"'–—-")
    for _ in range(3):
        before = text
        text = text[_end(_LEADING, text) :].strip()
        light = _LIGHT.match(text)
        if light:
            text = text[light.end() :].strip(" ,:")
        if text == before:
            break
    text = _TRAILING.sub("", text).strip(' ,:;()"–—-')
    if _VAGUE.fullmatch(text):
        return ""
    return text


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
