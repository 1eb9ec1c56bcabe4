"""What a caller can act on: every error the core raises, each message saying what, where and the remedy."""


class AdvisorError(Exception):
    """Something a person can put right; its text is one plain sentence."""


class SettingsError(AdvisorError):
    """A setting is unknown or has a value that cannot work."""


class WeightsError(AdvisorError):
    """The file of weights has an unknown, missing or unusable entry."""


class GuideError(AdvisorError):
    """A guide's file cannot be read or parsed; the text names the file."""


class QuestionError(AdvisorError):
    """A question cannot be taken as it is (empty, too long, bad history)."""


class UnknownGuideError(AdvisorError):
    """No guide of that id is in the index."""


class BusyError(AdvisorError):
    """Another process is writing the index."""


class StorageError(AdvisorError):
    """The data directory cannot be read or written (full, read-only, damaged)."""


class NoIndexError(AdvisorError):
    """Nothing has been indexed yet."""


class StaleIndexError(AdvisorError):
    """The index was built with another embedder or chunker than the one configured."""


class ProviderError(AdvisorError):
    """An embedding or chat service failed or answered something unusable."""


class EmbedderMissingError(ProviderError):
    """The local encoder's files are missing or are not the ones expected."""


class UnknownConversationError(AdvisorError):
    """There is no such conversation, or it is somebody else's: a caller cannot tell which."""

    def __init__(self) -> None:
        super().__init__("There is no such conversation here; begin a new one.")


class UnknownAnswerError(AdvisorError):
    """There is no such answer, or it is somebody else's: a caller cannot tell which."""

    def __init__(self) -> None:
        super().__init__("There is no such answer here.")
