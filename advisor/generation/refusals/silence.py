"""What a clause says is missing, if it says that the guide or the answerer is silent."""

import re
from dataclasses import dataclass

from advisor.generation.refusals.missing import name_missing
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


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NOT = (
    r"(?:(?:does|do|did|has|have|had|can|could|will|would|may|might|must|should)(?:\s(?:not|never)|n't)|cannot|can ?not|won't|never"
    r"|(?:does|do|did)(?:\s\w{1,12}ly)? not"
    r"|hardly|barely|scarcely|only (?:briefly|vaguely|partly)|nowhere|at no point|neither|fails? to|failed to|stops? short of|declines? to|declined to"
    r"|refuses? to|neglects? to|omits? to|does not|neither)"
)
_SEEM = rf"(?:{ADVERBS}\s(?:seem to|appear to|purport to|attempt to|bother to|claim to|try to|directly or indirectly|explicitly or implicitly|go so far as to|want to|need to|choose to))?"
_NO = r"(?:no|nothing|neither|none|little|very little|not much|next to nothing|almost nothing|hardly any|hardly anything|precious little|not a|not any)\b"
_BE = r"(?:is|are|was|were|be|been|being|remains?|seems?|appears?|gets?|stays?|has been|have been|'s|'re|will be)"
_BE_NOT = r"(?:(?:(?:is|are|was|were)(?:\s(?:not|never|nowhere)|n't)|'s not|'re not|never|not|(?:(?:has|have|can|could|will|would|may|does|do)(?:\s(?:not|never)|n't)|cannot|can't|won't)\s(?:be|been|seem to be|appear to be)))"
_SUBJECT = rf"(?:{SOURCE}|{BARE_SOURCE})"
_PRONOUN = r"(?:it|they|this|that|he|she|these|which|none of (?:it|them|these|this)|the author|the authors|neither|the answer|that part)"
_OF_FRAME = r"(?P<subject>it|they|this|these|which|he|she|that)"
# A source, and what it does not do.
SOURCE_DOES_NOT = _pattern(
    rf"{_SUBJECT}(?:,[^,]{{1,40}},)?{ADVERBS}\s{_NOT}{_SEEM}{ADVERBS}\s(?P<verb>{VERB})(?:\s(?:or|nor|and)(?: (?:even|otherwise))?\s{VERB}){{0,2}}{PARTICLE}(?P<x>.*)"
)
SOURCE_HAS_NO = _pattern(
    rf"(?:{_SUBJECT}|{_PRONOUN})(?:,[^,]{{1,40}},)?{ADVERBS}\s(?P<verb>{VERB}){PARTICLE}(?:\s(?:us|you|me|one|the reader|readers))?{ADVERBS}(?:\swith)?\s(?P<no>{_NO})(?!\s(?:fewer|more|less|later|earlier|sooner|longer|one\b|matter|doubt|need)\b)(?P<x>.*)"
)
PRONOUN_DOES_NOT = _pattern(
    rf"(?P<pronoun>{_PRONOUN})?{ADVERBS}\s?(?:{_NOT}){_SEEM}{ADVERBS}\s(?P<verb>{VERB})(?:\s(?:or|nor|and)\s{VERB})?{PARTICLE}(?P<x>.*)"
)
SURE_PRONOUN = _pattern(
    rf"it never (?:mentions|says|specifies)\b|"
    rf"(?:(?:it|they)\s(?:does|do|did)|does|did)(?:\snot|n't){ADVERBS}\s(?:say|mention|specify|state|indicate)\b"
    rf"(?:(?<=mention)|(?<=specify))(?:$|\s.*)|(?:(?:it|they)\s(?:does|do|did)|does|did)(?:\snot|n't){ADVERBS}\s(?:say|state|indicate)\b"
    rf"(?:$|\s(?:{QUESTION}\b|anything about|(?:so|this|that|it|much|anything)$|any\s{INFORMATION}\b))"
    rf"|(?:(?:it|they)\s(?:does|do|did)|does|did)(?:\snot|n't){ADVERBS}\s(?:give|provide|offer|contain|include)\s(?:a|an|any|the|enough)\s(?:[\w-]{{1,15}}\s){{0,2}}{INFORMATION}\b"
)
SURE_NO = _pattern(
    r"it\s(?:just |simply )?(?:(?:says|mentions|contains|states|offers) nothing (?:about|on|of|regarding)|(?:makes|has|contains) no (?:specific )?(?:mention|reference)|(?:gives|provides|has|contains|includes) no (?:exact |specific )?(?:information|figures?|numbers?|details?)\b)"
)
SOURCE_IS_SILENT = _pattern(
    rf"(?:{_SUBJECT}|(?P<loose>it|they)){ADVERBS}\s(?:(?:is|are|was|were|remains?|stays?|falls?|seems?|keeps?|appears?)(?:\sto be)?{ADVERBS}\s"
    r"(?:silent|mute|mum|quiet|tight-lipped|vague|unclear|inconclusive|ambiguous|reticent|insufficient|unrelated|irrelevant|devoid|empty|a blank|no help)"
    r"|keeps? (?:its|their) counsel|draws? a blank|comes? up (?:empty|short|blank)|falls? short|(?:keeps?|maintains?|preserves?) (?:silent|silence|quiet)|(?:is|are) (?:of )?(?:no|little) (?:use|help))\b(?P<x>.*)"
)
SOURCE_IS_NOT = _pattern(
    rf"{_SUBJECT}{ADVERBS}\s(?:is|are|was|were)(?:\snot|n't){ADVERBS}\s(?P<how>clear|specific|explicit|forthcoming|relevant|sufficient|enough|about|related|definite|precise"
    r"|detailed|helpful|concerned|designed|intended|meant|able|useful|conclusive)\b(?:\sto (?:answer|say|determine|tell|provide|establish|give|help with|discuss|cover|address)\b)?(?P<x>.*)"
)
SOURCE_LACKS = _pattern(
    rf"{_SUBJECT}{ADVERBS}\s(?:lacks?|omits?|skips?(?: over| past)?|leaves? out|ignores?|glosses over|passes over|is missing|are missing|sidesteps?|bypass(?:es)?|neglects?|overlooks?|excludes?|avoids?|steers? clear of|shies away from|gives?(?= [^,]{1, 60} a miss)|passes?(?= [^,]{1, 60} by| [^,]{1, 60} in silence))\b(?P<x>.*)"
)
SOURCE_LEAVES = _pattern(
    rf"(?:{_SUBJECT}|we|you|one|readers)\s{ADVERBS}\s?(?:is |are )?(?:leaves?|left)\b\s?(?:us|you|me|one|the reader|readers)?\s?(?P<x1>[^,;]{{0,120}}?)"
    r"\s?(?:open|unanswered|unsaid|unmentioned|unspecified|in the dark|guessing|unaddressed|unclear|without an answer|none the wiser|out|unstated|aside|undecided|unresolved|unexplained|untouched)\b(?P<x>.*)"
)
# A verb of saying with nobody who says it.
NO_SOURCE = _pattern(
    rf"(?:no|none of|neither|neither of|not one of|not a single|not one|no one|no single|none)\s(?:(?:of )?(?:{SOURCE})|(?:single |other )?(?:parts?|sections?|provisions?|pages?|lines?|portions?|sentences?|words?|chapters?|of it) (?:in|of) {SOURCE}"
    rf"|(?:provided |given |single |other )?(?:passages?|excerpts?|source|section|part|text|guide|document|statement|sentence)(?:\s(?:of {SOURCE}|given|provided|here|supplied|above)){{0,2}}"
    rf"|(?P<loose>them|these|those|this|it|of them|of these|of this))"
    rf"(?:\s(?:were|was|are|is) (?:found|given|provided|available|here))?(?:\s(?:that|which))?{ADVERBS}\s(?P<verb>{VERB}){PARTICLE}(?P<x>.*)"
)
NEITHER_OF_SOURCES = _pattern(
    rf"neither {SOURCE} nor [^,]{{1,50}}?\s(?P<verb>give|gives|say|says|mention|mentions|state|states|specify|specifies|cover|covers|answer|answers|tell|tells|address|addresses|contain|contains|provide|provides)\b{PARTICLE}(?P<x>.*)"
)
NOTHING_SAYS = _pattern(
    rf"(?P<no>nothing|no one thing)\s(?P<where>(?:in |from |within |throughout )?{SOURCE}|here|in here|in there|i (?:was given|have|see|found|have seen|read))?{ADVERBS}\s?(?:(?:that|which)\s)?(?P<verb>{VERB}|shows)\s?{PARTICLE}(?P<x>.*)"
)
NOWHERE = _pattern(
    rf"(?P<said>nowhere|at no point|at no time|in no place|not once|in none of {SOURCE})(?:,?\s(?:in {SOURCE}|here))?,?\s(?:(?:do|does|did|has|have|is|are|can|could)\s)(?:(?P<who>{SOURCE}|it|they|i|we)\b)?\s?(?P<x>.*)"
)
_SAID_END = _pattern(rf".*\b(?:{STATED}|to be found|found)\b")
# Something that is not said, or not there.
IS_NOT_SAID = _pattern(
    rf"\s?\b(?P<be>{_BE_NOT}|neither|nor){ADVERBS}\s?(?P<said>{PARTICIPLE}|up for discussion)(?:\s(?:or|nor|and)(?: \w{{1,12}}ly)?\s{PARTICIPLE}){{0,2}}(?:\s(?:on|upon|out|down|into))?\b(?P<x>.*)"
)
NOT_SAID = _pattern(
    rf"(?:is |are |was |were )?not{ADVERBS}\s{PARTICIPLE}(?:\s(?:or|nor)\s{PARTICIPLE})?(?:\s(?:on|upon|with|to|out))?\b:?(?P<x>.*)"
)
IS_NOT_THERE = _pattern(
    r"\s?(?:(?:(?:is|are|was|were)(?:\snot|n't)|'s not|'re not|(?:is|are|was|were) (?:nowhere|absent from|missing from))"
    r"(?:\s(?:actually|really|even|something|to be found|to be seen|a topic|part of|among the things|in there|included|available|any|one of the things|covered|anywhere)){0,3})\s(?P<place>here§|§|in there\b|in here\b)(?P<x>.*)"
)
IS_MISSING = _pattern(
    rf"\s(?:is|are|was|were|remains?|falls?|lies?|goes|seems?|'s|'re|stays?){ADVERBS}\s(?P<how>absent|missing|nowhere to be (?:found|seen)|unavailable|(?:outside|beyond)(?: (?:of|the (?:scope|reach|range|bounds|remit) of))?|omitted|left (?:open|out|unanswered|unsaid|unmentioned|unspecified|unclear|aside|blank)"
    r"|unanswered|unmentioned|unsaid|unspecified|unstated|unaddressed|unclear|unknown|uncertain|undisclosed|not available|out of scope|an open question|a blank|off the page|lacking)\b(?P<x>.*)"
)
DOES_NOT_APPEAR = _pattern(
    r"\s(?:(?:does|do|did)(?:\snot|n't)|never|cannot|can't)(?:\s(?:actually|really|seem to|even|ever|be)){0,2}\s(?:appear|come up|feature|figure|crop up|get a mention|get mentioned|show up|found|be found)\b(?P<x>.*)"
)
ELUDES = _pattern(
    rf"\s?\b(?:eludes?|escapes?|exceeds?|goes (?:beyond|further than)|falls outside(?: of)?|lies (?:beyond|outside)|(?:(?<=')s|is) (?:beyond|outside|more than|further than))\s(?:the (?:scope|reach|content|remit|bounds) of\s)?(?:what\s)?{SOURCE}(?P<x>.*)"
)
SOMETHING_NOT = _pattern(
    rf"\s(?:(?:is|are|was)(?:\snot|n't)|'s not|isn't)\s(?:really |actually |quite )?(?:something|anything|a (?:topic|subject|question|detail|point|thing|matter)|a (?:figure|number)|one|topics|things|among the (?:things|topics|subjects)|part of what)(?: of those things)?\s?(?:that |which )?(?:(?P<s>{_SUBJECT}|i|we|it|they)\b{ADVERBS}\s(?:can |could |do |does |would )?(?:\w{{1,15}})\b|(?:in|of|to)\s{SOURCE}|(?:is|are)? ?(?:covered|addressed|mentioned|discussed|stated)|§|here§|\W*$)(?P<x>.*)"
)
SOMETHING_SILENT = _pattern(
    rf"(?P<x1>.{{1,120}}?)\s?(?:\bis|\bare|'s|\bwas) (?:just |simply |also )?(?:something|one thing|a (?:topic|subject|question|detail|point|thing|matter|number|figure)|one (?:question|topic|detail|point|aspect)|information|the one thing)\s(?:that |which )?(?P<clause>(?:{_SUBJECT}|i|we|it|they)\b.+)"
)
FRONTED = _pattern(
    rf"(?P<x1>(?:quite |just |exactly )?(?:{QUESTION}|that|this)\b.{{0,140}}?),?\s(?P<clause>(?:{SOURCE}|i|we)\b.+)"
)
CLEFT = _pattern(
    rf"(?:what|(?:the )?(?:one|only) (?:thing|detail|point)(?: that)?|something(?: that)?|there(?:'s| is) one thing(?: that)?) (?P<clause>(?:{SOURCE}|i|we)\b.{{2,60}}?)(?:\s(?:is|are|was)\b|:)(?P<x>.*)"
)
INVERTED = _pattern(
    rf"(?:(?:what(?:'s| is| are)|the (?:only |one )?(?:thing|detail|piece)s?(?: that (?:is|are))?)?\s?(?:not{ADVERBS} {PARTICIPLE}|missing|absent|lacking|left out|omitted|unmentioned)(?:\s(?:from|in|here)?\s?(?:§|here§|{SOURCE}))?(?:\s?here)?(?:\sis|\sare|:)|not (?:covered|mentioned|stated|included|given|specified|in the guide|here§)(?:\shere)?:|not §:)(?P<x>.*)"
)
IT_IS_UNSAID = _pattern(
    rf"(?:it|this|that)(?:'s|\s(?:is|was|remains?|has|seems?|stays?)){ADVERBS}\s(?:not (?:been )?(?:\w{{1,15}}ly )?(?:{PARTICIPLE}|clear|possible|certain|obvious|apparent|evident)|unclear|unknown|unspecified|unstated|uncertain|impossible|hard|difficult|tough|open|not possible|anyone's guess)"
    rf"(?:\s(?:out|on))?(?:\s(?:for me |for us )?to (?:say|tell|know|determine|establish|answer|judge|state|work out|conclude|infer|give|provide|find|be (?:sure|certain|definite)))?(?:,?\s(?:for sure|with certainty|exactly|precisely|definitively|§|here|here§|about|on|as to|alone)){{0,3}}(?P<x>\s{QUESTION}\b.*|\s(?:the|a|an|any|this|that)\b.*|\W*$)"
)
IT_IS_NOT_SAID = _pattern(
    rf"(?:it|(?:that|this)(?: (?:one|point|part|much))?)\s?(?:isn't|is not|wasn't|was not|hasn't been|'s not|cannot be|can't be|could not be|couldn't be|is never|was never|is nowhere){ADVERBS}\s(?:{PARTICIPLE}|clear|certain|possible to (?:say|tell|determine|know|answer)|determined|inferred)(?:\s(?:out|anywhere|here|explicitly|directly|alone)){{0,2}}(?P<x>\s(?:{QUESTION}|that)\b.*|\W*$)"
)
# There is none, or none is named.
THERE_IS_NO = _pattern(
    rf"(?:there(?:'s|\s(?:is|are|was|were|seems to be|appears to be|exists?)){ADVERBS}\s(?:no|not any|not enough|not much|little|very little|nothing|hardly any|insufficient|not a|not sufficient|not an?)"
    rf"|there\s?(?:isn't|aren't|wasn't|weren't|is not|are not|does not (?:seem|appear) to be|doesn't (?:seem|appear) to be|do(?:es)?n't (?:seem|appear) to be|don't seem to be|do not (?:seem|appear) to be){ADVERBS}(?:\s(?:any|a|an|enough|much|sufficient))?)"
    r"(?P<x>\b.*|\s.*)"
)
NO_WAY = _pattern(
    r"(?:there(?:'s| is)\s)?no (?:way|telling|knowing|saying|means)\b(?:\s(?:of|to)\s(?:tell|know|say|determin|telling|knowing|find|finding|answer)\w{0,6})?(?:\sout)?(?P<x>.*)"
)
NOTHING_ABOUT = _pattern(
    r"(?:(?:there(?:'s| is| was)\s)?(?:absolutely |simply |just |really )?(?:nothing|no word|no info|no mention|no reference)\b(?:\s(?:at all|in here|in there|here|specific|whatsoever|relevant|concrete|§|here§)){0,2}\s?(?:(?:about|on|regarding|concerning|of|as to|to do with|that (?:says|tells|mentions|answers|indicates))\b|(?=§|here|in here|$)))(?P<x>.*)"
)
NO_SUCH = _pattern(
    rf"(?:(?P<no>no|not any|no such|little|very little|zero|not a|not one|not a single)\s(?P<noun>(?:[\w'-]{{1,20}}\s){{0,4}}?{INFORMATION})\b(?P<x>.*))"
)
NOT_HERE = _pattern(rf"not{ADVERBS} (?:here§|§|in there|there)(?P<x>\W.*|$)")
WHOLE = _pattern(
    r"(?:n\.?/?a\.?|unknown|unclear|unspecified|unstated|unanswerable|not applicable|no (?:answer|idea|info|information|data|mention|clue|luck|details?|answer found|relevant (?:information|passages?))|none (?:given|mentioned|stated|provided)|nothing (?:found|given)"
    r"|insufficient (?:information|context|data)|not (?:enough|sufficient) (?:information|context|data)|can't (?:tell|say)|cannot (?:tell|say|answer|be determined|be answered)|could not (?:find|tell)|not known|not sure|silent|guide is silent)(?:,? (?:here§?|§|given|provided|sorry|found|available))?"
)
NOTHING_HERE = _pattern(
    r"(?:little|very little|nothing(?: more| further| else| specific)?|not much|not a word)(?P<about>\s(?:about|on|of|as to|regarding)\s.{1,120}?)?\s(?:is|was|gets|has been|can be|could be|may be)\s(?:actually |ever |really |here )?(?:said|mentioned|stated|written|told|given|known|revealed|disclosed|indicated|provided|noted|reported|specified|inferred|concluded|learned|found|determined)\b(?P<x>.*)"
)
NEITHER_SAID = _pattern(rf"neither\s(?P<x1>.{{0,120}}?)\s?\b(?:is|are|was|were)\s(?:{PARTICIPLE}|available)(?P<x>.*)")
# Whoever answers cannot.
_ANSWERER = r"(?:i|we|one|you)"
CANNOT = _pattern(
    r"(?:(?:i|we|one)(?:'m|'re|'ve|'d|\s(?:am|are|was|were|have|had|would|will|do|did|could|can|must|can only|simply|just|really|also|still|then|therefore)){0,2}\s?(?:not|n't|cannot|can't|don't|didn't|couldn't|wasn't|won't|haven't|am not|unable|never|do not|wouldn't|aren't|weren't|lack)\b|(?:i|we) lack\b"
    r"|(?:i|we)(?:'m| am| was|'re| are| were)? unable\b|(?:can't|cannot|couldn't|could not|unable|can not|don't have|not able)\b)"
    r"(?:\s(?:really|actually|be|been|able|to|seem|currently|even|just|in a position|have|possible|quite|see|say|sure|honestly|safely|reliably|confidently)){0,5}"
    r"\s?(?P<verb>find|found|finding|see|seeing|spot|locate|answer|tell|say|determine|know|have|provide|give|offer|come across|came across|help(?: you)?(?: out)?|confirm|state|access|learn|get|infer|conclude|establish|comment|speak|point|cover|aware|sure|any|a|an|the|information|enough|verify|identify|know of|specify|told|shown|given|recall|guess|quote|work out|make out|calculate|judge|estimate|derive)\b(?P<x>.*)"
)
ANSWERER_HAS_NO = _pattern(
    r"(?:(?:i|we)(?:'ve|\s(?:have|had|can|could|do|just|simply|also|really|am|only)){0,3}\s?(?:find|found|see|saw|know|got|get|have|learn|learned|spot|discover|discovered|read|come across|hold|'ve|seeing|finding)?|found|one finds|you(?:'ll| will)? find)(?:\s(?:here§|§|here))?\s(?P<no>no|nothing|little|very little|neither|zero)\b(?P<x>.*)"
)
YOU_WILL_NOT_FIND = _pattern(
    r"(?:(?:you|one|readers?|we)\s?(?:won't|will not|'ll not|cannot|can't|don't|do not|'ll never|will never|wouldn't)\s(?:be able to )?(?:find|see|learn|get|discover|read)\b|(?:one|you) (?:looks?|searche?s?|will look|will search) (?:in vain|here in vain)(?: here| here§| §)?(?: for)?|don't (?:expect|look for))(?P<x>.*)"
)
NOT_TOLD = _pattern(
    r"(?:you|we|one|readers|the reader|i)\s?(?:aren't|are not|'re not|is not|isn't|am not|'m not|was not|wasn't|were not|weren't|are never|is never|'re never)\s(?:actually |really |even |ever )?(?:told|given|shown|informed|provided with|offered)\b(?P<x>.*)"
)
NEEDS_MORE = _pattern(
    r"(?:i|we)(?:'d| would)? need (?:more|further|additional) (?:information|context|details?|data|passages)\b(?P<x>.*)"
)

_DETAILED = _pattern(rf"(?:quite |just |exactly )?(?:{QUESTION})\b")
_VAGUE_SUBJECT = _pattern(
    rf"(?:this|that|these|those|it|such|an?|the|any|no|some|more|further|your|specific|exact|precise|detailed|the exact|the specific)?\s?(?:(?:specific|exact|precise|requested|particular|detailed|such|relevant|further)\s)*"
    rf"(?:this|that|it|they|these|one|{INFORMATION}|answers?|questions?|topic|point|matter|subject|issue|aspect|thing|bit|part)(?:\s(?:one|{INFORMATION}|point|topic|question))?\s?(?:$|(?:{ABOUT}|{QUESTION})\b)"
)
_SPECIFIC_SUBJECT = _pattern(r"(?:the |any |an? |no )?(?:exact|specific|precise|actual|particular)\b")
_SURE_PARTICIPLE = _pattern(r"(?:mentioned|stated|specified|spelled out)$")
_VALUE = _pattern(
    r"\b(?:costs?|fees?|prices?|salar(?:y|ies)|pay|wages?|earnings|average|share|proportion|percentage|rates?|numbers?|figures?|amounts?|length|duration|age|names?|dates?|statistics?|answer|reason|information|details?|specifics|range|median|number|breakdown|comparison|definition|example|list)\b"
)
_CAREER_END = _pattern(
    r"\s(?:by|to|until|unless|before|after|when|if|without|in|on|among|at|outside|over|under|as|from|with|during|twice)\s"
)
_OPEN_QUESTION = _pattern(rf"(?:the|that|this) (?:exact )?(?:question|matter|issue)\s(?:of |as to )?{QUESTION}\b")
_STATED_IN = _pattern(rf"\b(?:{STATED}|found|made|exists?|appears?)$")
_STATED = _pattern(rf"{STATED}$")
_NOTHING_MORE = _pattern(
    r"(?:\W|\b(?:here§?|§|anywhere|directly|explicitly|specifically|at all|further|either|though|however|sorry|in (?:any |more )?detail|in (?:there|here)|i'm afraid|yet|for you|as such|exactly|there|clearly|by name)\b|(?:in|on) this)*$"
)
_NAMES = _pattern(rf"(?:{SOURCE}|^{BARE_SOURCE})")
_STARTS_WITH_SOURCE = _pattern(_SUBJECT)
_LOOSE = _pattern(r"none of (?:it|them|these|this)\b|(?:it|they)(?:'s| is| are) silent on\b")
_SAY_WORDS = _pattern(
    r"^(?:mention|state|say|specify|give|discuss|list|address|cover|find|see|tell|indicate)s?\s"
    r"|\s(?:is |are )?(?:mentioned|stated|given|specified|discussed|found|said|listed|addressed|covered|to be found)$"
)
BARE_NO = _pattern(
    rf"(?P<verb>{VERB}|is silent|are silent){PARTICLE}(?:\s(?:no|nothing|neither|silent|about|on))+\b(?P<x>.*)|(?P<none>no|nothing)\b(?!\s(?:more|less|fewer|longer|else|one)\b)(?P<y>.*)"
)
_FIRST_PERSON = _pattern(r"(?:i|we|i'm|i've|i'd|we're|we've|found)\b")
_NOT_SOMETHING = _pattern(
    rf"not{ADVERBS} (?:something|anything|a (?:topic|question|subject)|one)\s(?:that |which )?(?:{SOURCE}|i|we)\b.{{0,60}}"
)
_DONT_THINK = _pattern(
    rf"(?:i|we)\s(?:don't|do not)\s(?:think|believe|see|find)(?: that)?\s(?:{SOURCE}|it|they)\s{VERB}(?P<x>.*)"
)
_ALL_IT_SAYS = _pattern(
    rf"(?:that|this)(?:'s| is) (?:all|as far as|as much as|everything|the extent of what)(?: that)?\s(?:{SOURCE})\b.{{0,60}}|{SOURCE}\s(?:simply |just )?(?:doesn't|does not|don't|do not)"
)
_SOUGHT = _pattern(
    r"(?:can't|cannot|couldn't|could not|didn't|did not|don't|do not) (?:find|see|locate|spot) (?:any|anything|a|an|that|it)\b"
)
_NO_THING = _pattern(
    rf"no\s(?P<noun>(?:[\w'-]{{1,20}}\s){{1,5}}?)(?:is|are|was|were|has been|have been)\s(?P<said>{STATED})\b(?P<x>.*)"
)
_ALONE = _pattern(
    r"(?:can't|cannot|couldn't|could not) (?:find|tell|say|answer)\b(?: (?:that|it|this))?(?: one)?(?:\W|here§?|§|in)*$"
)
_HERE = _pattern(r"\bhere\b|§|\bin vain\b|\bin there\b")
_SURE_UNSAID = _pattern(
    r"it(?:'s| is| remains) (?:unclear|not (?:stated|specified|mentioned|said|indicated|spelled)|unspecified|unstated)\b"
)
_SAYING_ONLY = _pattern(
    r"(?:say|says|mentions?|specify|specifies|states?|indicates?|clarif(?:y|ies)|quantif(?:y|ies)|elaborates?)$"
)
_OF_INFORMATION = _pattern(
    rf"\s(?:about|on|regarding)\b|\s?(?:(?:exactly|anything|just)\s)?{QUESTION}\b|\s?(?:(?!to\s)[\w'-]{{1,20}}\s){{0,3}}{INFORMATION}\b"
)
_NEWS = _pattern(rf"(?:(?:any|all|the|further|more|specific)\s)?(?:information|info|details?|specifics)\s{ABOUT}")
_COUNTED = _pattern(r"\s?(?:any )?(?:figures?|data|statistics|numbers) (?:for|on)\b")
_SAID_OF = _pattern(rf"\s?(?:(?:about|on|regarding|concerning|of|as to)\b|here\b|{QUESTION}\b|$)")
_ENDS_HERE = _pattern(r"(?:\W|here§?|§|for (?:that|this)|(?:on|about) (?:that|this)|i'm afraid|sorry|given|provided)*$")
_ANYTHING = _pattern(r"\s?(?:any|no|a|an)?thing\b|\s(?:about|on)\b")
IS_SAID = _pattern(
    rf"\s(?:is|are|was|were|has been|have been|appears?|can be|could be|exists?)\b(?:\s(?:be|been))?(?:\s(?:actually|explicitly|here§?|specifically))?\s?(?:{PARTICIPLE}|available|here§?|§|on|as to)?"
)
_NOT_COVERED = _pattern(
    r"not (?:covered|mentioned|stated|specified|included):|what(?:'s| is) (?:not mentioned|missing)"
)
_UNSAID_WORD = _pattern(
    r"(?:left (?:open|unanswered|unsaid|unmentioned|unspecified|unclear)|un\w+|not available|an open question)$"
)
_UNSAID = _pattern(UNSAID)
_ABOUT_TAIL = _pattern(r"\s(?:for|of|about|on|as to|regarding)\b")
_REPORTING = _pattern(
    r"(?:say|says|state|states|indicate|indicates|mention|mentions|report|reports|show|shows|tell|tells|specify|specifies|reveal|reveals)$"
)
_PREDICATE = _pattern(
    r"\s(?:is|are|was|were|has|have|needs?|exists?|can|will|must|do|does|may|should|requires?|works?|takes?|gets?|pays?)\s"
)
_AFFIRMS = _pattern(
    rf"(?:{_SUBJECT}|it|they)\s(?:also |only |just |clearly |explicitly |does |do |merely |simply )?(?:says?|states?|notes?|mentions? that|explains?|indicates?|warns?|tells?|reports?|suggests?|shows?|points? out|adds?|stresses|makes? clear|recommends?|advises?)\b"
)
_FIXED = _pattern(
    r".*\b(?:set|fixed|minimum|maximum|legal|upper|lower|age|required|standard|typical|one|universal|guaranteed|magic|right|wrong)\b"
)
_OUTWARD = _pattern(r".*\b(?:to|at|before|after|without|until|unless|in|by|when)\b")
_NO_VERB = _pattern(
    r"(?:have|has|had|give|gives|say|says|make|makes|offer|offers|provide|provides|contain|contains|mention|mentions|include|includes|list|lists|name|names|state|states|tell|tells|set|sets|paint|paints|show|shows|hold|carry|report|reports|specify|specifies|supply|supplies|present|presents|indicate|indicates|reveal|reveals|cover|covers)\b"
)
_ABOUT_OR_END = _pattern(
    rf"\s?(?:$|\W*$|(?:{ABOUT}|whether|how|that|which|to (?:answer|say|tell|determine|suggest|indicate|support|go on)|available|given|provided|found|here§?|§|is|are|was|were|can|could|has|have|appears?|exists?|in|here|there|one way or the other|at all|whatsoever|either|needed|mentioned|specified|stated|listed|who|what|when|if|for|at hand|on hand|so|why|as)\b|[,:])"
)
_INFORMATION = _pattern(rf"\s?(?:(?:[\w'-]{{1,20}}\s){{0,5}}?)(?P<noun>{INFORMATION})\b(?P<after>.*)")
_HARD_NOUN = _pattern(r"(?:information|info|mention|mentions|details|indication|reference|specifics|discussion|word)$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a clause from the words around it."""

    framed: bool = False  # the sentence names the guide
    placed: bool = False  # the clause itself names the guide as the place that was looked at
    inherits: bool = False  # the clause before has the guide, or whoever answers, as its subject
    reported: bool = False  # the clause before says what the guide does say, which may go on


def missing_in(clause: str, setting: Setting) -> str | None:
    """What a clause says is missing, empty when it names nothing; None when it says no such thing."""
    clause = clause.strip(" .!?…,;:\"'()")
    if WHOLE.fullmatch(clause):
        return ""
    for read in (_source_is_silent, _answerer_cannot, _is_unsaid, _there_is_none, _subject_unsaid):
        if read is not _source_is_silent and _AFFIRMS.match(clause):
            return None
        found = read(clause, setting)
        if found is not None:
            return name_missing(found)
    return None


def _source_is_silent(clause: str, setting: Setting) -> str | None:
    named = _starts_with_source(clause)
    found = SOURCE_HAS_NO.match(clause)
    if found and ((_NO_VERB.match(found["verb"]) and (named or _continues(found, setting))) or SURE_NO.match(clause)):
        negates = found["no"].lower() in {"no", "neither", "none"} and _PREDICATE.search(found["x"])
        return None if _REPORTING.match(found["verb"]) and negates else found["x"]
    found = SOURCE_DOES_NOT.match(clause)
    if found:
        return found["x"]
    for pattern in (
        SOURCE_IS_SILENT,
        SOURCE_IS_NOT,
        SOURCE_LACKS,
        NO_SOURCE,
        NEITHER_OF_SOURCES,
        NOTHING_SAYS,
        SOURCE_LEAVES,
    ):
        found = pattern.match(clause)
        if not found:
            continue
        groups = found.groupdict()
        if groups.get("loose") and not (
            _continues(found, setting)
            if pattern is NO_SOURCE
            else _LOOSE.match(clause) or (setting.framed and "silent" in clause)
        ):
            continue
        if pattern is NOTHING_SAYS and not (setting.placed or found["where"]):
            continue
        return (groups.get("x1") or "") or found["x"]
    found = NOWHERE.match(clause)
    if found and (setting.framed or _NAMES.search(clause)) and (found["who"] or _SAID_END.match(found["x"])):
        return _SAY_WORDS.sub("", found["x"])
    found = PRONOUN_DOES_NOT.match(clause)
    if found and (
        SURE_PRONOUN.match(clause)
        or ((setting.framed if found["pronoun"] else setting.inherits) and _continues(found, setting))
    ):
        return found["x"]
    found = BARE_NO.match(clause)
    if (
        found
        and setting.inherits
        and (_continues(found, setting) if found["verb"] else _OF_INFORMATION.match(found["y"]) or not setting.reported)
    ):
        return found["x"] or found["y"]
    return None


def _continues(found: re.Match[str], setting: Setting) -> bool:
    """Whether a clause whose subject is a pronoun, or none, has the guide as its subject."""
    if setting.inherits and not setting.reported:
        return True
    return setting.framed and bool(_SAYING_ONLY.match(found["verb"]) or _OF_INFORMATION.match(found["x"]))


def _starts_with_source(clause: str) -> bool:
    return bool(_STARTS_WITH_SOURCE.match(clause))


def _answerer_cannot(clause: str, setting: Setting) -> str | None:
    first = bool(_FIRST_PERSON.match(clause))
    for pattern in (CANNOT, NEEDS_MORE, ANSWERER_HAS_NO):
        found = pattern.match(clause)
        if found and (first or setting.inherits or setting.placed or _ALONE.match(clause) or _SOUGHT.match(clause)):
            return found["x"]
    if _NOT_SOMETHING.fullmatch(clause) or _ALL_IT_SAYS.fullmatch(clause):
        return ""
    found = NOT_TOLD.match(clause) or _DONT_THINK.match(clause)
    if found:
        return found["x"]
    found = YOU_WILL_NOT_FIND.match(clause)
    if found and (setting.placed or first or _HERE.search(clause)):
        return found["x"]
    return None


def _is_unsaid(clause: str, setting: Setting) -> str | None:
    for pattern in (IT_IS_NOT_SAID, IT_IS_UNSAID):
        found = pattern.match(clause)
        if found and (
            setting.placed
            or _SURE_UNSAID.match(clause)
            or (setting.framed and _DETAILED.match(found["x"].strip() or "how"))
            or (_NOTHING_MORE.match(found["x"]) and _STATED.search(clause))
        ):
            return found["x"]
    for pattern in (SOMETHING_SILENT, FRONTED, CLEFT):
        found = pattern.match(clause)
        if found:
            inner = Setting(framed=True)
            heard = _source_is_silent(found["clause"], inner)
            heard = _answerer_cannot(found["clause"], inner) if heard is None else heard
            if heard is not None:
                return found["x"] if pattern is CLEFT else found["x1"]
    return None


def _there_is_none(clause: str, setting: Setting) -> str | None:
    found = NO_WAY.match(clause)
    if found and (setting.placed or (setting.framed and _DETAILED.match(found["x"].strip()))):
        return found["x"]
    found = NOTHING_HERE.match(clause)
    if found and (setting.placed or found["about"] or _SAID_OF.match(found["x"])):
        return found["about"] or found["x"]
    found = NOTHING_ABOUT.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or (found["x"].strip() and len(found["x"].split()) < 4)
        or _HERE.search(clause)
    ):
        return _SAY_WORDS.sub("", found["x"])
    found = THERE_IS_NO.match(clause)
    if found:
        information = _INFORMATION.match(found["x"])
        if information and _ABOUT_OR_END.match(information["after"]):
            hard, after = _HARD_NOUN.match(information["noun"]), information["after"]
            fixed = _FIXED.match(found["x"][: information.start("after")])
            if (
                (setting.placed and not fixed)
                or _COUNTED.match(found["x"])
                or (hard and (setting.framed or _SAID_OF.match(after)))
                or (_ENDS_HERE.match(after) and not fixed)
            ):
                return found["x"]
        elif setting.placed and _ANYTHING.match(found["x"]):
            return found["x"]
    found = NO_SUCH.match(clause)
    if found and _ABOUT_OR_END.match(found["x"]):
        return _no_such(found, setting)
    found = _NO_THING.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or (_NOTHING_MORE.match(found["x"]) and (_SURE_PARTICIPLE.match(found["said"]) or _VALUE.search(found["noun"])))
    ):
        return found["noun"] if _NOTHING_MORE.match(found["x"]) else f"{found['noun']} {found['x']}"
    return None


def _no_such(found: re.Match[str], setting: Setting) -> str | None:
    tail = found["x"]
    said = IS_SAID.search(tail)
    hard = bool(_HARD_NOUN.match(found["noun"].split()[-1]))
    if said and not setting.placed and (not _STATED_IN.search(said[0]) or _OUTWARD.match(tail[said.end() :])):
        return None
    if not (
        said
        or setting.placed
        or setting.inherits
        or not tail.strip()
        or (hard and _SAID_OF.match(tail))
        or _ENDS_HERE.match(tail)
    ):
        return None
    if said:
        tail = f"{tail[: said.start()]} {tail[said.end() :]}"
    return f"{found['noun']}{tail}"


def _subject_unsaid(clause: str, setting: Setting) -> str | None:
    found = INVERTED.match(clause)
    if found and (setting.placed or _NOT_COVERED.match(clause)):
        return found["x"]
    found = NOT_HERE.match(clause) or NOT_SAID.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or _NOTHING_MORE.match(found["x"])
        or (setting.framed and _UNSAID.match(found[0].split()[-1]))
    ):
        return "" if _NOTHING_MORE.match(found["x"]) else found["x"]
    found = NEITHER_SAID.match(clause)
    if found and (setting.placed or _NOTHING_MORE.match(found["x"])):
        return found["x1"]
    for pattern in (SOMETHING_NOT, ELUDES, IS_NOT_THERE, DOES_NOT_APPEAR):
        found = pattern.search(clause)
        if found and (setting.placed or pattern is IS_NOT_THERE or _NAMES.search(clause)):
            return clause[: found.start()]
    found = IS_MISSING.search(clause)
    if found and _is_missing(clause, found, setting):
        return clause[: found.start()]
    found = IS_NOT_SAID.search(clause)
    return _not_said(clause, found, setting) if found else None


def _is_missing(clause: str, found: re.Match[str], setting: Setting) -> bool:
    if _OPEN_QUESTION.match(clause):
        return True
    if _UNSAID_WORD.match(found["how"]):
        return (
            setting.placed
            or found["how"].endswith("unmentioned")
            or (
                setting.framed
                and _informs(clause[: found.start()])
                and bool(_SAID_OF.match(found["x"]) or _NOTHING_MORE.match(found["x"]))
            )
        )
    return setting.placed or bool(_NEWS.match(clause)) or bool(_NAMES.search(found["x"]))


def _informs(subject: str) -> bool:
    return any(pattern.match(subject) for pattern in (_DETAILED, _VAGUE_SUBJECT, _SPECIFIC_SUBJECT)) or bool(
        _VALUE.search(subject)
    )


def _not_said(clause: str, found: re.Match[str], setting: Setting) -> str | None:
    subject, tail = clause[: found.start()], found["x"]
    ends = bool(_NOTHING_MORE.match(tail))
    of_words = bool(_UNSAID.match(found["said"]))
    if setting.placed or (
        setting.framed
        and not _CAREER_END.match(tail)
        and (of_words or (_STATED.match(found["said"]) and _informs(subject)))
    ):
        about = _ABOUT_TAIL.match(tail)
        return f"{subject} {tail}" if about and not ends else subject
    unframed = (
        found["be"].lower() == "not"
        or _DETAILED.match(subject)
        or _VAGUE_SUBJECT.match(subject)
        or _SPECIFIC_SUBJECT.match(subject)
        or _SURE_PARTICIPLE.match(found["said"])
    )
    return subject if ends and _STATED.match(found["said"]) and unframed else None
