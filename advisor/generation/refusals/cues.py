"""Cues that a form which fits careers too is about the guide."""

from advisor.generation.refusals.forms import SUBJECT, pattern_of
from advisor.generation.refusals.vocabulary import (
    ABOUT,
    ADVERBS,
    BARE_SOURCE,
    INFORMATION,
    PARTICIPLE,
    PARTICLE,
    QUESTION,
    SOURCE,
    STATED,
    UNSAID,
    VERB,
)

DETAILED = pattern_of(rf"(?:quite |just |exactly )?(?:{QUESTION})\b")
VAGUE_SUBJECT = pattern_of(
    rf"(?:this|that|these|those|it|such|an?|the|any|no|some|more|further|your|specific"
    rf"|exact|precise|detailed|the exact|the specific)?\s?(?:(?:specific|exact"
    rf"|precise|requested|particular|detailed|such|relevant|further)\s)*"
    rf"(?:this|that|it|they|these|one|{INFORMATION}|answers?|questions?|topic|point"
    rf"|matter|subject|issue|aspect|thing|bit|part)(?:\s(?:one|{INFORMATION}|point"
    rf"|topic|question))?\s?(?:$|(?:{ABOUT}|{QUESTION})\b)"
)
SPECIFIC_SUBJECT = pattern_of(r"(?:the |any |an? |no )?(?:exact|specific|precise|actual|particular)\b")
SURE_PARTICIPLE = pattern_of(
    r"(?:mentioned|stated|specified|spelled out|discussed|addressed|touched|explained|elaborated)$"
)
VALUE = pattern_of(
    r"\b(?:costs?|fees?|prices?|salar(?:y|ies)|pay|wages?|earnings|average|share"
    r"|proportion|percentage|rates?|numbers?|figures?|amounts?|length|duration"
    r"|age|names?|dates?|statistics?|answer|reason|information|details?|specifics"
    r"|range|median|number|breakdown|comparison|definition|example|list)\b"
)
CAREER_END = pattern_of(
    r"\s(?:by|to|until|unless|before|after|when|if|without|in|on|among|at|outside"
    r"|over|under|as|from|with|during|twice)\s"
)
OPEN_QUESTION = pattern_of(rf"(?:the|that|this) (?:exact )?(?:question|matter|issue)\s(?:of |as to )?{QUESTION}\b")
STATED_IN = pattern_of(rf"\b(?:{STATED}|found|made|exists?|appears?)$")
ENDS_STATED = pattern_of(rf"{STATED}$")
NOTHING_MORE = pattern_of(
    r"(?:\W|\b(?:here§?|§|anywhere|directly|explicitly|specifically|at all|further"
    r"|either|though|however|sorry|in (?:any |more )?detail|in (?:there|here)"
    r"|i'm afraid|yet|for you|as such|exactly|there|clearly|by name)\b|(?:in|on) this)*$"
)
NAMES = pattern_of(rf"(?:{SOURCE}|^{BARE_SOURCE})")
STARTS_WITH_SOURCE = pattern_of(SUBJECT)
LOOSE = pattern_of(r"none of (?:it|them|these|this)\b|(?:it|they)(?:'s| is| are) silent on\b")
SAY_WORDS = pattern_of(
    r"^(?:mention|state|say|specify|give|discuss|list|address|cover|find|see|tell|indicate)s?\s"
    r"|\s(?:is |are )?(?:mentioned|stated|given|specified|discussed|found|said|listed|addressed|covered|to be found)$"
)
BARE_NO = pattern_of(
    rf"(?P<verb>{VERB}|is silent|are silent){PARTICLE}(?:\s(?:no|nothing|neither"
    rf"|silent|about|on))+\b(?P<x>.*)|(?P<none>no|nothing)\b(?!\s(?:more|less|fewer"
    rf"|longer|else|one)\b)(?P<y>.*)"
)
FIRST_PERSON = pattern_of(r"(?:i|we|i'm|i've|i'd|we're|we've|found)\b")
NOT_SOMETHING = pattern_of(
    rf"not{ADVERBS} (?:something|anything|a (?:topic|question|subject)|one)\s(?:that "
    rf"|which )?(?:{SOURCE}|i|we)\b.{{0,60}}"
)
DONT_THINK = pattern_of(
    rf"(?:i|we)\s(?:don't|do not)\s(?:think|believe|see|find)(?: that)?\s(?:{SOURCE}|it|they)\s{VERB}(?P<x>.*)"
)
ALL_IT_SAYS = pattern_of(
    rf"(?:that|this)(?:'s| is) (?:all|as far as|as much as|everything|the extent of what)(?: that)?\s(?:"
    rf"{SOURCE})\b.{{0,60}}|{SOURCE}\s(?:simply |just )?(?:doesn't|does not|don't"
    rf"|do not)"
)
SOUGHT = pattern_of(
    r"(?:can't|cannot|couldn't|could not|didn't|did not|don't|do not) (?:find"
    r"|see|locate|spot) (?:any|anything|a|an|that|it)\b"
)
NO_THING = pattern_of(
    rf"no\s(?P<noun>(?:[\w'-]{{1,20}}\s){{1,5}}?)(?:is|are|was|were|has been|have been)\s(?P<said>{STATED})\b(?P<x>.*)"
)
ALONE = pattern_of(
    r"(?:can't|cannot|couldn't|could not) (?:find|tell|say|answer)\b(?: (?:that|it|this))?(?: one)?(?:\W|here§?|§|in)*$"
)
HERE = pattern_of(r"\bhere\b|§|\bin vain\b|\bin there\b")
SURE_UNSAID = pattern_of(
    r"it(?:'s| is| remains) (?:unclear|not (?:stated|specified|mentioned|said"
    r"|indicated|spelled)|unspecified|unstated)\b"
)
SAYING_ONLY = pattern_of(
    r"(?:say|says|mentions?|specify|specifies|states?|indicates?|clarif(?:y|ies)|quantif(?:y|ies)|elaborates?)$"
)
OF_INFORMATION = pattern_of(
    rf"\s(?:about|on|regarding)\b|\s?(?:(?:exactly|anything|just)\s)?{QUESTION}\b"
    rf"|\s?(?:(?!to\s)[\w'-]{{1,20}}\s){{0,3}}{INFORMATION}\b"
)
NEWS = pattern_of(rf"(?:(?:any|all|the|further|more|specific)\s)?(?:information|info|details?|specifics)\s{ABOUT}")
COUNTED = pattern_of(r"\s?(?:any )?(?:figures?|data|statistics|numbers) (?:for|on)\b")
SAID_OF = pattern_of(rf"\s?(?:(?:about|on|regarding|concerning|of|as to)\b|here\b|{QUESTION}\b|$)")
ENDS_HERE = pattern_of(
    r"(?:\W|here§?|§|for (?:that|this)|(?:on|about) (?:that|this)|i'm afraid|sorry|given|provided)*$"
)
ANYTHING = pattern_of(r"\s?(?:any|no|a|an)?thing\b|\s(?:about|on)\b")
IS_SAID = pattern_of(
    rf"\s(?:is|are|was|were|has been|have been|appears?|can be|could be|exists?)\b(?:\s(?:be"
    rf"|been))?(?:\s(?:actually|explicitly|here§?|specifically))?\s?(?:{PARTICIPLE}"
    rf"|available|here§?|§|on|as to)?"
)
NOT_COVERED = pattern_of(
    r"not (?:covered|mentioned|stated|specified|included):|what(?:'s| is) (?:not mentioned|missing)"
)
UNSAID_WORD = pattern_of(
    r"(?:left (?:open|unanswered|unsaid|unmentioned|unspecified|unclear)|un\w+|not available|an open question)$"
)
ONLY_OF_WORDS = pattern_of(UNSAID)
ABOUT_TAIL = pattern_of(r"\s(?:for|of|about|on|as to|regarding)\b")
REPORTING = pattern_of(
    r"(?:say|says|state|states|indicate|indicates|mention|mentions|report|reports"
    r"|show|shows|tell|tells|specify|specifies|reveal|reveals)$"
)
PREDICATE = pattern_of(
    r"\s(?:is|are|was|were|has|have|needs?|exists?|can|will|must|do|does|may|should"
    r"|requires?|works?|takes?|gets?|pays?)\s"
)
IS = pattern_of(r"\s(?:is|are|was|were|has|can|will|must|may|should|does|happens|beats|counts|helps|works|gets|goes)\b")
AFFIRMS = pattern_of(
    rf"(?:{SUBJECT}|it|they)\s(?:also |only |just |clearly |explicitly |does |do "
    rf"|merely |simply )?(?:says?|states?|notes?|mentions? that|explains?|indicates?"
    rf"|warns?|tells?|reports?|suggests?|shows?|points? out|adds?|stresses|makes? clear"
    rf"|recommends?|advises?)\b"
)
FIXED = pattern_of(
    r".*\b(?:set|fixed|minimum|maximum|legal|upper|lower|age|required|standard"
    r"|typical|one|universal|guaranteed|magic|right|wrong)\b"
)
OUTWARD = pattern_of(r".*\b(?:to|at|before|after|without|until|unless|in|by|when)\b")
NO_VERB = pattern_of(
    r"(?:have|has|had|give|gives|say|says|make|makes|offer|offers|provide|provides"
    r"|contain|contains|mention|mentions|include|includes|list|lists|name|names"
    r"|state|states|tell|tells|set|sets|paint|paints|show|shows|hold|carry|report"
    r"|reports|specify|specifies|supply|supplies|present|presents|indicate|indicates"
    r"|reveal|reveals|cover|covers)\b"
)
ABOUT_OR_END = pattern_of(
    rf"\s?(?:$|\W*$|(?:{ABOUT}|whether|how|that|which|to (?:answer|say|tell|determine"
    rf"|suggest|indicate|support|go on)|available|given|provided|found|here§?|§"
    rf"|is|are|was|were|can|could|has|have|appears?|exists?|in|here|there|one way or the other"
    rf"|at all|whatsoever|either|needed|mentioned|specified|stated|listed|who|what"
    rf"|when|if|for|at hand|on hand|so|why|as)\b|[,:])"
)
HAS_INFORMATION = pattern_of(rf"\s?(?:(?:[\w'-]{{1,20}}\s){{0,5}}?)(?P<noun>{INFORMATION})\b(?P<after>.*)")
HARD_NOUN = pattern_of(r"(?:information|info|mention|mentions|details|indication|reference|specifics|discussion|word)$")
