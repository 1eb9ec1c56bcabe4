"""Takes a sentence apart into clauses, without markup."""

import re
from dataclasses import dataclass

from advisor.generation.refusals.vocabulary import SOMEWHERE, SOURCE


@dataclass(frozen=True, slots=True)
class JoinedClause:
    """A clause with the word that joins it to the one before."""

    text: str
    joint: str


_CITATION = re.compile(r"\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,8}\]")
_CITED_SUBJECT = re.compile(r"\[(\d{1,3})\]\s(?=[a-z])")
_MARKUP = re.compile(r"\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|`")
_LABEL = re.compile(
    r"(?:[-•–>#]\s)?(?:(?:short |final |brief )?answer|a|response|note|result|conclusion)\s?:\s", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[-•–>#]|\d{1,2}[.)])\s")
_PLACE = re.compile(
    rf"(?P<before>\b(?:(?:is|are|was|were)(?:n't|\snot|\snowhere)?|not|be)\b|'s\snot\b"
    rf"|'re\snot\b)?(?P<gap>,?\s?)\b(?:anywhere |explicitly |directly |either "
    rf"|alone )?{SOMEWHERE}\s(?:any (?:part )?of |all of |either of )?(?:{SOURCE})(?:\salone)?(?P<after>)",
    re.IGNORECASE,
)
_FROM_THIS = re.compile(r"\sfrom (?:this|these|that|those)(?: alone)?(?=\W*$)", re.IGNORECASE)
_INTERJECTION = (
    r"(?:(?:i(?:'m| am) )?(?:very |so |really |truly )?(?:sorry|afraid)(?: to say)?(?: about that)?(?: that)?"
    r"|sorry|apologies|my apologies|i apologi[sz]e|unfortunately|regrettably|sadly"
    r"|alas|hmm+|oh|ah|uh|well|so|ok(?:ay)?|no|nope|nah|yes|yeah|yep|no luck|look"
    r"|now|and|but|however|still|again"
    r"|honestly|frankly|truthfully|to be (?:honest|fair|clear|frank|precise)|in short"
    r"|in fact|actually|basically|that said|for now|interestingly|surprisingly"
    r"|oddly|strictly speaking|overall|at present|currently|additionally|also"
    r"|furthermore|moreover|therefore|thus|hence|similarly|likewise|as for that"
    r"|as far as i(?: can|'m able to)? (?:can )?(?:tell|see|know)|from what i (?:can see"
    r"|see|have|know|can tell|was given)|apparently|evidently|it (?:seems|appears"
    r"|would seem|would appear|looks)(?: to me)?(?: that| like| as if| as though)?"
    r"|(?:it )?looks like|seems like|sounds like|i (?:think|believe|fear|must say"
    r"|have to say|should note|would note|must admit|hate to say it|regret to say"
    r"|would say)(?: that)?|(?:i'm |i am )?not (?:really |quite |entirely )?sure(?: about (?:that"
    r"|this))?|please note(?: that)?|note(?: that)?|i(?:'d| would) (?:love|like"
    r"|be glad|be happy) to (?:help|answer|tell you)(?: you)?(?: here| that| with that)?"
    r"|i wish i (?:could|knew)(?: (?:tell|help) you)?(?: more)?|(?:that's |that is "
    r"|this is |what )?(?:an? )?(?:really |very )?(?:great|good|fair|interesting"
    r"|excellent|nice|important) question|good one|thanks for asking|while i would gladly answer"
    r"|as an ai(?: \w{1,12}){0,3}"
    r"|at least|from there|on (?:this|that) (?:point|question|one|matter|score"
    r"|front|topic|subject)?|here|that being said|with that said|having (?:read"
    r"|looked|checked)[^,]{0,40})"
)
_OPENER = re.compile(
    rf"\s?(?:{_INTERJECTION})(?=[\s,.!:;–—…-]|$)(?:\s?[,.!:;…–—-]+\s?|(?<!\bno)(?<!\bso)\s(?=\w))(?:(?:but"
    rf"|and|though|that|as)\s(?!for\b|to\b|far\b|per\b)|yet\s)?",
    re.IGNORECASE,
)
_FRAME = re.compile(
    rf"\s?(?:(?:solely |only |strictly |just )?(?:based (?:solely |only |purely "
    rf"|strictly )?(?:up)?on|according to|from|in|within|on the basis of|as per"
    rf"|per|going by|judging by|judging from|using|given|with|drawing on|relying on"
    rf"|looking at|throughout|across|having read|in light of|as regards|out of"
    rf"|by)\s(?:any (?:part )?of |all of |only |just )?(?:{SOURCE}|what i (?:have"
    rf"|can see|know))(?: alone| only)?(?: i have)?|from this|from these)\s?,?\s?",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\s?(?:regarding|concerning|as for|as to|on the (?:subject|question|topic"
    r"|matter|issue) of|on the (?:subject|question|topic|matter) (?=whether|how"
    r"|what)|when it comes to|with (?:regard|respect) to|in terms of|in regard to"
    r"|as regards|as far as|to the extent that|about|for)\s(?P<topic>[^,;]{2,140}?)(?: (?:is"
    r"|are) concerned| goes?)?,\s|\s?(?:regarding|concerning|as for|as to|about"
    r"|for|on|of) (?P<topic2>[^,;]{2,80}?),?\s(?=(?:the (?:guide|passages?|text"
    r"|context)|this guide|nothing|no (?:information|figures?|mention|details?))\b)",
    re.IGNORECASE,
)
_SILENCE_AHEAD = (
    r"(?:it|they|this|these|there|i|we|you|i'm|i've|you'd|the|no|not|none|neither"
    r"|nothing|nor|only|just|merely|simply|does|do|is|are|says|gives?|mentions?"
    r"|states?|notes?|lists?)\b"
)
_STARTS = (
    r"(?:it|they|this|that|these|there|i|we|you|the|in|on|for|not|no|none|nothing"
    r"|only|just|does|do|is|are|gives?|says?|mentions?|states?|notes?|with|an?"
    r"|most|many|some|all|generally|usually|typically|often|there's|it's|i'm|i'd"
    r"|they're|remains?|their|its|makes|leaves|never|cannot|can't|don't|doesn't"
    r"|provides?|has|have|nor|without|found|couldn't|could|can't|of|at|if|then"
    r"|as|when|employers|planners|people|workers)\b"
)
_JOINT = re.compile(
    rf"\s?(?P<mark>;|\s[–—-]{{1,2}}\s|—|[.!?…]\s+(?=[A-Z\"(])|:\s(?=(?:it|the guide"
    rf"|the passages|they)\s))\s?(?P<word1>(?:but|however|though|although|yet|instead"
    rf"|rather|and|so|nor|while|as|since|because|that said|nevertheless|still|only"
    rf"|just)\b,?\s?)?"
    rf"|,?\s(?P<word2>but|however|though|although|even though|whereas|albeit|yet)\b(?:,?\s(?:only"
    rf"|then|instead))?,?\s(?={_STARTS}|(?<=, but )|(?<=, though )|(?<=, although )"
    rf"|(?<=, however )|(?<=, however, )|(?<=, yet )|(?<=, even though )|(?<=, whereas )"
    rf"|(?<=though )(?=\w))"
    rf"|,\s(?P<word3>while|so|since|because|as|for(?= (?:it|they|the (?:guide|passages?"
    rf"|text|context))\b)|only|just|not|nor|and(?= (?:{_SILENCE_AHEAD}))|which(?= only says"
    rf"| only states| only mentions)|which(?= (?:is"
    rf"|are|was|were|does|do|has|have|the|i|it|isn't|aren't)\b(?: not\b|n't\b| guide\b"
    rf"| passages?\b| text\b| context\b| excerpts?\b| \w{{1,10}} not)|(?= isn't"
    rf"| aren't)))\s"
    rf"|,?\s(?P<word5>without)\s(?=\w{{2,12}}ing\b)|\s(?P<word4>because|since|as(?= (?:it"
    rf"|they|the (?:guide|passages?|text|context))\b)|and(?= (?:does|do|it|they"
    rf"|there|nothing|gives? no|is silent|are silent|says? nothing|no|i|we|neither"
    rf"|found|couldn't|could not|can't|cannot|didn't|don't)\b)|so(?= (?:i|we|you)\b))\s",
    re.IGNORECASE,
)
_LED_IN = re.compile(
    r"\s?(?P<word>while|although|though|even though|whilst|despite|in spite of"
    r"|apart from|aside from|other than|beyond|besides|except for|since|because"
    r"|as|if|without|whereas|given that|beyond the fact that|apart from the fact that"
    r"|even if|instead of|rather than|outside of)\s",
    re.IGNORECASE,
)


def plain(sentence: str) -> str:
    """The sentence without markup, citations and a label in front."""
    text = sentence.strip().replace("’", "'").replace("‘", "'")
    text = _MARKUP.sub("", text)
    text = _CITED_SUBJECT.sub(r"passage \1 ", text) if text.startswith("[") else text
    text = " ".join(_CITATION.sub("", text).split())
    for opening in (_BULLET, _LABEL):
        found = opening.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
    return " ".join(text.split())


def without_openers(text: str) -> tuple[str, bool, str]:
    """Return the text behind hedges and frames.

    With it come whether one of them names a source, and the topic that one names.
    """
    framed, topic = False, ""
    for _ in range(6):
        start = text
        found = _FRAME.match(text)
        if found and found.end() < len(text):
            text, framed = text[found.end() :], True
            continue
        found = _TOPIC.match(text)
        if found:
            text, topic = text[found.end() :], topic or found["topic"] or found["topic2"]
            continue
        found = _OPENER.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
        if text == start:
            break
    return text, framed, topic


def without_places(text: str) -> tuple[str, bool]:
    """Return the text without "in the guide", and whether it was there."""
    cleared, count = _PLACE.subn(_mark, _FROM_THIS.sub(" from the guide", text))
    return " ".join(cleared.split()), bool(count)


def _mark(found: re.Match[str]) -> str:
    if found["before"]:
        return f"{found['before']} here§"
    return " § " if found.start() and not found.string[found.end() :].strip(" .!?") else " " if found.start() else ""


def split(text: str) -> list[JoinedClause]:
    """The clauses of a sentence, in their order."""
    clauses: list[JoinedClause] = []
    start, joint = 0, ""
    for found in _JOINT.finditer(text):
        piece = text[start : found.start()]
        if not piece.strip(" ,;"):
            continue
        clauses.append(JoinedClause(piece.strip(), joint))
        joint = next((word.strip(" ,").lower() for word in found.groups()[1:] if word), found["mark"] or "").strip()
        start = found.end()
    clauses.append(JoinedClause(text[start:].strip(), joint))
    return [one for one in clauses if one.text.strip(" .!?,;")]


def led_in(text: str) -> list[tuple[str, str, str]]:
    """Each way to part "While A, B": the word, A and B."""
    found = _LED_IN.match(text)
    if not found:
        return []
    rest = text[found.end() :]
    commas = [place.start() for place in re.finditer(r",\s", rest)]
    return [(found["word"].lower(), rest[:at].strip(), rest[at + 1 :].strip()) for at in commas[:6]]
