"""Words for people, ranks and topics, used to resolve subjects."""

import re
from collections.abc import Iterable

from advisor.text.inflection import singular

_OWNER = re.compile(r"['’]s?$")
_WORD = re.compile(r"'s(?= )|[a-z0-9][\w&'/.-]*|[,;]")
PREPOSITION = frozenset(
    "'s who that which whose in at with from on under by as to of for among than within without during between".split()
)
# Prepositions after which the subject continues.
OPENS = frozenset("of for by among".split())
# Words before a name that keep it general.
USUAL = frozenset(
    """
    most all nearly almost virtually the a an each every both half these this those its their your our typical
    average any overall skilled qualified successful good well-trained full-time employed you prospective future
    aspiring would-be become one no
    """.split()
)
# Words before a name that limit it to some.
SOME = frozenset(
    "some few several certain many other others another various only non-licensed unlicensed specific".split()
)
# Names of people without any occupation.
GENERIC = frozenset(
    """
    worker professional people person individual candidate applicant employee practitioner one you they we he
    she it employer newcomer beginner everyone anyone nobody somebody jobseeker workforce staff earner firm
    company
    """.split()
)
# Subjects of statements about a career as a whole that name nobody.
TOPIC = frozenset(
    """
    work job role career occupation profession position duty task field employment pay wage salary income
    earning compensation stress demand balance security degree diploma education schooling qualification licence
    license licensure licensing certification credential experience weekend night evening shift overtime travel
    schedule working hour week workweek telework teleworking remote remotely telecommuting home office growth
    number outlook opening jobs half minimum entry getting becoming there nothing requirement path pathway
    presence opportunity option possibility market rate level nature environment setting range median average
    life bachelor's master's doctorate bachelor master associate doctoral high-school school percent % rating
    state union day time part-time full-time
    """.split()
)
PRONOUN = frozenset("they it he she these those this".split())
RANKS = frozenset(
    """
    senior junior lead principal chief head assistant associate beginning new starting executive trainee
    apprentice entry-level entry mid-level midlevel mid-career mid experienced top advanced deputy vice intern
    staff novice veteran highest-paid lowest-paid self-employed supervisory student
    """.split()
)
# Words with the ending of an agent noun that name no person.
THING = frozenset(
    """
    median number order paper computer center centre career power water weather labor floor door higher other
    offer summer winter after under over another whether either former later proper matter letter quarter color
    sector factor error major minor indoor outdoor behavior motor monitor sensor chapter newspaper answer manner
    border register for or nor her per never ever however together rather better greater larger smaller lower
    longer upper inner outer newer older fewer customer consumer user member sooner easier harder further
    farther labour favor humor rumor tutor-led odor vapor corner cover tower layer paperwork container transfer
    folder gender timer their your our silver copper timber fiber master's bachelor master shoulder finger
    november december september october hour behaviour colour favour neighbor visitor buyer-side interior
    exterior superior prior early-career bachelor's associate's lead head hand top chamber server laser trailer
    charter cancer disorder
    """.split()
)
_AGENT = re.compile(
    r"(?:er|or|ist|ian|eer|yst|man|woman|smith|wright|person|nurse|clerk|chef|cook|pilot|agent|attendant|assistant|aide"
    r"|guide|judge|counsel|guard|scout|coach|model|architect|accountant|consultant|technician|surgeon|physician"
    r"|midwife|expert|specialist|representative|executive|official|intern|trainee|apprentice|associate|lead|lpn|rn"
    r"|therapist|master|principal|president|officer|staff|hand|mate|buyer|aid|host|hostess|waitress|actress|author"
    r"|secretary|attorney|paralegal|mechanic|chauffeur|veterinarian|librarian|dietitian|athlete|artist|mason|mover)$"
)


def singular_words(text: str) -> list[str]:
    """The words of a text in lower case and singular, with commas.

    Words joined by a slash or ampersand are split by "and".
    """
    out: list[str] = []
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        parts = [part for part in re.split(r"/|&", word) if part]
        for n, part in enumerate(parts):
            if n:
                out.append("and")
            out.append(singular(_OWNER.sub("", part.strip("."))))
    return [word for word in out if word]


def key(words: Iterable[str]) -> frozenset[str]:
    """The words of a name as a set, without connectives."""
    return frozenset(word for word in words if word not in {",", "and", "or", "of", "the"})


def is_agent_noun(word: str) -> bool:
    """Whether a singular word's ending is that of an occupation."""
    return word not in THING and word not in GENERIC and bool(_AGENT.search(word.rsplit("-", 1)[-1]))


def last_person_index(words: list[str]) -> int | None:
    """The index of the last word for a person; None without one."""
    found = None
    for at, word in enumerate(words):
        if is_agent_noun(word) or (word in GENERIC and at == len(words) - 1):
            found = at
    return found
