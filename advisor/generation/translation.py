"""Translation of proven sentences into the reader's language.

What code can compare holds: figures, currencies, units, names and degrees. It cannot tell a "not", a limit or a rise
that was turned, nor what a word means; so a translation is shown as one, beside the sentence's own quote.
"""

import logging
import re
import unicodedata
from collections.abc import Sequence
from contextlib import aclosing

from advisor.citation.checks import DOMAIN, MARKUP
from advisor.generation.failures import ModelFailedError
from advisor.generation.figure_words import primary
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import translating_prompt
from advisor.generation.translated_figures import figures_fault
from advisor.generation.translated_names import names_fault

log = logging.getLogger(__name__)

LIMIT_CALLS = 3  # of one answer, where a reply ends before its last line
MAX_GROWTH = 2  # times the English length, beside MARGIN_CHARS
MAX_GROWTH_COMPACT = 1  # in scripts of syllables and words
MARGIN_CHARS = 20
MIN_WORDS = 4  # a longer sentence is never the same in two languages
MAX_SAME = 0.6  # share of English words that may stay
# Scripts of languages, by the beginnings of their letters' names; every other language is written in Latin letters.
SCRIPTS = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "kk", "ky", "mn"), ("CYRILLIC",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), ("ARABIC",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("DEVANAGARI",)),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"), "zh": ("CJK",), "yue": ("CJK",), "ko": ("HANGUL", "CJK"),
    "el": ("GREEK",), "he": ("HEBREW",), "th": ("THAI",), "bn": ("BENGALI",), "ta": ("TAMIL",), "te": ("TELUGU",),
    "gu": ("GUJARATI",), "pa": ("GURMUKHI",), "ml": ("MALAYALAM",), "kn": ("KANNADA",), "ka": ("GEORGIAN",),
    "hy": ("ARMENIAN",), "am": ("ETHIOPIC",), "km": ("KHMER",), "lo": ("LAO",), "my": ("MYANMAR",), "si": ("SINHALA",),
    "sr": ("CYRILLIC", "LATIN"),
}  # fmt: skip

_LINE = re.compile(r"^[\s*(#-]{0,8}(\d{1,2})\*{0,2}[.:)：](?:\*{0,2}[.:)：]?)\s{0,8}(\S.*)$")
_MARKER = re.compile(r"\s?\[[\d,;\s]{1,12}\]")
_ENDS = re.compile(r"[.!?…。！？।؟:;][\"'”’»」』)]{0,3}\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Addresses in any script, with any full stop, spelt apart, and names of accounts.
_ADDRESS = re.compile(
    r"\b(?P<domain>[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,63})\b(?P<stop>\.?)"
    r"|(?<=[a-z\d])[。．｡](?=[a-z]{2})|[\[({]\s?(?:\.|@|dot|at)\s?[\])}]|(?<![\w.+-])[@＠]\w",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")  # m.in., z.B., with a full stop behind
_BREAK = re.compile(r"(?:(?<=[^\W\d_]{4})[.!?…]|[؟।])[\"'”’»)]{0,2}\s+(?P<next>\S)|[。！？][」』）]{0,2}(?P<after>\S)")
_COMPACT = frozenset({"ja", "zh", "yue", "ko"})


class Translator:
    """Translator of an answer's sentences, each held against its original."""

    def __init__(self, calls: MeteredModel) -> None:
        self._calls = calls

    async def translate(self, sentences: Sequence[str], language: str, run: ModelRun) -> list[str]:
        """The sentences in ``language``, a code such as de or pt-BR.

        One is empty where it could not be translated, or differs in what code compares. A reply that ends early is
        asked to go on. A failing model raises nothing: what it left out is empty. ``run`` gets the tokens.
        """
        found = [""] * len(sentences)
        first = 0
        for _ in range(LIMIT_CALLS):
            if first >= len(sentences):
                break
            lines, whole = await self._ask(sentences[first:], language, run)
            for n, line in enumerate(lines):
                fault = translation_fault(sentences[first + n], line, language) if line else "it is missing"
                if fault:
                    log.info("a translation was refused: %s", fault)
                found[first + n] = "" if fault else line
            n_read = max((n for n, line in enumerate(lines, 1) if line), default=0)
            if not whole or not n_read:
                break
            first += n_read
        return found

    async def _ask(self, sentences: Sequence[str], language: str, run: ModelRun) -> tuple[list[str], bool]:
        """The lines of one reply, and whether it came to its end."""
        said, whole = "", True
        try:
            prompt = translating_prompt(sentences, language)
            async with aclosing(self._calls.stream(prompt, run)) as pieces:
                async for piece in pieces:
                    said += piece
        except ModelFailedError as failure:
            log.warning("the chat model did not translate an answer: %s", failure.kind)
            said, whole = said.rpartition("\n")[0], False
        return read_translations(said, sentences), whole


def read_translations(said: str, sentences: Sequence[str]) -> list[str]:
    """The translations of a reply, one for each sentence, empty where missing.

    Lines without numbers are taken in order if there are as many as sentences.
    """
    lines = [" ".join(_MARKER.sub("", line).split()) for line in said.splitlines()]
    lines = [line for line in lines if _WORD.search(line) and not line.startswith("```")]
    numbered: dict[int, list[str]] = {}
    for line in lines:
        if match := _LINE.match(line):
            numbered.setdefault(int(match[1]), []).append(match[2].strip("* "))
    n = len(sentences)
    if not any(one in numbered for one in range(1, n + 1)):
        found = lines if len(lines) == n else [""] * n
    else:
        found = [numbered[one][0] if len(numbered.get(one, ())) == 1 else "" for one in range(1, n + 1)]
    last = max((at for at, line in enumerate(found) if line), default=-1)
    if last >= 0 and _ENDS.search(sentences[last]) and not _ENDS.search(found[last]):
        found[last] = ""  # cut off
    return found


def translation_fault(original: str, translated: str, language: str = "") -> str:
    """The reason for refusing a translation of an English sentence, or empty.

    Without a ``language`` words beside figures are read as English.
    """
    if not _WORD.search(translated):
        return "it is empty"
    if "\n" in translated or MARKUP.search(translated) or _has_strange_address(original, translated):
        return "it has an address or markup of its own"
    growth = MAX_GROWTH_COMPACT if primary(language) in _COMPACT else MAX_GROWTH
    if len(translated) > growth * len(original) + MARGIN_CHARS or _n_breaks(translated) > _n_breaks(original):
        return "it says more"
    if _is_untranslated(original, translated):
        return "it is not translated"
    if language and not _is_in_script(original, translated, language):
        return "it is in another script"
    return figures_fault(original, translated, language) or names_fault(original, translated, language)


def _has_strange_address(original: str, translated: str) -> bool:
    for match in DOMAIN.finditer(original):
        translated = translated.replace(match.group(), " ")
    return any(
        not (match["domain"] and match["stop"] and _ABBREVIATED.fullmatch(match["domain"]))
        for match in _ADDRESS.finditer(translated)
    )


def _n_breaks(text: str) -> int:
    """The number of places where a further sentence begins."""
    return sum(not (match["next"] or match["after"]).islower() for match in _BREAK.finditer(text))


def _is_untranslated(original: str, translated: str) -> bool:
    """Whether most of the English words still stand there, names aside."""
    if len(_WORD.findall(original)) <= MIN_WORDS:
        return False
    own = [word for word in _WORD.findall(original) if word == word.lower()]
    words = set(_WORD.findall(translated.casefold()))
    return bool(own) and sum(word in words for word in own) > MAX_SAME * len(own)


def _is_in_script(original: str, translated: str, language: str) -> bool:
    """Whether most letters are of the language's script, names of the original aside."""
    kept = {word.casefold() for word in _LATIN_WORD.findall(original)}
    rest = _LATIN_WORD.sub(lambda match: "" if match.group().casefold() in kept else match.group(), translated)
    letters = [unicodedata.name(one, "") for one in rest if one.isalpha()]
    scripts = SCRIPTS.get(primary(language), ("LATIN",))
    if primary(language) in ("zh", "yue") and any(name.startswith(("HIRAGANA", "KATAKANA LETTER")) for name in letters):
        return False
    return 2 * sum(name.startswith(scripts) for name in letters) >= len(letters)
