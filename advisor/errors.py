"""Every error of the core; messages name the problem, place and remedy."""


class AdvisorError(Exception):
    """An error a person can fix; its text is one plain sentence."""


class SettingsError(AdvisorError):
    """An unknown setting, or a value out of range."""


class WeightsError(AdvisorError):
    """The file of weights has an unknown, missing or unusable entry."""


class GuideError(AdvisorError):
    """An unreadable or unparseable guide file; the text names the file."""


class QuestionError(AdvisorError):
    """An unacceptable question: empty, too long, or with an invalid history."""


class OverBudgetError(AdvisorError):
    """A question that took more CPU time than one may."""


class UnknownGuideError(AdvisorError):
    """An id of no indexed guide."""


class BusyError(AdvisorError):
    """A write refused because another process is writing the index."""


class StorageError(AdvisorError):
    """A data directory in trouble: full, read-only, damaged or unreadable."""


class StatementError(StorageError):
    """A statement that a sound database refuses, as one too large."""


class NoIndexError(AdvisorError):
    """A question before the first ingest."""


class StaleIndexError(AdvisorError):
    """An index built with another embedder or chunker than configured."""


class ProviderError(AdvisorError):
    """A failure or unusable reply of an embedding or chat service."""


class EmbedderMissingError(ProviderError):
    """Missing or unexpected files of the local encoder."""


class UnknownConversationError(AdvisorError):
    """No such conversation, or another owner's; a caller cannot tell."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation here; begin a new one.")


class UnknownAnswerError(AdvisorError):
    """No such answer, or another owner's; a caller cannot tell."""

    def __init__(self) -> None:
        super().__init__("There is no such answer here; ask again.")


class WebError(AdvisorError):
    """A page that cannot or may not be had from the web."""


class HostError(WebError):
    """A host that answers nothing now."""
