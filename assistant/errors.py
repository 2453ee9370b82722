"""The errors a person can mend. Each message is one line: what was found, what was expected, what to run."""


class EntenteError(Exception):
    """Base of every error that an edge turns into one line. `exit_code` is the CLI's."""

    exit_code = 1


class SettingsError(EntenteError):
    """A setting is unknown or out of range."""

    exit_code = 2


class ArticleError(EntenteError):
    """One article cannot be loaded; the message is the reason. The others still can."""


class CorpusError(EntenteError):
    """The articles as a whole cannot be indexed (path missing, nothing readable in it)."""


class QuestionError(EntenteError):
    """The question cannot be asked as it stands (empty, too long)."""

    exit_code = 2


class ModelError(EntenteError):
    """The embedding model is missing, damaged, or gave vectors that cannot be used."""

    exit_code = 4


class IndexUnavailable(EntenteError):
    """No build can be served: none was made, or every one is damaged."""

    exit_code = 5


class IndexLocked(EntenteError):
    """Another process is building the index."""

    exit_code = 6
