"""A chat model's judgement of faithfulness, as an optional column.

It never gates. Replies are cached under a pinned prompt, and agreement with people is reported beside them. A reply
that is no score is "could not measure" with the reason, never a number.
"""

import json
import os
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.cases.measured import MetricValue, not_applicable
from evals.cases.record import CaseRecord
from evals.runs.records import Run, RunError

JUDGE_FILE = "judge.json"
PROMPT = Path(__file__).parent / "prompts" / "judge.md"
SCORES = (1, 4)
TIMEOUT_S = 60.0
N_PEOPLE = 60  # answers of the MTRAG sample
SEED = 7
_SCORE = re.compile(r'\{\s*"score"\s*:\s*([1-4])\s*\}')


class Agreement(BaseModel):
    """Spearman's correlation with people, or why it was not measured.

    People's score is the mean of three annotators.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int = 0
    spearman: float | None = None
    reason: str = ""


class Judged(BaseModel):
    """A judge's scores of a run, 0..1 by case, or why absent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    prompt_hash: str
    agreement: Agreement
    cases: dict[str, MetricValue] = Field(default_factory=dict)

    @property
    def mean(self) -> float | None:
        values = [one.value for one in self.cases.values() if one.value is not None]
        return fmean(values) if values else None

    @property
    def n(self) -> int:
        return sum(one.value is not None for one in self.cases.values())


@dataclass(frozen=True, slots=True)
class Judge:
    """A chat model behind an OpenAI-compatible URL, asked at temperature 0.

    ``url`` is like ``https://host/v1``. Replies are kept in ``cache``, one JSON line each, under a hash of the model,
    the prompt and what is judged.
    """

    url: str
    model: str
    cache: Path

    @property
    def prompt(self) -> str:
        return PROMPT.read_text(encoding="utf-8")

    @property
    def prompt_hash(self) -> str:
        return sha256(self.prompt.encode()).hexdigest()[:12]

    def score(self, question: str, passages: Sequence[str], answer: str) -> MetricValue:
        """Return faithfulness from 0 to 1, or None with the reason."""
        given = json.dumps({"question": question, "passages": list(passages), "answer": answer}, ensure_ascii=False)
        key = sha256("\0".join((self.model, self.prompt, given)).encode()).hexdigest()
        reply = self._cached().get(key)
        if reply is None:
            try:
                reply = self._ask(given)
            except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, LookupError, TypeError) as error:
                return not_applicable(f"the judge could not be asked: {type(error).__name__} {error}".rstrip())
            found = _SCORE.search(reply)
            if found:  # an unreadable reply is not cached, so it is asked again
                self._keep(key, reply)
        found = _SCORE.search(reply)
        if not found:
            return not_applicable(f"the judge did not answer with a score: {reply[:80]!r}")
        low, high = SCORES
        return MetricValue((int(found[1]) - low) / (high - low))

    def _ask(self, given: str) -> str:
        key = os.environ.get("OPENAI_API_KEY", "")
        reply = httpx2.post(
            f"{self.url.rstrip('/')}/chat/completions",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            json={
                "model": self.model,
                "temperature": 0,
                "messages": [{"role": "system", "content": self.prompt}, {"role": "user", "content": given}],
            },
            timeout=TIMEOUT_S,
        )
        reply.raise_for_status()
        content = reply.json()["choices"][0]["message"]["content"]
        if not isinstance(content, str):
            raise TypeError("the reply has no text")
        return content

    def _cached(self) -> dict[str, str]:
        if not self.cache.is_file():
            return {}
        with self.cache.open(encoding="utf-8") as file:
            return {line["key"]: line["reply"] for line in map(json.loads, file)}

    def _keep(self, key: str, reply: str) -> None:
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        with self.cache.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "reply": reply}, ensure_ascii=False) + "\n")


def judge_run(
    run: Run,
    judge: Judge,
    agreement: Agreement,
    *,
    limit: int | None = None,
    on_done: Callable[[], None] = lambda: None,
) -> Judged:
    """Judge a run's answers and write the scores into its folder.

    Declines state nothing, so they are left out.
    """
    cases = {}
    for record in judgeable(run.cases)[:limit]:
        assert record.observed is not None
        answer = record.observed.answer
        quotes = [citation.quote for citation in answer.citations]
        cases[record.id] = judge.score(answer.question, quotes, " ".join(claim.text for claim in answer.claims))
        on_done()
    judged = Judged(model=judge.model, prompt_hash=judge.prompt_hash, agreement=agreement, cases=cases)
    (run.folder / JUDGE_FILE).write_text(judged.model_dump_json(indent=1), encoding="utf-8")
    return judged


def judgeable(records: Iterable[CaseRecord]) -> list[CaseRecord]:
    """Return the first round's answers with claims."""
    return [r for r in records if r.observed is not None and r.observed.answer.claims and r.round == 1]


def load_judged(folder: Path) -> Judged | None:
    """Return a run's stored judgements; None when never judged.

    Raises RunError.
    """
    path = folder / JUDGE_FILE
    if not path.is_file():
        return None
    try:
        return Judged.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise RunError(f"{path} cannot be read: {error}") from error


def agree_with_people(judge: Judge, data: Path | None, n: int = N_PEOPLE) -> Agreement:
    """Compare the judge with people on a fixed sample of MTRAG answers.

    Three people scored each of them for faithfulness.
    """
    path = data / "attribution" / "mtrag" / "reference_subset_with_human_evaluations.json" if data else None
    if path is None or not path.is_file():
        return Agreement(reason="the answers that people scored are not here (CAREER_SHARED_DATA)")
    content = json.loads(path.read_text(encoding="utf-8"))
    texts = {document["document_id"]: document["text"] for document in content["documents"]}
    tasks = {task["task_id"]: task for task in content["tasks"]}
    given = [e for e in content["evaluations"] if e["model_id"] != "reference" and tasks[e["task_id"]]["contexts"]]
    pairs = []
    for evaluation in random.Random(SEED).sample(given, min(n, len(given))):
        task = tasks[evaluation["task_id"]]
        passages = [texts[context["document_id"]] for context in task["contexts"]]
        asked = task["input"][-1]["text"]
        found = judge.score(asked, passages, evaluation["model_response"])
        if found.value is None:
            return Agreement(reason=found.reason)
        people = fmean(float(one["value"]) for one in evaluation["annotations"]["faithfulness"].values())
        pairs.append((found.value, people))
    if len({ours for ours, _ in pairs}) < 2:
        return Agreement(n=len(pairs), reason="the judge gave every answer the same score")
    from scipy.stats import spearmanr  # a second to import

    return Agreement(n=len(pairs), spearman=round(float(spearmanr(*zip(*pairs, strict=True)).statistic), 3))
