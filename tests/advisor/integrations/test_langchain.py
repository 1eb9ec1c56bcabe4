"""The adapter for LangChain users."""

from pathlib import Path

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.settings import Settings


def test_a_langchain_program_gets_passages_with_what_a_citation_needs(tmp_path: Path) -> None:
    guide = tmp_path / "welder.md"
    guide.write_text("# Welder\n\n## Pay\n\nWelders earn $50,000 a year.\n\n## Tools\n\nWelders use a torch.\n")
    parts = Parts(Settings(data_dir=tmp_path / "data"), embedder=HashEmbedder())
    parts.ingest([guide])

    found = parts.langchain_retriever(guide_id="welder").invoke("what pay do welders earn")

    first = found[0]
    stored = parts.advisor().guide("welder")
    assert first.metadata["section"] == ["Pay"]
    assert first.page_content == stored.text[first.metadata["start"] : first.metadata["end"]]
    assert first.metadata["version"] == stored.version
