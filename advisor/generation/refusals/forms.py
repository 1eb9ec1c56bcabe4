"""Forms of clauses that call the guide or the answerer silent."""

import re

from advisor.generation.refusals.vocabulary import (
    ADVERBS,
    BARE_SOURCE,
    INFORMATION,
    PARTICIPLE,
    PARTICLE,
    QUESTION,
    SOURCE,
    STATED,
    VERB,
)


def pattern_of(text: str) -> re.Pattern[str]:
    """Compile a pattern that takes capitals and small letters alike."""
    return re.compile(text, re.IGNORECASE)


_NOT = (
    r"(?:(?:does|do|did|has|have|had|can|could|will|would|may|might|must|should)(?:\s(?:not"
    r"|never)|n't)|cannot|can ?not|won't|never"
    r"|(?:does|do|did)(?:\s\w{1,12}ly)? not"
    r"|hardly|barely|scarcely|only (?:briefly|vaguely|partly)|nowhere|at no point"
    r"|neither|fails? to|failed to|stops? short of|declines? to|declined to"
    r"|refuses? to|neglects? to|omits? to|does not|neither)"
)
_SEEM = (
    rf"(?:{ADVERBS}\s(?:seem to|appear to|purport to|attempt to|bother to|claim to"
    rf"|try to|directly or indirectly|explicitly or implicitly|go so far as to"
    rf"|want to|need to|choose to))?"
)
_NO = (
    r"(?:no|nothing|neither|none|little|very little|not much|next to nothing|almost nothing"
    r"|hardly any|hardly anything|precious little|not a|not any)\b"
)
_BE = r"(?:is|are|was|were|be|been|being|remains?|seems?|appears?|gets?|stays?|has been|have been|'s|'re|will be)"
_BE_NOT = (
    r"(?:(?:(?:is|are|was|were)(?:\s(?:not|never|nowhere)|n't)|'s not|'re not"
    r"|never|not|(?:(?:has|have|can|could|will|would|may|does|do)(?:\s(?:not|never)"
    r"|n't)|cannot|can't|won't)\s(?:be|been|seem to be|appear to be)))"
)
SUBJECT = rf"(?:{SOURCE}|{BARE_SOURCE})"
_PRONOUN = (
    r"(?:it|they|this|that|he|she|these|which|none of (?:it|them|these|this)|the author"
    r"|the authors|neither|the answer|that part)"
)
_OF_FRAME = r"(?P<subject>it|they|this|these|which|he|she|that)"
# A source, and what it does not do.
SOURCE_DOES_NOT = pattern_of(
    rf"{SUBJECT}(?:,[^,]{{1,40}},)?{ADVERBS}\s{_NOT}{_SEEM}{ADVERBS}\s(?P<verb>{VERB})(?:\s(?:or"
    rf"|nor|and)(?: (?:even|otherwise))?\s{VERB}){{0,2}}{PARTICLE}(?P<x>.*)"
)
SOURCE_HAS_NO = pattern_of(
    rf"(?:{SUBJECT}|{_PRONOUN})(?:,[^,]{{1,40}},)?{ADVERBS}\s(?P<verb>{VERB}){PARTICLE}(?:\s(?:us"
    rf"|you|me|one|the reader|readers))?{ADVERBS}(?:\swith)?\s(?P<no>{_NO})(?!\s(?:fewer"
    rf"|more|less|later|earlier|sooner|longer|one\b|matter|doubt|need)\b)(?P<x>.*)"
)
PRONOUN_DOES_NOT = pattern_of(
    rf"(?P<pronoun>{_PRONOUN})?{ADVERBS}\s?(?:{_NOT}){_SEEM}{ADVERBS}\s(?P<verb>{VERB})(?:\s(?:or"
    rf"|nor|and)\s{VERB})?{PARTICLE}(?P<x>.*)"
)
SURE_PRONOUN = pattern_of(
    rf"it never (?:mentions|says|specifies)\b|"
    rf"(?:(?:it|they)\s(?:does|do|did)|does|did)(?:\snot|n't){ADVERBS}\s(?:say|mention|specify|state|indicate)\b"
    rf"(?:(?<=mention)|(?<=specify))(?:$|\s.*)|(?:(?:it|they)\s(?:does|do|did)"
    rf"|does|did)(?:\snot|n't){ADVERBS}\s(?:say|state|indicate)\b"
    rf"(?:$|\s(?:{QUESTION}\b|anything about|(?:so|this|that|it|much|anything)$|any\s{INFORMATION}\b))"
    rf"|(?:(?:it|they)\s(?:does|do|did)|does|did)(?:\snot|n't){ADVERBS}\s(?:give"
    rf"|provide|offer|contain|include)\s(?:a|an|any|the|enough)\s(?:[\w-]{{1,15}}\s){{0,2}}{INFORMATION}\b"
)
SURE_NO = pattern_of(
    r"it\s(?:just |simply )?(?:(?:says|mentions|contains|states|offers) nothing (?:about"
    r"|on|of|regarding)|(?:makes|has|contains) no (?:specific )?(?:mention|reference)"
    r"|(?:gives|provides|has|contains|includes) no (?:exact |specific )?(?:information"
    r"|figures?|numbers?|details?)\b)"
)
SOURCE_IS_SILENT = pattern_of(
    rf"(?:{SUBJECT}|(?P<loose>it|they)){ADVERBS}\s(?:(?:is|are|was|were|remains?"
    rf"|stays?|falls?|seems?|keeps?|appears?)(?:\sto be)?{ADVERBS}\s"
    r"(?:silent|mute|mum|quiet|tight-lipped|vague|unclear|inconclusive|ambiguous"
    r"|reticent|insufficient|unrelated|irrelevant|devoid|empty|a blank|no help)"
    r"|keeps? (?:its|their) counsel|draws? a blank|comes? up (?:empty|short|blank)"
    r"|falls? short|(?:keeps?|maintains?|preserves?) (?:silent|silence|quiet)"
    r"|(?:is|are) (?:of )?(?:no|little) (?:use|help))\b(?P<x>.*)"
)
SOURCE_IS_NOT = pattern_of(
    rf"{SUBJECT}{ADVERBS}\s(?:is|are|was|were)(?:\snot|n't){ADVERBS}\s(?P<how>clear"
    rf"|specific|explicit|forthcoming|relevant|sufficient|enough|about|related"
    rf"|definite|precise"
    r"|detailed|helpful|concerned|designed|intended|meant|able|useful|conclusive)\b(?:\sto (?:answer"
    r"|say|determine|tell|provide|establish|give|help with|discuss|cover|address)\b)?(?P<x>.*)"
)
SOURCE_LACKS = pattern_of(
    rf"{SUBJECT}{ADVERBS}\s(?:lacks?|omits?|skips?(?: over| past)?|leaves? out"
    rf"|ignores?|glosses over|passes over|is missing|are missing|sidesteps?|bypass(?:es)?"
    rf"|neglects?|overlooks?|excludes?|avoids?|steers? clear of|shies away from"
    rf"|gives?(?= [^,]{1, 60} a miss)|passes?(?= [^,]{1, 60} by| [^,]{1, 60} in silence))\b(?P<x>.*)"
)
SOURCE_LEAVES = pattern_of(
    rf"(?:{SUBJECT}|we|you|one|readers)\s{ADVERBS}\s?(?:is |are )?(?:leaves?|left)\b\s?(?:us"
    rf"|you|me|one|the reader|readers)?\s?(?P<x1>[^,;]{{0,120}}?)"
    r"\s?(?:open|unanswered|unsaid|unmentioned|unspecified|in the dark|guessing"
    r"|unaddressed|unclear|without an answer|none the wiser|out|unstated|aside"
    r"|undecided|unresolved|unexplained|untouched)\b(?P<x>.*)"
)
# A verb of saying with nobody who says it.
NO_SOURCE = pattern_of(
    rf"(?:no|none of|neither|neither of|not one of|not a single|not one|no one"
    rf"|no single|none)\s(?:(?:of )?(?:{SOURCE})|(?:single |other )?(?:parts?|sections?"
    rf"|provisions?|pages?|lines?|portions?|sentences?|words?|chapters?|of it) (?:in"
    rf"|of) {SOURCE}"
    rf"|(?:provided |given |single |other )?(?:passages?|excerpts?|source|section"
    rf"|part|text|guide|document|statement|sentence)(?:\s(?:of {SOURCE}|given|provided"
    rf"|here|supplied|above)){{0,2}}"
    rf"|(?P<loose>them|these|those|this|it|of them|of these|of this))"
    rf"(?:\s(?:were|was|are|is) (?:found|given|provided|available|here))?(?:\s(?:that"
    rf"|which))?{ADVERBS}\s(?P<verb>{VERB}){PARTICLE}(?P<x>.*)"
)
NEITHER_OF_SOURCES = pattern_of(
    rf"neither {SOURCE} nor [^,]{{1,50}}?\s(?P<verb>give|gives|say|says|mention"
    rf"|mentions|state|states|specify|specifies|cover|covers|answer|answers|tell"
    rf"|tells|address|addresses|contain|contains|provide|provides)\b{PARTICLE}(?P<x>.*)"
)
NOTHING_SAYS = pattern_of(
    rf"(?P<no>nothing|no one thing)\s(?P<where>(?:in |from |within |throughout )?{SOURCE}"
    rf"|here|in here|in there|i (?:was given|have|see|found|have seen|read))?{ADVERBS}\s?(?:(?:that"
    rf"|which)\s)?(?P<verb>{VERB}|shows)\s?{PARTICLE}(?P<x>.*)"
)
NOWHERE = pattern_of(
    rf"(?P<said>nowhere|at no point|at no time|in no place|not once|in none of {SOURCE})(?:,?\s(?:in {SOURCE}"
    rf"|here))?,?\s(?:(?:do|does|did|has|have|is|are|can|could)\s)(?:(?P<who>{SOURCE}"
    rf"|it|they|i|we)\b)?\s?(?P<x>.*)"
)
SAID_END = pattern_of(rf".*\b(?:{STATED}|to be found|found)\b")
# Something that is not said, or not there.
IS_NOT_SAID = pattern_of(
    rf"\s?\b(?P<be>{_BE_NOT}|neither|nor){ADVERBS}\s?(?P<said>{PARTICIPLE}|up for discussion)(?:\s(?:or"
    rf"|nor|and)(?: \w{{1,12}}ly)?\s{PARTICIPLE}){{0,2}}(?:\s(?:on|upon|out|down"
    rf"|into))?\b(?P<x>.*)"
)
NOT_SAID = pattern_of(
    rf"(?:is |are |was |were )?not{ADVERBS}\s{PARTICIPLE}(?:\s(?:or|nor)\s{PARTICIPLE})?(?:\s(?:on"
    rf"|upon|with|to|out))?\b:?(?P<x>.*)"
)
IS_NOT_THERE = pattern_of(
    r"\s?(?:(?:(?:is|are|was|were)(?:\snot|n't)|'s not|'re not|(?:is|are|was|were) (?:nowhere"
    r"|absent from|missing from))"
    r"(?:\s(?:actually|really|even|something|to be found|to be seen|a topic|part of"
    r"|among the things|in there|included|available|any|one of the things|covered"
    r"|anywhere)){0,3})\s(?P<place>here§|§|in there\b|in here\b)(?P<x>.*)"
)
IS_MISSING = pattern_of(
    rf"\s(?:is|are|was|were|remains?|falls?|lies?|goes|seems?|'s|'re|stays?){ADVERBS}\s(?P<how>absent"
    rf"|missing|nowhere to be (?:found|seen)|unavailable|(?:outside|beyond)(?: (?:of"
    rf"|the (?:scope|reach|range|bounds|remit) of))?|omitted|left (?:open|out|unanswered"
    rf"|unsaid|unmentioned|unspecified|unclear|aside|blank)"
    r"|unanswered|unmentioned|unsaid|unspecified|unstated|unaddressed|unclear"
    r"|unknown|uncertain|undisclosed|not available|out of scope|an open question"
    r"|a blank|off the page|lacking)\b(?P<x>.*)"
)
DOES_NOT_APPEAR = pattern_of(
    r"\s(?:(?:does|do|did)(?:\snot|n't)|never|cannot|can't)(?:\s(?:actually|really"
    r"|seem to|even|ever|be)){0,2}\s(?:appear|come up|feature|figure|crop up|get a mention"
    r"|get mentioned|show up|found|be found)\b(?P<x>.*)"
)
ELUDES = pattern_of(
    rf"\s?\b(?:eludes?|escapes?|exceeds?|goes (?:beyond|further than)|falls outside(?: of)?"
    rf"|lies (?:beyond|outside)|(?:(?<=')s|is) (?:beyond|outside|more than|further than))\s(?:the (?:scope"
    rf"|reach|content|remit|bounds) of\s)?(?:what\s)?{SOURCE}(?P<x>.*)"
)
SOMETHING_NOT = pattern_of(
    rf"\s?(?:(?:is|are|was)(?:\snot|n't)|'s not|isn't)\s(?:really |actually |quite )?(?:something"
    rf"|anything|a (?:topic|subject|question|detail|point|thing|matter)|a (?:figure"
    rf"|number)|one|topics|things|among the (?:things|topics|subjects)|part of what)(?: of those things)?\s?(?:"
    rf"that |which )?(?:(?P<s>{SUBJECT}|i|we|it|they)\b{ADVERBS}\s(?:can |could "
    rf"|do |does |would )?(?:\w{{1,15}})\b|(?:in|of|to)\s{SOURCE}|(?:is|are)? ?(?:covered"
    rf"|addressed|mentioned|discussed|stated)|§|here§|\W*$)(?P<x>.*)"
)
SOMETHING_SILENT = pattern_of(
    rf"(?P<x1>.{{1,120}}?)\s?(?:\bis|\bare|'s|\bwas) (?:just |simply |also )?(?:something"
    rf"|one thing|a (?:topic|subject|question|detail|point|thing|matter|number"
    rf"|figure)|one (?:question|topic|detail|point|aspect)|information|the one thing)\s(?:that "
    rf"|which )?(?P<clause>(?:{SUBJECT}|i|we|it|they)\b.+)"
)
FRONTED = pattern_of(
    rf"(?P<x1>(?:quite |just |exactly )?(?:{QUESTION}|that|this)\b.{{0,140}}?),?\s(?P<clause>(?:{SOURCE}|i|we)\b.+)"
)
CLEFT = pattern_of(
    rf"(?:what|(?:the )?(?:one|only) (?:thing|detail|point)(?: that)?|something(?: that)?"
    rf"|there(?:'s| is) one thing(?: that)?) (?P<clause>(?:{SOURCE}|i|we)\b.{{2,60}}?)(?:\s(?:is"
    rf"|are|was)\b|:)(?P<x>.*)"
)
INVERTED = pattern_of(
    rf"(?:(?:what(?:'s| is| are)|the (?:only |one )?(?:thing|detail|piece)s?(?: that (?:is"
    rf"|are))?)?\s?(?:not{ADVERBS} {PARTICIPLE}|missing|absent|lacking|left out"
    rf"|omitted|unmentioned)(?:\s(?:from|in|here)?\s?(?:§|here§|{SOURCE}))?(?:\s?here)?(?:\sis"
    rf"|\sare|:)|not (?:covered|mentioned|stated|included|given|specified|in the guide"
    rf"|here§)(?:\shere)?:|not §:)(?P<x>.*)"
)
IT_IS_UNSAID = pattern_of(
    rf"(?:it|this|that)(?:'s|\s(?:is|was|remains?|has|seems?|stays?)){ADVERBS}\s(?:not (?:been )?(?:\w{{1,15}}l"
    rf"y )?(?:{PARTICIPLE}|clear|possible|certain|obvious|apparent|evident)|unclear"
    rf"|unknown|unspecified|unstated|uncertain|impossible|hard|difficult|tough"
    rf"|open|not possible|anyone's guess)"
    rf"(?:\s(?:out|on))?(?:\s(?:for me |for us )?to (?:say|tell|know|determine"
    rf"|establish|answer|judge|state|work out|conclude|infer|give|provide|find"
    rf"|be (?:sure|certain|definite)))?(?:,?\s(?:for sure|with certainty|exactly"
    rf"|precisely|definitively|§|here|here§|about|on|as to|alone)){{0,3}}(?P<x>\s{QUESTION}\b.*"
    rf"|\s(?:the|a|an|any|this|that)\b.*|\W*$)"
)
IT_IS_NOT_SAID = pattern_of(
    rf"(?:it|(?:that|this)(?: (?:one|point|part|much))?)\s?(?:isn't|is not|wasn't"
    rf"|was not|hasn't been|'s not|cannot be|can't be|could not be|couldn't be"
    rf"|is never|was never|is nowhere){ADVERBS}\s(?:{PARTICIPLE}|clear|certain"
    rf"|possible to (?:say|tell|determine|know|answer)|determined|inferred)(?:\s(?:out"
    rf"|anywhere|here|explicitly|directly|alone)){{0,2}}(?P<x>\s(?:{QUESTION}|that)\b.*"
    rf"|\W*$)"
)
# There is none, or none is named.
THERE_IS_NO = pattern_of(
    rf"(?:there(?:'s|\s(?:is|are|was|were|seems to be|appears to be|exists?)){ADVERBS}\s(?:no"
    rf"|not any|not enough|not much|little|very little|nothing|hardly any|insufficient"
    rf"|not a|not sufficient|not an?)"
    rf"|there\s?(?:isn't|aren't|wasn't|weren't|is not|are not|does not (?:seem"
    rf"|appear) to be|doesn't (?:seem|appear) to be|do(?:es)?n't (?:seem|appear) to be"
    rf"|don't seem to be|do not (?:seem|appear) to be){ADVERBS}(?:\s(?:any|a|an"
    rf"|enough|much|sufficient))?)"
    r"(?P<x>\b.*|\s.*)"
)
NO_WAY = pattern_of(
    r"(?:there(?:'s| is)\s)?no (?:way|telling|knowing|saying|means)\b(?:\s(?:of"
    r"|to)\s(?:tell|know|say|determin|telling|knowing|find|finding|answer)\w{0,6})?(?:\sout)?(?P<x>.*)"
)
NOTHING_ABOUT = pattern_of(
    r"(?:(?:there(?:'s| is| was)\s)?(?:absolutely |simply |just |really )?(?:nothing"
    r"|no word|no info|no mention|no reference)\b(?:\s(?:at all|in here|in there"
    r"|here|specific|whatsoever|relevant|concrete|§|here§)){0,2}\s?(?:(?:about"
    r"|on|regarding|concerning|of|as to|to do with|that (?:says|tells|mentions"
    r"|answers|indicates))\b|(?=§|here|in here|$)))(?P<x>.*)"
)
NO_SUCH = pattern_of(
    rf"(?:(?P<no>no|not any|no such|little|very little|zero|not a|not one|not a single)\s(?P<noun>(?:[\w'-]{{1,"
    rf"20}}\s){{0,4}}?{INFORMATION})\b(?P<x>.*))"
)
NOT_HERE = pattern_of(rf"not{ADVERBS} (?:here§|§|in there|there)(?P<x>\W.*|$)")
WHOLE = pattern_of(
    r"(?:n\.?/?a\.?|unknown|unclear|unspecified|unstated|unanswerable|not applicable"
    r"|no (?:answer|idea|info|information|data|mention|clue|luck|details?|answer found"
    r"|relevant (?:information|passages?))|none (?:given|mentioned|stated|provided)"
    r"|nothing (?:found|given)"
    r"|insufficient (?:information|context|data)|not (?:enough|sufficient) (?:information"
    r"|context|data)|can't (?:tell|say)|cannot (?:tell|say|answer|be determined"
    r"|be answered)|could not (?:find|tell)|not known|not sure|silent|guide is silent)(?:,? (?:here§?"
    r"|§|given|provided|sorry|found|available))?"
)
NOTHING_HERE = pattern_of(
    r"(?:little|very little|nothing(?: more| further| else| specific)?|not much"
    r"|not a word)(?P<about>\s(?:about|on|of|as to|regarding)\s.{1,120}?)?\s(?:is"
    r"|was|gets|has been|can be|could be|may be)\s(?:actually |ever |really |here )?(?:said"
    r"|mentioned|stated|told|given|known|revealed|disclosed|indicated"
    r"|provided|noted|reported|specified|inferred|concluded|learned|found|determined)\b(?P<x>.*)"
)
NEITHER_SAID = pattern_of(
    rf"(?:neither|none of (?:it|them|these|this|that))\s(?P<x1>.{{0,120}}?)\s?\b(?:is"
    rf"|are|was|were)\s(?:{PARTICIPLE}|available)(?P<x>.*)"
)
# Whoever answers cannot.
_ANSWERER = r"(?:i|we|one|you)"
CANNOT = pattern_of(
    r"(?:(?:i|we|one|you)(?:'m|'re|'ve|'d|\s(?:am|are|was|were|have|had|would|will"
    r"|do|did|could|can|must|can only|simply|just|really|also|still|then|therefore)){0,2}\s?(?:not"
    r"|n't|cannot|can't|don't|didn't|couldn't|wasn't|won't|haven't|am not|unable"
    r"|never|do not|wouldn't|aren't|weren't|lack)\b|(?:i|we) lack\b"
    r"|(?:i|we)(?:'m| am| was|'re| are| were)? unable\b|(?:can't|cannot|couldn't"
    r"|could not|unable|can not|don't have|not able)\b)"
    r"(?:\s(?:really|actually|be|been|able|to|seem|currently|even|just|in a position"
    r"|have|possible|quite|see|say|sure|honestly|safely|reliably|confidently)){0,5}"
    r"\s?(?P<verb>find|found|finding|see|seeing|spot|locate|answer|tell|say|determine"
    r"|know|have|provide|give|offer|come across|came across|help(?: you)?(?: out)?"
    r"|confirm|state|access|learn|get|infer|conclude|establish|comment|speak|point"
    r"|cover|aware|sure|any|a|an|the|information|enough|verify|identify|know of"
    r"|specify|told|shown|given|recall|guess|quote|work out|make out|calculate"
    r"|judge|estimate|derive)\b(?P<x>.*)"
)
ANSWERER_HAS_NO = pattern_of(
    r"(?:(?:i|we)(?:'ve|\s(?:have|had|can|could|do|just|simply|also|really|am"
    r"|only)){0,3}\s?(?:find|found|see|saw|know|got|get|have|learn|learned|spot"
    r"|discover|discovered|read|come across|hold|'ve|seeing|finding)?|found|one finds"
    r"|you(?:'ll| will)? find)(?:\s(?:here§|§|here))?\s(?P<no>no|nothing|little"
    r"|very little|neither|zero)\b(?P<x>.*)"
)
YOU_WILL_NOT_FIND = pattern_of(
    r"(?:(?:you|one|readers?|we)\s?(?:won't|will not|'ll not|cannot|can't|don't"
    r"|do not|'ll never|will never|wouldn't)\s(?:be able to )?(?:find|see|learn"
    r"|get|discover|read)\b|(?:one|you) (?:looks?|searche?s?|will look|will search) (?:in vain"
    r"|here in vain)(?: here| here§| §)?(?: for)?|don't (?:expect|look for))(?P<x>.*)"
)
NOT_TOLD = pattern_of(
    r"(?:you|we|one|readers|the reader|i)\s?(?:aren't|are not|'re not|is not|isn't"
    r"|am not|'m not|was not|wasn't|were not|weren't|are never|is never|'re never)\s(?:actually "
    r"|really |even |ever )?(?:told|given|shown|informed|provided with|offered)\b(?!\s(?:beforehand"
    r"|in advance|until|before|by)\b)(?P<x>.*)"
)
NEEDS_MORE = pattern_of(
    r"(?:i|we)(?:'d| would)? need (?:a|more|further|additional) (?:information"
    r"|context|details?|data|passages?)\b(?P<x>.*)"
)
