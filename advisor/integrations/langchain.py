"""LangChain adapter: the advisor's retrieval as a ``BaseRetriever``."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from advisor.domain import Passage
from advisor.index.serving import ServingIndex
from advisor.retrieval.retriever import LIMIT_PASSAGES, Retriever


class GuideRetriever(BaseRetriever):
    """Passages of the guides, best first, with citation data as metadata.

    Build it with ``bootstrap.Parts(settings).langchain_retriever()``. Raises the errors of ``Retriever.retrieve``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: ServingIndex
    retriever: Retriever
    guide_id: str | None = None
    limit: int = LIMIT_PASSAGES

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 -- part of LangChain's signature
    ) -> list[Document]:
        found = self.retriever.retrieve(self.index.refresh(), (query,), self.guide_id, self.limit)
        return [_document(passage) for passage in found]


def _document(passage: Passage) -> Document:
    chunk = passage.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "guide": chunk.guide.id,
            "guide_title": chunk.guide.title,
            "version": chunk.guide.version,
            "as_of": chunk.guide.metadata.as_of,
            "section": list(chunk.section.path),
            "anchor": chunk.section.anchor,
            "start": chunk.start,
            "end": chunk.end,
            "score": passage.score,
        },
    )
