"""Who acts, under which decision, when."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who took a step, under which decision, when."""

    person: str
    agency: str
    role: str
    decision: str
    at: str

    def named(self) -> dict[str, str]:
        """As a record shows the actor."""
        return {"person": self.person, "agency": self.agency, "role": self.role}
