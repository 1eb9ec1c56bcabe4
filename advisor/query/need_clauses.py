"""Need clauses: a question's own words, to follow "does not say"."""

import re

MAX_CLAUSE_WORDS = 12
_LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|or|ok|okay|well|hey|hi|btw|also|plus|now|then|hm+|um+|wait|sorry|please|just|oh|like"
    r"|lol|yo)\b"
    r"[,.!\s]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?<![,\s])(?:[,\s]++(?:tho|though|lol|then|please|pls|thanks|exactly|actually|really|haha|man|again)){1,4}+\W*+$",
    re.I,
)
_WH = re.compile(r"\b(?:which|wich|what|who|where|how|whose)\b", re.IGNORECASE)
_PERSONS = (
    r"(?P<who>i|you|u|we|they|he|she|it|one|people|(?:any|some|all|most) of (?:those|these|them)|(?:a |the )?managers?)"
)
_INVERTED = re.compile(
    rf"^(?P<asked>(?:which|what|who|where|how)\b(?: [\w'/-]+){{0,4}}?) (?P<aux>do|does|should|would|can|could|will"
    rf"|must|are|is) {_PERSONS} (?P<rest>\S.*)$",
    re.IGNORECASE,
)
# The verb tells where the subject ends: "what does a plant manager earn".
_EARNS = re.compile(
    r"^(?:(?P<asked>what|how much) )?(?P<aux>do|does|would|will|can|is|are) (?P<who>(?:[\w'/-]+ ){0,4}[\w'/-]+)"
    r" (?P<rest>(?:earn|make|get paid|get|cost|paid)\b.*)$",
    re.IGNORECASE,
)
_BE_NOUN = re.compile(
    r"^(?P<asked>what|who|where)(?:(?P<short>'s|s)| (?P<be>is|are)) (?P<noun>(?:the|a|an|my|your|their|its) .+)$",
    re.IGNORECASE,
)
# After these, "which" or "who" is the subject itself, and the words stand as they are.
_SUBJECT = re.compile(
    r"^(?:which|who|what)(?: (?:of (?:those|these|them|the (?:two|three|four|five))(?: (?:two|three|four|five))?"
    r"|ones?|\d+"
    r"|[\w'-]+|[\w'-]+ [\w'-]+))? (?:is|are|was|has|pays?|gets?|earns?|makes?|matters?|looks?|takes?|costs?|comes?"
    r"|needs?|counts?|caused|triggered|led|explains|would be|will be)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(rf"^(?P<aux>do|does|is|are|can|would|will) {_PERSONS} (?P<rest>\S.*)$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?P<the>the )?(?P<form>[a-z]{3,}est|best|most [a-z]+)(?: (?:one|of (?:those|these|them)))?$", re.IGNORECASE
)
_YOURS = {
    "i": "you",
    "my": "your",
    "me": "you",
    "mine": "yours",
    "we": "you",
    "our": "your",
    "u": "you",
    "im": "you are",
}
# Where a main clause begins after another one: the need is in the last.
_COMMA = re.compile(r"[,:;]\s++|(?<!\s)\s++-\s++")


def asking_clause(question: str) -> str:
    """Turn a question into a clause in its own words.

    "How old do you have to be?" gives "how old you have to be"; empty where no whole clause can be made.
    """
    whole = _TAIL.sub("", _LEAD.sub("", question.strip())).strip(" ?!.…\"'“”")
    asking = [part for part in _COMMA.split(whole) if _WH.search(part)]
    if len(asking) > 1:
        return ""
    text = asking[0] if asking else whole
    start = _WH.search(text)
    if start and start.start():
        text = text[start.start() :]  # "car plant or plane plant where do people …"
    clause = _clause(" ".join(text.split()))
    return _addressed(clause) if len(clause.split()) <= MAX_CLAUSE_WORDS else ""


def _clause(text: str) -> str:
    if bare := _BARE.match(text):
        return f"which is {bare['the'] or ''}{bare['form']}"
    if inverted := _INVERTED.match(text) or _EARNS.match(text):
        return _straight(inverted["asked"] or "whether", inverted)
    if noun := _BE_NOUN.match(text):
        be = noun["be"] or "is"
        has_verb = re.search(r"\b(?:is|are|to|that|which|who|if|when|for|or)\b", noun["noun"])
        return "" if has_verb or len(noun["noun"].split()) > 6 else f"{noun['asked']} {noun['noun']} {be}"
    if _SUBJECT.match(text) and not re.search(r"\b(?:or|and) (?:is|are|do|does)\b", text):
        return text
    if whether := _WHETHER.match(text):
        return _straight("whether", whether)
    return text if re.fullmatch(r"which \w+(?: \w+)?", text, re.IGNORECASE) else ""


def _straight(asked: str, found: re.Match[str]) -> str:
    """Put the subject before its verb."""
    aux, who, rest = found["aux"].lower(), found["who"], found["rest"]
    if aux == "do":
        return f"{asked} {who} {rest}"
    if aux == "does":
        verb, _, more = rest.partition(" ")
        return f"{asked} {who} {_third_person(verb)} {more}".strip() if verb.isalpha() else ""
    return f"{asked} {who} {aux} {rest}"


def _third_person(verb: str) -> str:
    known = {"have": "has", "be": "is", "do": "does", "go": "goes"}
    if verb in known:
        return known[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def _addressed(clause: str) -> str:
    """Address the reader: "which I should learn" becomes "which you should learn"."""
    words = [_YOURS.get(word.lower(), word) for word in clause.split()]
    text = re.sub(r"\byou am\b", "you are", " ".join(words))
    return text[:1].lower() + text[1:]
