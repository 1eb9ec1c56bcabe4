"""Ask one question and print the answer with its sources.

Run from a checkout: .venv/bin/python examples/ask.py ["a question"]
"""

import asyncio
import sys

from advisor.bootstrap import Parts
from advisor.domain import Question
from advisor.settings import load_settings

QUESTION = "Is a Six Sigma certificate worth it?"


async def main(text: str) -> None:
    parts = Parts(load_settings())
    parts.ensure_index()  # takes some seconds the first time, when the guides are encoded
    advisor = parts.advisor()
    try:
        answer = await advisor.ask(Question(text))
    finally:
        await advisor.aclose()

    print(answer.text)
    for citation in answer.citations:
        print(f"[{citation.number}] {' > '.join(citation.section.path)}: {citation.quote!r}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else QUESTION))
