"""What chat servers answer to a request longer than they take."""

SHORT_CONTEXT_CHARS = 12_000  # of a whole request, about 3,000 tokens
# What servers answer a request that is longer than their context, by server: status, message and code.
REFUSALS_OF_LENGTH = {
    "openai": (
        400,
        "This model's maximum context length is 3072 tokens. However, your messages resulted in 9120 tokens. Please "
        "reduce the length of the messages.",
        "context_length_exceeded",
    ),
    "openai-window": (400, "Your input exceeds the context window of this model. Please adjust your input.", ""),
    "openai-tier": (
        429,
        "Request too large for gpt-4o on tokens per min (TPM): Limit 3000, Requested 9120. The input or output tokens "
        "must be reduced in order to run successfully.",
        "rate_limit_exceeded",
    ),
    "llama.cpp": (
        400,
        "the request exceeds the available context size. try increasing the context size or enable context shift",
        "",
    ),
    "llama.cpp-newer": (400, "request (9120 tokens) exceeds the available context size (3072 tokens)", ""),
    "llama.cpp-older": (500, "input is too large to process. increase the physical batch size", ""),
    "vllm": (
        400,
        "This model's maximum context length is 3072 tokens. However, you requested 9520 tokens (9120 in the messages, "
        "400 in the completion).",
        "",
    ),
    "vllm-newer": (
        400,
        "You passed 9120 input tokens and requested 400 output tokens. However, the model's context length is only "
        "3072 tokens",
        "",
    ),
    "sglang": (400, "The input (9120 tokens) is longer than the model's context length (3072 tokens).", ""),
    "ollama": (400, "the input length exceeds the context length", ""),
    "lm-studio": (
        400,
        "Trying to keep the first 9120 tokens when context the overflows. However, the model is loaded with context "
        "length of only 3072 tokens",
        "",
    ),
    "tgi": (
        422,
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 3072. Given: 9120 `inputs` tokens",
        "",
    ),
    "anthropic": (400, "prompt is too long: 209120 tokens > 200000 maximum", ""),
    "anthropic-output": (
        400,
        "input length and `max_tokens` exceed context limit: 199800 + 400 > 200000, decrease input length",
        "",
    ),
    "google": (400, "The input token count (1109120) exceeds the maximum number of tokens allowed (1048576).", ""),
    "mistral": (400, "Prompt contains 9120 tokens, too large for model with 3072 maximum context length", ""),
    "xai": (400, "This model's maximum prompt length is 3072 but the request contains 9120 tokens.", ""),
    "groq": (413, "Request too large for model `llama` on tokens per minute (TPM): Limit 3000, Requested 9120", ""),
}
