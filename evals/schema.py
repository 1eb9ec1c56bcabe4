"""The JSON Schemas of suites and of files of changes, for editors and other programs: ``python -m evals.schema``."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from evals.mutations import MutationFile
from evals.suites import SuiteFile

FOLDER = Path(__file__).resolve().parent / "suites"
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
