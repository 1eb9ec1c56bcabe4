"""Where sentences end: after a stop that shortens no word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PAIR_CHARS = 300  # of a bracket or quotation that is not divided
MAX_PAIR_DEPTH = 4
MAX_WORD_CHARS = 60
MAX_SEEN_CHARS = 300  # of a sentence before its end, and a third of them behind it

_STOP = re.compile(
    r"(?:(?<![\s.!?…])[.!?…]++|(?<![.!?…])(?:\.{3,}+|…++))[\"'”’“)\]»]*+(?:\[[^\[\]\n]{1,24}+\]|[¹²³⁴-⁹⁰])*+(?=\s)"
    r"|[。！？؟।]++[」』”）]*+"
)
_MARK = re.compile(r"\[[^\[\]\n]{1,24}+\]|[¹²³⁴-⁹⁰]")
_PAIR = re.compile(r"\(|“|(?<![^\s(\[])\"(?=\S)")
_BRACKET = re.compile(r"[()]")
_OPENING = "\"'“‘„«([{*_•–—-¿¡"
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")  # iOS, eBay
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,4}")
_NUMBER = re.compile(r"\d{1,3}")
_ENUMERATION = re.compile(r"[^\W\d_]|\d{1,3}(?:\.\d{1,2}){0,3}|[ivxIVX]{1,5}")
_STEP = re.compile(
    r"(?:Step|Stage|Phase|Part|Chapter|Level|Tier|Case|Example|Lesson|Rule|Tip|Week|Day|Month|Year|Question|Module|Unit|Section"
    r"|Option|Path|Mistake|Myth|Task|Point|Reason|Number|Schritt|Stufe|[ÉE]tape|Paso) #?\d{1,3}"
)
_SMALLER_UNIT = re.compile(r"\d{1,4}\s?(?:in|oz|mins?|secs?|mos?|wks?|d|cm)\b")
_NUMERIC_DATE = re.compile(r"\d{1,2}\.\s?\d")

# Words shortened by a full stop, in small letters where their case does not matter.
# Never at the end of a sentence:
_BEFORE_ANYTHING = frozenset(
    "e.g eg i.e approx est avg av vs viz ca cca circa cf incl inkl excl esp tel mob z.b d.h bzw evtl ggf sog p.ej"
    " par.ex".split()
)
# Not where a figure follows:
_BEFORE_FIGURES = frozenset(
    "no nos nr núm n fig figs p pp pg vol vols ch chap sec sect art arts reg par para eq ex app ext max min rte"
    " hwy bldg apt rm ste ph fax c v § st ver ed tab cl ord lvl".split()
)
_DATES = frozenset(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun".split()
)
_CLOCK = frozenset(("a.m", "p.m"))
# Not where a name follows:
_TITLES = frozenset(
    "Dr Drs Mr Mrs Ms Mx Prof Rev Hon Sgt Capt Gov Sen Rep Gen Lt Col Cpl Pvt Adm Maj Cmdr Supt Det Insp Pres Fr"
    " Br Msgr Mme Mlle Sra Srta Dra Hr Ing Dipl Atty Mt Ft Pt St Sr Messrs Asst Assoc Dir Dept Univ Natl Intl".split()
)
# At the end or not, as what follows shows:
_EITHER = frozenset(
    "inc ltd corp co cos jr sr st dept univ assn bros al dist natl intl govt ave blvd llc plc mfg".split()
)
_DEGREES = frozenset(
    "ph.d m.d d.o b.a b.s b.sc m.a m.s m.sc m.b.a g.e.d ed.d ed.m m.ed b.ed j.d d.d.s d.v.m r.n l.p.n a.a a.s"
    " a.a.s b.f.a m.f.a ll.b ll.m psy.d pharm.d d.n.p m.p.h m.s.w b.b.a b.tech m.tech b.eng m.eng i.d".split()
)
# "the 3. year" in German, and months in the languages that write "3. May".
_ORDINAL_BEFORE = frozenset("dem der den im zum zur vom beim ab seit".split())
_MONTHS = frozenset(
    "jan feb mär apr jun jul aug sep sept okt oct nov dez dec janv févr avr juil déc january february march"
    " april may june july august september october november december januar jänner februar märz mai juni juli"
    " oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero"
    " febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile"
    " maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus augusti maj marts"
    " desember stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada"
    " grudnia ledna února března dubna května června července srpna září října listopadu prosince tammikuuta"
    " helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta"
    " joulukuuta".split()
)
_AFTER_CLOCK = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thurs?|fri|sat|sun|e[sd]?t|c[sde]?t|m[sd]?t|p[sd]?t|gmt"
    r"|utc|bst|cet|eastern|central|mountain|pacific|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february"
    r"|march|april|august|september|october|november|december)\b",
    re.IGNORECASE,
)
# What people name together with their state: "U.S. Army".
_STATE_BODIES = re.compile(
    r"(?:Bureau|Department|Dept|Army|Navy|Marines?|Air|Coast|Forest|Census|Government|Congress|Senate|House|Supreme|Court"
    r"|Citizen\w{0,5}|Customs|Postal|Treasury|Secret|Geological|Labor|States?|Office|Agency|News|Bank|Dollars?|Parliament"
    r"|Secretary|President|Security|General|National|Federal|Open|Armed|Fish|Patent|Food|Environmental|Small|Equal"
    r"|Veterans)\b"
)
# Words that open a sentence more often than they follow a shortened word in capitals.
_OPENER = re.compile(
    r"(?:The|An?|It|It[’']s|Its|He|She|They|We|You|I|This|That|These|Those|There|Here|Then|Thus|Their|His|Her|Our|Your|My|In"
    r"|On|At|By|For|From|To|With|Within|Without|Under|Over|After|Before|During|Since|Until|While|When|Where|Who|What|Which"
    r"|Why|How|If|Unless|As|Because|But|And|Or|So|Yet|Nor|Not|No|None|Only|Also|Even|Just|Most|Many|Some|Few|Several|Both|All"
    r"|Each|Every|Either|Neither|Others?|Another|Any|Anyone|Everyone|Nobody|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten"
    r"|Half|About|Although|Though|However|Besides|Today|Now|Once|Later|Often|Usually|Typically|Generally|Is|Are|Was|Were|Can"
    r"|Do|Does|Did|Will|Would|Should|Must|May|Of|Among|Between|Across|Please|See|Yes|Up|Let|Der|Die|Das|Ein|Eine|Es|Sie|Er|Il"
    r"|Elle|Les?|La|Une?|El|Los|Las)\b"
)
_VERB_SOON = re.compile(
    r"[^\W\d_][\w'’-]{0,30}(?: [a-z][\w'’-]{0,30}){0,2} (?:is|are|was|were|has|have|had|can|cannot|may|might|must"
    r"|should|will|would|do|does|did|vary|varies|depends?|ends?|starts?|begins?|costs?|pays?|takes?|needs?|earns?|lasts?|rises?|rose"
    r"|fell|grew|grows?|comes?|works?|includes?|requires?|remains?|differs?|counts?|helps?|hires?|makes?|runs?|came|went|left|[a-z]{2,12}ed|go"
    r"|goes|gets?)\b"
)
_VERB_BEFORE = re.compile(
    r"\b(?:is|are|was|were|be|been|can|may|must|should|will|would|has|have|had|do|does|did|varies|vary|depends?|works?|needs?"
    r"|earns?|takes?|makes?|uses?|moved?|left|went|came|live[sd]?|study|studies|studied|holds?|held|began|begins?|starts?"
    r"|started|ends?|ended|costs?|pays?|paid|grew|grows?|rose|fell|hires?|hired|apply|gets?|got|gives?|gave|keeps?|kept|joins?"
    r"|joined|found|founded|requires?|includes?|employs?|employed|sells?|sold|belongs?|leads?|led|exists?|existed|runs?|ran|see"
    r"|ask|visit|pass|passed|earned|worked|taught|teach|teaches|trains?|trained|serve[sd]?|lasts?|lasted|bring|buy|bought"
    r"|learn|leaves?|wants?|wrote|write|[a-z]{2,12}ed)\b",
    re.IGNORECASE,
)
# A single letter after one of these is a name of its own: "vitamin C".
_LETTERED = frozenset(
    "plan vitamin type class part grade group appendix level option hepatitis schedule figure table section form"
    " zone category unit phase room gate annex exhibit track band tier mark series block ward language".split()
)


def sentence_ends(paragraph: str) -> Iterator[int]:
    """Where sentences of a paragraph end before its last one, in order."""
    pairs = _undivided(paragraph)
    pair = next(pairs, None)
    start = 0
    for stop in _STOP.finditer(paragraph):
        while pair is not None and pair[1] < stop.end():
            pair = next(pairs, None)
        if pair is not None and pair[0] < stop.start() and stop.end() < pair[1]:
            continue
        if _ends(paragraph, start, stop):
            yield stop.end()
            start = stop.end()


def may_shorten(word: str) -> bool:
    """Whether a word with a full stop may be a shortened one."""
    bare = word.strip("\"'“‘([”’)]")
    name = bare.removesuffix(".")
    low = name.lower()
    return name != bare and (
        low in _BEFORE_ANYTHING | _BEFORE_FIGURES | _EITHER | {"etc"}
        or name in _TITLES | _DATES
        or _DOTTED.fullmatch(name) is not None
        or (len(name) == 1 and name.isalpha())
    )


def _undivided(paragraph: str) -> Iterator[tuple[int, int]]:
    """Brackets and quotations short enough to stay in one piece: the outermost ones, in order."""
    at = 0
    for found in _PAIR.finditer(paragraph):
        if found.start() >= at and (end := _closing(paragraph, found)):
            yield found.start(), end
            at = end


def _closing(paragraph: str, opening: re.Match[str]) -> int:
    """The end of the pair that opens here, or 0."""
    limit = opening.end() + MAX_PAIR_CHARS
    if opening.group() != "(":
        return paragraph.find("”" if opening.group() == "“" else '"', opening.end(), limit) + 1
    depth = 1
    for found in _BRACKET.finditer(paragraph, opening.end(), limit):
        depth += 1 if found.group() == "(" else -1
        if not depth:
            return found.end()
        if depth > MAX_PAIR_DEPTH:
            return 0
    return 0


def _ends(paragraph: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the sentence from ``start`` on ends at this stop."""
    sign = stop.group()
    after = paragraph[stop.end() : stop.end() + MAX_SEEN_CHARS // 3].lstrip()
    bare = after.lstrip(_OPENING).lstrip()
    first = next((char for char in bare if char.isalnum()), "")
    if not first or (first.islower() and not _CAMEL.match(bare)):
        return False
    if sign.startswith(("..", "…")):
        return not first.isdigit()
    if sign[0] != ".":
        return True
    seen = _Before.read(paragraph, start, stop.start())
    if sign[-1] in "]¹²³⁰⁴⁵⁶⁷⁸⁹":
        return not (seen.low in _BEFORE_ANYTHING or seen.word in _TITLES)
    if len(sign) > 1:
        return seen.low not in _BEFORE_ANYTHING
    if after[0] in "([" and (seen.is_dotted or seen.low in _EITHER):
        return False  # M.D. (Medical Doctor)
    return _ends_after(seen, bare)


@dataclass(frozen=True, slots=True)
class _Before:
    """A sentence's first words and its last ones before a full stop."""

    head: str
    n_words: int  # at most three are counted
    word: str
    previous: str
    earlier: str  # the word before the previous one

    @property
    def low(self) -> str:
        return self.word.lower()

    @property
    def is_dotted(self) -> bool:
        return _DOTTED.fullmatch(self.word) is not None

    @classmethod
    def read(cls, paragraph: str, start: int, end: int) -> "_Before":
        head = paragraph[start : min(end, start + MAX_SEEN_CHARS)]
        tail = paragraph[max(start, end - 2 * MAX_WORD_CHARS) : end].split()
        return cls(
            head,
            n_words=min(len(head.split(None, 3)), 3),
            word=_MARK.sub("", tail[-1]).strip(_OPENING + "”’)]").rsplit("/", 1)[-1] if tail else "",
            previous=tail[-2].strip(_OPENING) if len(tail) > 1 else "",
            earlier=tail[-3].strip(",") if len(tail) > 2 else "",
        )


def _ends_after(seen: _Before, after: str) -> bool:
    """Whether a full stop ends the sentence, before a capital, a digit or a symbol."""
    word, low = seen.word, seen.low
    is_figure = not after[0].isalpha()
    if _is_enumeration(seen, is_figure=is_figure) or low in _BEFORE_ANYTHING:
        return False
    if low in _BEFORE_FIGURES and is_figure:
        return False
    if word in _TITLES and not is_figure:
        return low in _EITHER and _OPENER.match(after) is not None
    if _NUMBER.fullmatch(word):
        return _ends_after_number(seen, after, is_figure=is_figure)
    if low in _CLOCK or word in _DATES:
        return not is_figure and not _AFTER_CLOCK.match(after)
    if low == "etc":
        return not is_figure
    if is_figure and len(word) <= 4 and _SMALLER_UNIT.match(after):
        return False  # 6 ft. 2 in.
    if low in _DEGREES:
        return not is_figure and seen.previous.rstrip(".") not in _TITLES
    if len(word) == 1 and word.isalpha():
        return _ends_after_letter(seen, after)
    if low in _EITHER or seen.is_dotted:
        return _ends_after_either(seen, after)
    return True


def _is_enumeration(seen: _Before, *, is_figure: bool) -> bool:
    """Whether these are only a number before what it counts: ``1.``, ``Step 2.``."""
    if seen.n_words == 1:
        return _ENUMERATION.fullmatch(seen.word) is not None
    return seen.n_words == 2 and _STEP.fullmatch(f"{seen.previous} {seen.word}") is not None and not is_figure


def _ends_after_number(seen: _Before, after: str, *, is_figure: bool) -> bool:
    month, _, rest = after.partition(" ")
    if month.strip(".,;:)").lower() in _MONTHS and int(seen.word) <= 31 and not rest[:1].isupper():
        return seen.previous.lower() in _MONTHS
    if is_figure:
        return not _NUMERIC_DATE.match(after)
    return seen.previous.lower() not in _ORDINAL_BEFORE


def _ends_after_letter(seen: _Before, after: str) -> bool:
    is_last_of_several = seen.previous in ("and", "or") and len(seen.earlier) == 1 and seen.earlier.isupper()
    is_lettered = seen.previous.lower() in _LETTERED or is_last_of_several
    if not after[0].isalpha():
        return is_lettered
    if after[1:2] == ".":  # another letter of a name: "J. R.", "z. B."
        return is_lettered and seen.word.isupper()
    is_first = len(seen.previous) == 2 and seen.previous[1] == "."  # "R." of "J. R."
    return seen.word == "I" or is_lettered or (_OPENER.match(after) is not None and not is_first)


def _ends_after_either(seen: _Before, after: str) -> bool:
    if not after[0].isalpha() or (seen.n_words < 3 and seen.is_dotted):
        return False
    if _OPENER.match(after):
        return True
    if seen.is_dotted and _STATE_BODIES.match(after):
        return False
    return _VERB_SOON.match(after) is not None and _VERB_BEFORE.search(seen.head) is not None
