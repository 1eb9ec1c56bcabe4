"""What is said beside any question: greetings, thanks, who we are, complaints; and what is no question at all."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from advisor.declining import Decline, named, suggestions
from advisor.domain import Guide, Status
from advisor.embedding.reading import content_words
from advisor.lexical import STOPWORDS
from advisor.questions.spelling import is_english

OTHER_TONGUES = Path(__file__).with_name("questions") / "other_languages.txt"

# Pieces that small talk is made of, the most telling kind first: a text is small talk when it is nothing but these.
PIECES = {
    "complaint": (
        r"(?:(?:no|but|well) )?(?:that|this|it|your answer|the answer)(?:'s| is|s| was| seems| sounds"
        r"| looks)? (?:just |so |plain |totally |completely |really |very |not |a )*(?:wrong|incorrect|false|untrue"
        r"|nonsense|bullshit|bs|crap|useless|unhelpful|helpful|rubbish|garbage|lie|not true|true|right|correct|stupid"
        r"|bad answer|a lie)|you(?:'re| are|r)? (?:so |just |really |very |totally |not |being |all )*(?:wrong"
        r"|useless|stupid|dumb|lying|bad|mistaken|helpful|terrible|awful|annoying|rubbish|an idiot|idiot)|you (?:suck"
        r"|lie|lied|made (?:that|it) up)|(?:this|that|it)(?:'s| is|s)? (?:so )?(?:not|no) (?:what i (?:asked|meant"
        r"|wanted)(?: for)?|help(?:ful)?|use)|(?:that|this|it|you) (?:does|did)(?:n't|nt| not) (?:help"
        r"|answer (?:my question|it|that|me))|wrong(?: answer)?|not (?:very )?(?:helpful|true|right|correct)|useless"
        r"|are you sure(?: about (?:that|this))?|you sure|how do (?:you|u) know(?: that| this)?|(?:can"
        r"|should) i (?:trust|believe) (?:you|that|this|u)|says who|wtf|bad bot"
    ),
    "machine": (
        r"(?:so )?(?:are|r) (?:you|u) (?:a |an |actually |really |even |just |some |kind of )*(?:bot|robot|chatbot"
        r"|machine|ai|human(?: being)?|person|real(?: (?:person|human))?|computer|program|chatgpt|gpt|llm"
        r"|language model|alive|sentient)|am i (?:talking|chatting|speaking|writing) (?:to|with) (?:a |an |actually "
        r"|some )*(?:real |actual |live )?(?:bot|robot|chatbot|machine|ai|human(?: being)?|person|computer|someone)"
        r"|is (?:this|that) (?:a |an )?(?:real |actual )?(?:bot|robot|chatbot|ai|human|person|chatgpt)|(?:is"
        r"|are) (?:there )?(?:anybody|anyone|somebody|someone) (?:real |there|here|home)*"
    ),
    "ourselves": (
        r"(?:and )?(?:who|what)(?:'s| are| r| is) (?:you|u|this|this bot|this thing|your name|ur name)(?: exactly"
        r"| anyway)?|what do (?:you|u) do|what can (?:you|u|i) (?:do|answer|tell me|ask(?: you)?"
        r"|help(?: me)?(?: with)?)(?: here| for me)?|what (?:are you|is this) (?:for|about|good for)|(?:how"
        r"|what) (?:can|could|do) (?:you|u) (?:help|do)(?: me)?|how does (?:this|it|that) work|how do (?:i"
        r"|you) (?:use (?:this|you)|work)|(?:i need |can you |please )?help(?: me)?|who (?:made|built|created|wrote"
        r"|programmed) (?:you|u|this)|(?:what|which) (?:topics|guides|careers|subjects|questions)(?: (?:do|can"
        r"|are) (?:you|i|there)(?: (?:know|have|cover|answer|ask|about))*)?|tell me about (?:yourself|you)"
        r"|introduce yourself|menu|topics|commands|faq|what now|where do i (?:start|begin)"
    ),
    "how we are": (
        r"(?:and )?how(?:'s| is| are|re|s)? (?:you|u|ya|it going|things|everything|your day|life)(?: doing| going"
        r"| today| been)*|what'?s up|sup|wassup|how do you do|you (?:ok|okay|good|alright)|(?:i )?hope (?:you(?:'re"
        r"| are)?|all is|this finds you) ?(?:doing |keeping )?(?:well|good|fine|ok|okay)|(?:nice|good|pleased"
        r"|great) to (?:meet|see|talk to) (?:you|u)"
    ),
    "compliment": (
        r"(?:you(?:'re| are|r)|that(?:'s| is| was)|this is|thats) (?:so |very |really |a |an |quite |just )*(?:great"
        r"|good|nice|awesome|amazing|cool|helpful|brilliant|the best|perfect|smart|clever|useful|excellent|fantastic"
        r"|lovely|interesting)(?: (?:bot|answer|help|job|to know|one))?|(?:good|great|nice|well) (?:bot|job|work"
        r"|answer|done|one)|well done|i (?:love|like) (?:you|u|this|it|that)|(?:good|nice) to know|very helpful"
        r"|helpful|love it"
    ),
    "farewell": (
        r"(?:good ?)?bye(?: bye| now| for now)?|see (?:you|ya|u)(?: later| soon| around| then| tomorrow)?|good ?night"
        r"|take care|have a (?:good|nice|great|lovely) (?:one|day|evening|night|weekend)|that'?s (?:all"
        r"|it)(?: for (?:now|today))?|(?:nothing|no(?:thing)? more|no more questions?|nothing else)|i'?m (?:done|off"
        r"|good)|cya|gtg|got to go|cheerio"
    ),
    "thanks": (
        r"(?:many |ok |great )?(?:thanks?|thank (?:you|u|ya)|thx|tnx|ty|tysm|cheers|much appreciated|appreciate (?:it"
        r"|that)|i appreciate (?:it|that|your help))(?: (?:a lot|so much|very much|a bunch|a ton|loads|again|anyway"
        r"|mate|for (?:that|this|everything|(?:the|your|all (?:the|your)) (?:help|info|information|answers?|time))))*"
    ),
    "greeting": (
        r"(?:hi|hello|hey|hiya|heya|yo|howdy|greetings|hallo|hola|bonjour|good (?:morning|afternoon|evening"
        r"|day))(?: (?:there|again|everyone|everybody|all|folks|team|bot|advisor|friend|mate|you))*|anyone there|ping"
        r"|test|testing"
    ),
    "nod": (
        r"ok(?:ay)?|k|kk|cool|great|nice|good|fine|perfect|awesome|wow|oh|ah|aha|hm+|i see|got it|gotcha|right"
        r"|alright|all right|sure|yes|yeah|yep|yup|no|nope|nah|lol|haha+|makes sense|understood|interesting"
        r"|fair enough|sounds good|noted|well|please|maybe|sorry|my bad|amazing|excellent|wonderful|lovely|sweet|neat"
        r"|really"
    ),
    "link": r"wait|so|rn|right now|then|but|and",
}
UNSURE = frozenset({"right", "correct", "true", "helpful"})  # a complaint only with a "not"
EDGE = r"(?=$|[^\w'])"

# Five consonants on end, four keys in a row, or one letter over and over.
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
RUNS = [row[n : n + 4] for row in (*ROWS, *(row[::-1] for row in ROWS)) for n in range(len(row) - 3)]
MASHED = re.compile(rf"[bcdfghjklmnpqrstvwxz]{{5}}|(\w)\1\1\1|{'|'.join(RUNS)}", re.IGNORECASE)

# Words that say nothing alone of what is wanted.
VAGUE = frozenset(
    "much many percentage percent number amount thing things stuff something anything worth help helps actually really"
    " take takes care pull off someone somebody long level good bad better best like tho though one ones way lot lots"
    " mean means happen happens way make makes sense true real possible enough exactly kind sort type".split()
)


def talk(text: str, guides: Sequence[Guide], vocabulary: Collection[str] = ()) -> Decline | None:
    """A friendly word for small talk, a question back for what has no words; None for anything to be searched for.

    ``vocabulary``: the guides' words, lower case, which are never taken for gibberish or another language.
    """
    offer = f"I answer questions about {named(guides)} and show where in the guide each sentence stands."
    ask = suggestions(guides)
    if not any(character.isalnum() for character in text):
        return Decline(Status.CLARIFY, f"I see no question in that. {offer}", ask)
    kind = small_talk(text)
    if kind is not None:
        return Decline(Status.SMALL_TALK, _said(kind, offer), ask)
    if other_language(text, vocabulary):
        return Decline(Status.OUT_OF_SCOPE, f"I only take questions in English. {offer}", ask)
    if is_gibberish(text, vocabulary):
        return Decline(Status.CLARIFY, f"I do not understand “{text[:40].strip()}”. {offer}", ask)
    return None


def small_talk(text: str) -> str | None:
    """The most telling kind of small talk that a text is made of; None when it says anything else as well."""
    rest = _plain(text)
    kinds = set()
    while rest:
        piece = _piece(rest)
        if piece is None:
            return None
        kinds.add(piece[0])
        rest = rest[piece[1] :].lstrip()
    return next((kind for kind in PIECES if kind in kinds and kind != "link"), None)


def unclear(text: str) -> bool:
    """Whether a question has no word that says what it is about ("is it worth it?", "how much")."""
    return all(word.surface.lower() in VAGUE for word in content_words(text))


def clarification(guides: Sequence[Guide]) -> Decline:
    """The question back to one that says too little."""
    ask = suggestions(guides)
    return Decline(Status.CLARIFY, "I am not sure what you mean: could you say a little more?", ask)


def other_language(text: str, vocabulary: Collection[str] = ()) -> bool:
    """Whether most letters are of another script, or the small words of another language than English."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return False
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) * 2 > len(letters):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in STOPWORDS]
    foreign = [word for word in words if word in _small_words() and word not in vocabulary]
    if len(foreign) < 2 or len(words) < 3:
        return False
    return len(foreign) >= sum(word in vocabulary or is_english(word) for word in words if word not in foreign)


def is_gibberish(text: str, vocabulary: Collection[str]) -> bool:
    """Whether a text has a run of keys that make no word, and no word beside it."""
    words = re.findall(r"[^\W\d_]+", text)
    if not any(MASHED.search(word) and not word.isupper() for word in words):
        return False
    return not any(word.isupper() or word.lower() in vocabulary or is_english(word.lower()) for word in words)


def _said(kind: str, offer: str) -> str:
    if kind == "complaint":
        return (
            "I only quote what the guide says, word for word, and may have picked the wrong place. Open the number"
            " behind a sentence to read it where it stands, or ask again in other words."
        )
    sentences = {
        "machine": f"I am a program, not a person. {offer}",
        "ourselves": offer,
        "how we are": f"All is well here, thank you. {offer}",
        "compliment": "Thank you! Ask me anything else about the guides.",
        "farewell": "Goodbye, and good luck.",
        "thanks": "You are welcome. Ask me anything else about the guides.",
        "greeting": f"Hello! {offer}",
        "nod": "Good. Ask me anything else about the guides.",
    }
    return sentences[kind]


def _plain(text: str) -> str:
    """Lower case, straight quotes, no pictures; other marks become white space."""
    straight = text.replace("’", "'").lower()
    return " ".join(re.sub(r"[^\w' ]|_", " ", straight).split())


def _piece(text: str) -> tuple[str, int] | None:
    """The longest piece at the start of a text: its kind and length."""
    found = None
    for kind, pattern in _patterns().items():
        match = pattern.match(text)
        if match and (found is None or match.end() > found[1]):
            assents = match.group().split()[-1] in UNSURE and " not " not in f" {match.group()} "
            found = "compliment" if kind == "complaint" and assents else kind, match.end()
    return found


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(f"(?:{pieces}){EDGE}") for kind, pieces in PIECES.items()}


@cache
def _small_words() -> frozenset[str]:
    lines = OTHER_TONGUES.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
