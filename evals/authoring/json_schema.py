"""JSON Schemas of suite and mutation files.

``python -m evals.authoring.json_schema`` writes them.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from evals.cases.suite import SuiteFile
from evals.runs.mutations import MutationFile

FOLDER = Path(__file__).resolve().parent.parent / "suites"
KINDS: Mapping[str, type[BaseModel]] = {"schema.json": SuiteFile, "mutations.schema.json": MutationFile}


def schema_text(kind: type[BaseModel]) -> str:
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **kind.model_json_schema()}
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> int:
    for name, kind in KINDS.items():
        (FOLDER / name).write_text(schema_text(kind), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
