"""Public sentence pairs for the support model, read out of git mirrors.

Each reader yields pairs of one repository; the files are read at its newest commit and never copied into the project.
"""

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

csv.field_size_limit(10**8)


@dataclass(frozen=True, slots=True)
class Pair:
    """A premise, a sentence, and what one says of the other.

    ``label``: "entailment", "neutral", "contradiction", or "no" where the source does not part the last two.
    """

    premise: str
    sentence: str
    label: str
    source: str


class Mirrors:
    """Repositories below one folder, each named ``owner+name``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, repository: str, path: str) -> str:
        """The file at the newest commit."""
        git = self._git(repository)
        shown = subprocess.run(["git", f"--git-dir={git}", "show", f"HEAD:{path}"], capture_output=True, check=True)
        return shown.stdout.decode("utf-8", "replace").removeprefix("\ufeff")

    def lines(self, repository: str, path: str) -> list[str]:
        return self.text(repository, path).splitlines()

    def commit(self, repository: str) -> str:
        git = self._git(repository)
        shown = subprocess.run(["git", f"--git-dir={git}", "rev-parse", "HEAD"], capture_output=True, check=True)
        return shown.stdout.decode().strip()

    def rows(self, repository: str, path: str, delimiter: str = ",") -> Iterator[Mapping[str, str]]:
        """The rows of a table with a header.

        Fields parted by tabs are not quoted.
        """
        text = io.StringIO(self.text(repository, path), newline="")
        if delimiter == "\t":
            yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(text)

    def _git(self, repository: str) -> Path:
        folder = self._folder / repository.replace("/", "+") / "repo"
        return folder / ".git" if (folder / ".git").is_dir() else folder


def read_public(mirrors: Mirrors) -> Iterator[Pair]:
    """All pairs of all sources, with tidied text."""
    for repository, read in READERS.items():
        for premise, sentence, given in read(mirrors, repository):
            pair = Pair(tidy(premise), tidy(sentence), LABELS.get(given.strip().casefold(), ""), repository)
            if pair.label and pair.premise and pair.sentence:
                yield pair


LABELS = {
    "entailment": "entailment",
    "supports": "entailment",
    "supported": "entailment",
    "neutral": "neutral",
    "not enough info": "neutral",
    "partially_supported": "neutral",
    "not_supported": "neutral",
    "contradiction": "contradiction",
    "refutes": "contradiction",
    "not_entailment": "no",
}
BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}
Rows = Iterator[tuple[str, str, str]]


def tidy(text: str) -> str:
    """The text without markup, and without spaces before marks."""
    text = re.sub(r"</?[bu]>", "", text)
    for old, new in BRACKETS.items():
        text = text.replace(old, new).replace(old.upper(), new)
    text = re.sub(r"(\w) (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1\2", " ".join(text.split()))
    return re.sub(r" ([.,;:?!)])", r"\1", text).strip()


def _docnli(mirrors: Mirrors, repository: str) -> Rows:
    for path in ("binary-MNLI/dev", "binary-MNLI/test", "binary-FEVER-NLI/dev", "binary-FEVER-NLI/test"):
        for line in mirrors.lines(repository, f"Data/{path}.txt"):
            fields = line.split("\t")
            if len(fields) == 3:
                yield fields[1], fields[2], fields[0]


def _snli(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("dev", "test"):
        sides = [mirrors.lines(repository, f"dataset/eSNLI/{name}.{part}") for name in ("s1", "s2", "labels")]
        yield from zip(*sides, strict=False)


def _counterfactual(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("train", "dev", "test"):
        for row in mirrors.rows(repository, f"NLI/revised_combined/{part}.tsv", "\t"):
            yield row["sentence1"], row["sentence2"], row["gold_label"]


def _rte(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("train", "dev"):
        for row in mirrors.rows(repository, f"data/RTE/{part}.tsv", "\t"):
            yield row["sentence1"], row["sentence2"], row["label"] or ""


def _collection(mirrors: Mirrors, repository: str) -> Rows:
    for path in ("add_one_rte/train.csv", "scitail/dev.csv"):
        for row in mirrors.rows(repository, f"nli_datasets/{path}"):
            yield row["premise"], row["hypothesis"], "no" if row["label"] == "neutral" else row["label"]


def _med(mirrors: Mirrors, repository: str) -> Rows:
    for row in mirrors.rows(repository, "MED.tsv", "\t"):
        yield row["sentence1"], row["sentence2"], row["gold_label"]


def _help(mirrors: Mirrors, repository: str) -> Rows:
    for row in mirrors.rows(repository, "output_en/leskexppmb_and.tsv", "\t"):
        yield row["ori_sentence"], row["new_sentence"], row["gold_label"]


def _conjnli(mirrors: Mirrors, repository: str) -> Rows:
    for name in ("adversarial_train_15k", "conj_dev"):
        for row in mirrors.rows(repository, f"data/NLI/{name}.tsv", "\t"):
            yield row["Premise"], row["Hypothesis"], row["Label"] or ""


def _fragments(mirrors: Mirrors, repository: str) -> Rows:
    for line in mirrors.lines(repository, "breaking_nli/challenge_dev.tsv")[::2]:
        fields = line.split("\t")
        if len(fields) == 4:
            yield fields[1], fields[2], fields[3]


def _monli(mirrors: Mirrors, repository: str) -> Rows:
    for name in ("nmonli_train", "pmonli"):
        for line in mirrors.lines(repository, f"{name}.jsonl"):
            row = json.loads(line)
            yield row["sentence1"], row["sentence2"], row["gold_label"]


def _health(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("dev", "test"):
        for row in mirrors.rows(repository, f"data/healthver_{part}.csv"):
            yield row["evidence"], row["claim"], row["label"]


def _symmetric(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("dev", "test"):
        for line in mirrors.lines(repository, f"symmetric_v0.2/fever_symmetric_{part}.jsonl"):
            row = json.loads(line)
            yield row.get("evidence") or row["sentence1"], row.get("claim") or row["sentence2"], row["gold_label"]


def _taxi(mirrors: Mirrors, repository: str) -> Rows:
    for row in mirrors.rows(repository, "taxinli10k.tsv", "\t"):
        yield row["prem"], row["hyp"], row["label"] or ""


def _ambient(mirrors: Mirrors, repository: str) -> Rows:
    for line in mirrors.lines(repository, "AmbiEnt/ambient_full.jsonl"):
        for row in json.loads(line)["disambiguations"]:
            yield row["premise"], row["hypothesis"], row["label"]


def _equate(mirrors: Mirrors, repository: str) -> Rows:
    for name, step in (("NewsNLI", 1), ("RTE_Quant", 1), ("StressTest", 3)):
        for i, row in enumerate(mirrors.rows(repository, f"data/equate/01_deduplicated/{name}.csv")):
            if i % step == 0:
                yield row["premise"], row["hypothesis"], row["label"]


def _wice(mirrors: Mirrors, repository: str) -> Rows:
    for part in ("dev", "test"):
        for line in mirrors.lines(repository, f"data/entailment_retrieval/claim/{part}.jsonl"):
            row = json.loads(line)
            for places in row["supporting_sentences"][:1]:
                yield " ".join(row["evidence"][i] for i in sorted(places)), row["claim"], row["label"]


def _function_words(mirrors: Mirrors, repository: str) -> Rows:
    for name in ("negation", "prepositions", "quantification"):
        for row in json.loads(mirrors.text(repository, f"function_words/NLI/nli-{name}_data.json")):
            yield row["context"], row["hypothesis"], row["label"]


def _split(mirrors: Mirrors, repository: str) -> Rows:
    """A long sentence bears its halves, but no half the whole."""
    for i, line in enumerate(mirrors.lines(repository, "tune.tsv") + mirrors.lines(repository, "validation.tsv")):
        whole, halves = line.split("\t")
        first, _, second = halves.partition("<::::>")
        yield (whole, first, "entailment") if i % 4 < 2 else (whole, second, "entailment")
        if i % 2 == 0:
            yield first, whole, "neutral"


def _simpler(mirrors: Mirrors, repository: str) -> Rows:
    """Sentences that people wrote anew in simpler words."""
    whole = mirrors.lines(repository, "data/turkcorpus/GEM/tune.8turkers.tok.norm")
    for turk in (0, 3, 6):
        simple = mirrors.lines(repository, f"data/turkcorpus/GEM/tune.8turkers.tok.turk.{turk}")
        for old, new in zip(whole, simple, strict=True):
            if old != new:
                yield old, new, "entailment"


READERS: Mapping[str, Callable[[Mirrors, str], Rows]] = {
    "salesforce/DocNLI": _docnli,
    "OanaMariaCamburu/e-SNLI": _snli,
    "acmi-lab/counterfactually-augmented-data": _counterfactual,
    "marcwww/nlu_eval": _rte,
    "felipessalvatore/NLI_datasets": _collection,
    "verypluming/MED": _med,
    "verypluming/HELP": _help,
    "swarnaHub/ConjNLI": _conjnli,
    "allenai/semantic_fragments": _fragments,
    "atticusg/MoNLI": _monli,
    "sarrouti/HealthVer": _health,
    "TalSchuster/FeverSymmetric": _symmetric,
    "microsoft/TaxiNLI": _taxi,
    "alisawuffles/ambient": _ambient,
    "IoanaMazilu/msc_qnli": _equate,
    "ryokamoi/wice": _wice,
    "decompositional-semantics-initiative/DNC": _function_words,
    "google-research-datasets/wiki-split": _split,
    "cocoxu/simplification": _simpler,
}
