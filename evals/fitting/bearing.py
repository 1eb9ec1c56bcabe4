"""Fit the weights of "these sentences bear that one": ``python -m evals.fitting.bearing FOLDER_OF_PUBLIC_DATA``.

Borne: sentences of people's answers in CLAPNQ, with the passage they answered from. Not borne: the same sentences with
the passage most like theirs of another question, and sentences of the Occupational Outlook Handbook with the section of
the same name on another occupation's page. Fitted on the half of the questions whose number is even, and printed for
the other half. The weights are kept in advisor/citation/bearing.py; the figures in evals/fitting/README.md.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from advisor.chunking import chunk_guide, split_sentences
from advisor.citation.bearing import BY_WORDING, WITH_WORDS, Bearing, Source
from advisor.domain import Block, BlockKind, Chunk, Guide, Passage, Section
from advisor.embedding import OnnxEmbedder, Place
from advisor.errors import GuideError
from advisor.lexical import stems
from advisor.parsing.html import parse_html
from evals.public.data import Written, read_clapnq_answers, read_titles

SEED = 7
N_PAGES = 40
N_FOREIGN = 900


@dataclass(frozen=True, slots=True)
class Held:
    """One sentence held against one text's sentences."""

    sentence: str
    sources: tuple[Source, ...]
    borne: bool
    development: bool


def main() -> None:
    data, encoder = Path(sys.argv[1]), OnnxEmbedder()
    pairs = [*_answers(read_clapnq_answers(data), encoder), *_foreign(data, encoder)]
    rows = [_features(pair, encoder) for pair in pairs]
    for names in (tuple(WITH_WORDS)[:-1], tuple(BY_WORDING)[:-1]):
        x = np.array([[row[name] for name in names] for row in rows])
        y = np.array([pair.borne for pair in pairs])
        fit = np.array([pair.development for pair in pairs])
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(x[fit], y[fit])
        weights = dict(zip(names, model.coef_[0].round(2).tolist(), strict=True))
        print({**weights, "intercept": round(float(model.intercept_[0]), 2)})
        p = model.predict_proba(x)[:, 1]
        for half, rows_of in (("development", fit), ("test", ~fit)):
            print(
                f"  {half}: n {rows_of.sum()}, AUROC {roc_auc_score(y[rows_of], p[rows_of]):.3f}", _table(y, p, rows_of)
            )


def _table(y: npt.NDArray[np.bool_], p: npt.NDArray[np.float64], rows: npt.NDArray[np.bool_]) -> str:
    return "; ".join(
        f"from {t}: borne {np.mean(p[rows & y] >= t):.3f}, not borne {np.mean(p[rows & ~y] >= t):.3f}"
        for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    )


def _features(pair: Held, encoder: OnnxEmbedder) -> dict[str, float]:
    """Those of the best choice of sources, best by the weights that stand now."""
    asked = Bearing(pair.sources, encoder)._asked(pair.sentence)  # noqa: SLF001
    order = np.argsort([-asked.score([n]) for n in range(len(pair.sources))], kind="stable").tolist()
    choices = [list(choice) for choice in Bearing(pair.sources, encoder)._choices(asked, order)]  # noqa: SLF001
    return asked.features(max(choices, key=asked.score))


def _answers(written: Sequence[Written], encoder: OnnxEmbedder) -> Iterator[Held]:
    texts = [_sources(one.title, one.sentences, encoder) for one in written]
    vectors = [np.array([s.vector for s in sources if s.vector is not None]) for sources in texts]
    middles = np.array([own.mean(axis=0) for own in vectors])
    like = middles @ middles.T
    for n, one in enumerate(written):
        likest = next(m for m in np.argsort(-like[n]) if written[m].title != one.title)
        for sentence in one.answer:
            if stems(sentence):
                yield Held(sentence, texts[n], borne=True, development=n % 2 == 0)
                yield Held(sentence, texts[likest], borne=False, development=n % 2 == 0)


def _foreign(data: Path, encoder: OnnxEmbedder) -> Iterator[Held]:
    draw = random.Random(SEED)
    by_title: dict[str, list[tuple[str, list[Chunk]]]] = {}
    for slug, page in read_titles(data, N_PAGES, 1).pages.items():
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
        if len(stems(sentence)) > 3:
            yield Held(sentence, _of_chunk(other, encoder), borne=False, development=n % 2 == 0)


def _sources(title: str, sentences: Sequence[str], encoder: OnnxEmbedder) -> tuple[Source, ...]:
    text = " ".join(sentences)
    section = Section((title,), "s", 0, len(text), (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    guide = Guide("g", title, text, "v", (section,))
    return _of_chunk(chunk_of(guide), encoder)


def chunk_of(guide: Guide) -> Chunk:
    """The whole text of a guide of one section as one chunk."""
    return Chunk("g#s:0", guide, guide.sections[0], 0, len(guide.text), split_sentences(guide.text))


def _of_chunk(chunk: Chunk, encoder: OnnxEmbedder) -> tuple[Source, ...]:
    lead = ": ".join(chunk.section.path)
    places = [Place(lead, chunk.guide.text[s.start : s.end]) for s in chunk.sentences]
    passage = Passage(chunk, 1.0, 0.0)
    return tuple(
        Source(passage, span, 1, reading.vector, reading.words)
        for span, reading in zip(chunk.sentences, encoder.read(places), strict=True)
    )


if __name__ == "__main__":
    main()
