"""Fit the support check: ``python -m evals.fitting.bearing [--write] PUBLIC_DATA``.

Prints the weights ``fitted.support_with_vectors`` and ``fitted.support_by_wording``; ``--write`` puts them into
advisor/weights.toml.

Supported: sentences of people's answers in CLAPNQ with the passage they answered from, and our own paraphrases of the
shipped guide. Unsupported: the same CLAPNQ sentences with the most similar passage of another question; sentences of
the Occupational Outlook Handbook with the section of the same name on another occupation's page; and sentences joined
from two halves. Each kind has the same weight. The fit is on every second one and printed for both halves: first the
score alone, then the decisions of the whole check. The figures are in evals/fitting/README.md.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from advisor.bootstrap import Parts
from advisor.citation.support import SourceSentence, SupportChecker
from advisor.domain import Block, BlockKind, Chunk, Guide, Passage, Section
from advisor.embeddings import Embedder, EncoderInput, OnnxEmbedder
from advisor.errors import GuideError
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing.html import parse_html
from advisor.settings import Settings
from advisor.text.sentences import split_sentences
from advisor.text.tokens import stems
from advisor.weights import VectorSupportWeights, WordingSupportWeights
from evals.chat.drafts import N_FITTED, DraftCheck, appended, guide_parts, paraphrases
from evals.fitting.weights_file import weights_path, write_fitted
from evals.metrics.support import support
from evals.public.data import ClapnqAnswer, read_clapnq_answers, read_titles

SEED = 7
N_FOREIGN = 900
SAME = 0.7  # support from which a sentence shared by two handbook pages counts as supported
THRESHOLDS = (-1.0, -0.5, 0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class SupportPair:
    """One sentence with the sentences that may support it."""

    kind: str
    sentence: str
    bearing: SupportChecker
    borne: bool
    development: bool


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.bearing")
    parser.add_argument("data", type=Path, help="the folder of the public data")
    parser.add_argument("--write", action="store_true", help="put the weights into advisor/weights.toml")
    arguments = parser.parse_args()
    data, encoder = arguments.data, OnnxEmbedder()
    pairs = [*clapnq_held(read_clapnq_answers(data), encoder), *_foreign_pairs(data, encoder)]
    with TemporaryDirectory() as folder:
        check = DraftCheck(guide_parts(Parts(Settings(data_dir=Path(folder)), embedder=encoder)))
        pairs += _own_pairs(check)
        worded = [pair.bearing for pair in pairs]
        plain = [SupportChecker(bearing.sources, None) for bearing in worded]
        check.close()
    for group, of, bearings in (
        ("support_with_vectors", VectorSupportWeights, worded),
        ("support_by_wording", WordingSupportWeights, plain),
    ):
        names = [field.name for field in fields(of) if field.name != "intercept"]
        found = [bearing.features(pair.sentence) for bearing, pair in zip(bearings, pairs, strict=True)]
        x = np.array([[row[name] for name in names] for row in found])
        y = np.array([pair.borne for pair in pairs])
        fit = np.array([pair.development for pair in pairs])
        counts = Counter((pair.kind, pair.development) for pair in pairs)
        n_kinds = {borne: len({pair.kind for pair in pairs if pair.borne is borne}) for borne in (True, False)}
        weight = np.array([1000 / counts[pair.kind, pair.development] / n_kinds[pair.borne] for pair in pairs])
        model = LogisticRegression(C=1, max_iter=1000).fit(x[fit], y[fit], weight[fit])
        coefficients = dict(zip(names, model.coef_[0].round(2).tolist(), strict=True))
        fitted = {**coefficients, "intercept": round(float(model.intercept_[0]), 2)}
        print(fitted)
        if arguments.write:
            write_fitted(group, fitted, weights_path())
        logits = model.decision_function(x)
        print(f"  AUROC {roc_auc_score(y[fit], logits[fit]):.3f}, test {roc_auc_score(y[~fit], logits[~fit]):.3f}")
        for kind in dict.fromkeys(pair.kind for pair in pairs):
            for name, half in (("development", True), ("test", False)):
                own = logits[[pair.kind == kind and pair.development is half for pair in pairs]]
                shares = ", ".join(f"{np.mean(own >= at):.3f} from {at:+.1f}" for at in THRESHOLDS)
                print(f"  {kind}, {name}, n {len(own)}: {shares}")
        draw = random.Random(SEED)
        for kind in dict.fromkeys(pair.kind for pair in pairs):
            for name, half in (("development", True), ("test", False)):
                asked = [
                    (bearing, pair)
                    for bearing, pair in zip(bearings, pairs, strict=True)
                    if pair.kind == kind and pair.development is half
                ]
                shown = [bearing.check(pair.sentence).claim is not None for bearing, pair in asked]
                print(f"  shown: {kind}, {name}, n {len(asked)}: {np.mean(shown):.3f}")
                if asked[0][1].borne:
                    more = [bearing.check(appended(pair.sentence, draw)).claim is not None for bearing, pair in asked]
                    print(f"  shown: {kind} with a clause appended, {name}, n {len(asked)}: {np.mean(more):.3f}")


def _own_pairs(check: DraftCheck) -> Iterator[SupportPair]:
    draw = random.Random(SEED)
    rights = paraphrases()
    for n, right in enumerate(rights):
        bearing, _ = check.bearing(right)
        yield SupportPair("our own paraphrases", right.text, bearing, borne=True, development=n % 2 == 0)
        other = draw.choice([one for m, one in enumerate(rights) if m % 2 == n % 2 and one != right])
        if merged := _merged(right.text, other.text):
            yield SupportPair("our own, merged", merged, bearing, borne=False, development=n % 2 == 0)


def _merged(one: str, other: str) -> str:
    mine, theirs = one.rstrip(".").split(), other.split()
    return " ".join((*mine[: len(mine) // 2], *theirs[len(theirs) // 2 :])) if min(len(mine), len(theirs)) > 7 else ""


def clapnq_held(written: Sequence[ClapnqAnswer], encoder: Embedder) -> Iterator[SupportPair]:
    draw = random.Random(SEED)
    bearings = [SupportChecker(_sources(one.title, one.sentences, encoder), encoder) for one in written]
    vectors = [np.array([s.vector for s in bearing.sources if s.vector is not None]) for bearing in bearings]
    middles = np.array([own.mean(axis=0) for own in vectors])
    like = middles @ middles.T
    for n, one in enumerate(written):
        likest = next(m for m in np.argsort(-like[n]) if written[m].title != one.title)
        for sentence in one.answer:
            if len(stems(sentence)) < 3:
                continue
            development = n % 2 == 0
            yield SupportPair("CLAPNQ answers", sentence, bearings[n], borne=True, development=development)
            yield SupportPair(
                "CLAPNQ, another passage", sentence, bearings[likest], borne=False, development=development
            )
            other = draw.choice(draw.choice(written[n % 2 :: 2]).answer)
            if merged := _merged(sentence, other):
                yield SupportPair("CLAPNQ, merged", merged, bearings[n], borne=False, development=development)


def _foreign_pairs(data: Path, encoder: Embedder) -> Iterator[SupportPair]:
    draw = random.Random(SEED)
    by_title: dict[str, list[tuple[str, list[Chunk]]]] = {}
    for slug, page in read_titles(data, N_FITTED, 1).pages.items():
        try:
            guide = parse_html(page.decode(), name=slug)
        except GuideError:
            continue
        chunks: dict[str, list[Chunk]] = {}
        for chunk in chunk_guide(guide):
            chunks.setdefault(chunk.section.title, []).append(chunk)
        for title, own in chunks.items():
            by_title.setdefault(title, []).append((slug, own))
    shared = [found for found in by_title.values() if len(found) > 5]
    for n in range(N_FOREIGN):
        (_, own), (_, others) = draw.sample(draw.choice(shared), 2)
        chunk, other = draw.choice(own), draw.choice(others)
        span = draw.choice(chunk.sentences)
        sentence = chunk.guide.text[span.start : span.end]
        if len(stems(sentence)) > 3 and support(sentence, other.text) < SAME:
            bearing = SupportChecker(_of_chunk(other, encoder), encoder)
            yield SupportPair("another occupation", sentence, bearing, borne=False, development=n % 2 == 0)


def _sources(title: str, sentences: Sequence[str], encoder: Embedder) -> tuple[SourceSentence, ...]:
    text = " ".join(sentences)
    section = Section((title,), "s", 0, len(text), (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    guide = Guide("g", title, text, "v", (section,))
    return _of_chunk(chunk_of(guide), encoder)


def chunk_of(guide: Guide) -> Chunk:
    """Return the text of a one-section guide as one chunk."""
    return Chunk("g#s:0", guide, guide.sections[0], 0, len(guide.text), split_sentences(guide.text))


def _of_chunk(chunk: Chunk, encoder: Embedder) -> tuple[SourceSentence, ...]:
    lead = ": ".join(chunk.section.path)
    places = [EncoderInput(lead, chunk.guide.text[s.start : s.end]) for s in chunk.sentences]
    passage = Passage(chunk, 1.0, 0.0)
    return tuple(
        SourceSentence(passage, span, 1, reading.vector, reading.words)
        for span, reading in zip(chunk.sentences, encoder.encode_in_context(places), strict=True)
    )


if __name__ == "__main__":
    main()
