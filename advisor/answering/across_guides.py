"""Questions across guides: comparisons of careers, and careers that meet a condition."""

from advisor.answering.career_choice import ChosenCareers, choose_careers
from advisor.answering.career_comparison import compare_careers
from advisor.answering.evidence_search import EvidenceSearch
from advisor.answering.findings import Findings
from advisor.answering.open_question import OpenQuestion
from advisor.answering.query_plan import plan_queries
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import QuestionPart
from advisor.retrieval.retriever import Retriever


def find_evidence(opened: OpenQuestion, rewritten: RewrittenQuestion, retriever: Retriever) -> Findings:
    """Find what answers a question, across guides where it asks so.

    Raises ProviderError, SnapshotGoneError and OverBudgetError.
    """
    question, snapshot, parser = opened.question, opened.snapshot, opened.parser
    chosen = choose_careers(question, snapshot, parser)
    if chosen is not None:
        opened.mark("choose")
        return _laid_out(question.text, chosen)
    plan = plan_queries(question, opened.conversation, rewritten, snapshot, parser)
    opened.mark("choose")
    search = EvidenceSearch(snapshot, retriever, parser, rewritten, opened.mark)
    compared = compare_careers(question, plan, search)
    return search.find(question, plan) if compared is None else _laid_out(plan.searched, compared)


def _laid_out(searched: str, chosen: ChosenCareers) -> Findings:
    if chosen.table is None:
        return Findings(searched, decline=chosen.decline)
    parts = (QuestionPart(searched, chosen.table.passages),)
    return Findings(searched, parts, notices=chosen.notices, table=chosen.table)
