"""Index a guide of your own in a temporary directory and ask it.

Run from a checkout: .venv/bin/python examples/own_guide.py ["a question"]
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.bootstrap import Parts
from advisor.domain import Question
from advisor.settings import load_settings

GUIDE = Path(__file__).parent / "guides" / "bookbinder.md"
QUESTION = "How long does it take to become a bookbinder?"


async def main(text: str) -> None:
    with TemporaryDirectory() as folder:
        parts = Parts(load_settings().model_copy(update={"data_dir": Path(folder)}))
        summary = parts.ingest([GUIDE])
        for refused in summary.refused:
            sys.exit(refused.reason)
        advisor = parts.advisor()
        try:
            answer = await advisor.ask(Question(text))
        finally:
            await advisor.aclose()

    print(answer.text)
    for suggestion in answer.suggestions:
        print(f"You could also ask: {suggestion}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else QUESTION))
