"""Where a deployment stands: whether the people and agencies in it are real."""

from enum import StrEnum


class Environment(StrEnum):
    """The environments. In production everybody is real; elsewhere everybody is invented."""

    SANDBOX = "sandbox"
    TEST = "test"
    PRODUCTION = "production"

    @property
    def real(self) -> bool:
        """Whether what is invented must be refused: numbers of the test range, agencies and issuers of the sandbox."""
        return self is Environment.PRODUCTION
