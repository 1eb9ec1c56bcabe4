"""Weights and thresholds of the question path, read from weights.toml."""

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_type_hints

from advisor.errors import WeightsError

FILE = "weights.toml"
ORIGINS = ("fitted", "by_hand")

G = TypeVar("G")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideConfidenceWeights:
    """The logit of a career guide answering a question."""

    margin: float
    word_match: float
    coverage: float
    missing_word: float
    intercept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConfidenceWeights:
    """The logit of any other text answering a question."""

    word_match: float
    passage_cosine: float
    sentence_cosine: float
    intercept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSupportWeights:
    """The logit of sentences supporting another one, with word vectors."""

    stems: float
    pairs: float
    words: float
    worst_words: float
    cosine: float
    intercept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingSupportWeights:
    """The logit of sentences supporting another one, by wording alone."""

    stems: float
    pairs: float
    intercept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentBankWeights:
    """Weights of a question's match with the bank."""

    sharpness: float
    nearest_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelRidgeWeights:
    """Hyperparameters of the fit of the bank."""

    width: float
    ridge: float
    usual: float
    unstated: float
    elsewhere: float
    n_axes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionKindWeights:
    """Weights of telling the kind of a section by its titles."""

    sharpness: float
    outer_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedTopicThresholds:
    """Thresholds for a question about a topic disputed by a guide."""

    intent_cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguityThresholds:
    """Thresholds for a first question pointing at nothing."""

    max_words_beside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecompositionThresholds:
    """Thresholds for parts of a text as questions of their own."""

    part_words: int
    standalone_words: int
    bare_side_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingThresholds:
    """Thresholds for replacing words of an earlier question."""

    replaced_cosine: float
    phrase_share: float
    phrase_words: int
    replacing_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingThresholds:
    """Thresholds for choosing one of several guides."""

    clear_lead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalWeights:
    """Weights of a passage's first score."""

    bm25: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementThresholds:
    """Thresholds for evidence meeting a question's demands."""

    n_leading: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankingWeights:
    """Weights, bonuses and penalties of a sentence's score."""

    word_match: float
    passage_word_match: float
    answer_similarity: float
    answer_similarity_gain: float
    answer_similarity_from: float
    value_bonus: float
    common_similarity: float
    group_penalty: float
    pointer_penalty: float
    years_bonus: float
    section_kind: float
    title_bonus: float
    opening_bonus: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerabilityThresholds:
    """Thresholds for declining a question."""

    short_question_words: int
    full_coverage: float
    decline_below: float
    well_matched_from: float
    decline_well_matched_below: float
    said_cosine: float
    said_word_match: float
    said_weakest_match: float
    near_miss_below: float
    off_topic_cosine: float
    dense_off_topic_below: float
    dense_decline_below: float
    lexical_decline_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSearchThresholds:
    """Thresholds for answering a reading and splitting a question."""

    reading_word_match: float
    joined_topic_similarity: float
    long_question_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWeights:
    """Weights and thresholds of a follow-up's evidence."""

    standalone_similarity: float
    vague_similarity: float
    context_weight: float
    other_kind_lead: float
    repeated_share: float
    repeated_weight: float
    shown_weight: float
    quoted_score_share: float
    answer_coverage: float
    quoted_bonus: float
    sibling_share: float
    max_siblings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleThresholds:
    """Thresholds for answering from a role's own places."""

    score_share: float
    duties_score_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterThresholds:
    """Thresholds for quoting sentences and lists."""

    support_share: float
    verdict_share: float
    card_share: float
    list_near_share: float
    neighbour_share: float
    heading_weight: float
    list_share: float
    item_share: float
    same_share: float
    label_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideListThresholds:
    """Thresholds for reading paragraphs and headings as lists."""

    heading_share: float
    min_headed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionThresholds:
    """Thresholds for suggesting a question."""

    section_cosine: float
    n_nearest: int
    one_in: int
    same_share: float
    same_cosine: float
    repeated: float
    few: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionThresholds:
    """Thresholds for evidence on a disputed topic."""

    n_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportThresholds:
    """Thresholds for quotes supporting a sentence."""

    borne_from: float
    joined_from: float
    doubtful_from: float
    replaced_from: float
    clear_lead: float
    hint: float
    figures: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All groups of weights.toml, by the names of its tables."""

    guide_confidence: GuideConfidenceWeights
    text_confidence: TextConfidenceWeights
    support_with_vectors: VectorSupportWeights
    support_by_wording: WordingSupportWeights
    intent_bank: IntentBankWeights
    kernel_ridge: KernelRidgeWeights
    section_kinds: SectionKindWeights
    disputed_topics: DisputedTopicThresholds
    ambiguity: AmbiguityThresholds
    decomposition: DecompositionThresholds
    rewriting: RewritingThresholds
    routing: RoutingThresholds
    retrieval: RetrievalWeights
    requirements: RequirementThresholds
    reranking: RerankingWeights
    answerability: AnswerabilityThresholds
    evidence_search: EvidenceSearchThresholds
    follow_up: FollowUpWeights
    roles: RoleThresholds
    writer: WriterThresholds
    guide_lists: GuideListThresholds
    suggestions: SuggestionThresholds
    contradictions: ContradictionThresholds
    support: SupportThresholds


@cache
def weights() -> Weights:
    """The weights shipped with the package, read once. Raises WeightsError."""
    return parse_weights(files("advisor").joinpath(FILE).read_text(encoding="utf-8"))


def parse_weights(text: str) -> Weights:
    """Parse and check the text of a weights file.

    Raises WeightsError for a table, a name or a value that does not fit, and for one that is missing.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WeightsError(f"{FILE} is not TOML: {error}.") from error
    _check_names("tables", tables, ORIGINS)
    groups: dict[str, Any] = {}
    for origin in ORIGINS:
        twice = groups.keys() & tables[origin].keys()
        if twice:
            raise WeightsError(f"{FILE}: the group {min(twice)} is both fitted and by hand; keep one of them.")
        groups |= tables[origin]
    types = get_type_hints(Weights)
    _check_names("groups", groups, types)
    return Weights(**{name: _group(name, of, groups[name]) for name, of in types.items()})


def _group(name: str, of: type[G], values: Mapping[str, object]) -> G:
    if not isinstance(values, dict):
        raise WeightsError(f"{FILE}: {name} has to be a table.")
    types = get_type_hints(of)
    _check_names(f"names of {name}", values, types)
    return of(**{one: _number(f"{name}.{one}", types[one], value) for one, value in values.items()})


def _number(name: str, of: type, value: object) -> float:
    if not isinstance(value, bool):
        if of is int and isinstance(value, int):
            return value
        if of is float and isinstance(value, int | float) and math.isfinite(value):
            return float(value)
    raise WeightsError(f"{FILE}: {name} has to be a {'whole' if of is int else 'finite'} number, not {value!r}.")


def _check_names(what: str, found: Collection[str], known: Collection[str]) -> None:
    unknown, missing = sorted(set(found) - set(known)), sorted(set(known) - set(found))
    if unknown:
        raise WeightsError(f"{FILE}: unknown {what}: {', '.join(unknown)}; known are {', '.join(sorted(known))}.")
    if missing:
        raise WeightsError(f"{FILE}: missing {what}: {', '.join(missing)}.")
