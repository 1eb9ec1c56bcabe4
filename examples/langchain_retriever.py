"""Use the guides as a LangChain retriever in a chain of your own.

Run from a checkout: .venv/bin/python examples/langchain_retriever.py ["a question"]

The chain ends with the passages. Put a prompt and a chat model behind ``format_passages`` to have them rewritten; the
checks that the advisor makes of a model's sentences are then yours to make.
"""

import sys

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from advisor.bootstrap import Parts
from advisor.settings import load_settings

QUESTION = "Which software do production managers use?"
N_PASSAGES = 3


def format_passages(documents: list[Document]) -> str:
    return "\n\n".join(
        f"{' > '.join(document.metadata['section'])}\n{document.page_content}" for document in documents[:N_PASSAGES]
    )


def main(text: str) -> None:
    parts = Parts(load_settings())
    parts.ensure_index()
    chain = parts.langchain_retriever() | RunnableLambda(format_passages)
    print(chain.invoke(text))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else QUESTION)
