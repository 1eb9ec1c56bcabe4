"""Print an answer sentence by sentence, as each is checked.

Run from a checkout: .venv/bin/python examples/stream.py ["a question"]
"""

import asyncio
import sys
from contextlib import aclosing

from advisor.bootstrap import Parts
from advisor.domain import ClaimMade, Finished, PassagesFound, Question
from advisor.settings import load_settings

QUESTION = "What does a production manager do all day?"


async def main(text: str) -> None:
    parts = Parts(load_settings())
    parts.ensure_index()
    advisor = parts.advisor()
    try:
        # aclosing stops the work at once when the loop is left early.
        async with aclosing(advisor.stream(Question(text))) as events:
            async for event in events:
                match event:
                    case PassagesFound():
                        print(f"({len(event.passages)} passages found)")
                    case ClaimMade():
                        print(event.claim.text, *(f"[{number}]" for number in event.claim.citations))
                    case Finished() if not event.answer.claims:
                        print(event.answer.message)
    finally:
        await advisor.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else QUESTION))
