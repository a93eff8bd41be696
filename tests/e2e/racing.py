"""Officers who try steps at the same moment, and what a request must look like after any history."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Barrier
from uuid import uuid4

from workbench.seeds.api import Answer, Caller
from workbench.tools import ROOT

from .courses import Body, Course, Move
from .outside import Stand


@dataclass(frozen=True)
class Try:
    """A move by somebody, under a key and perhaps on a version."""

    who: str
    move: Move
    record: str
    version: str | None = None
    key: str = field(default_factory=lambda: str(uuid4()))

    @cached_property
    def body(self) -> Body:
        """Its body, the same whenever it is sent."""
        return self.move.body(self.record)

    def sent(self, caller: Caller) -> Answer:
        """Send it."""
        guard = {"If-Match": self.version} if self.version else {}
        path = self.move.path.format(self.record)
        return caller.post(self.who, path, self.body, key=self.key, **guard)


class Crowd:
    """Several officers, each over a connection of its own, who act at the same moment."""

    def __init__(self, stand: Stand, size: int) -> None:
        """Open the connections."""
        self._callers = [Caller(stand.running.url, stand.running.keys) for _ in range(size)]
        self._pool = ThreadPoolExecutor(size)

    def at_once(self, tries: Sequence[Try]) -> list[Answer]:
        """Send each at the same moment; answers in the order of the tries."""
        together = Barrier(len(tries))

        def go(one: Try, caller: Caller) -> Answer:
            together.wait(60)
            return one.sent(caller)

        return list(self._pool.map(go, tries, self._callers[: len(tries)]))

    def close(self) -> None:
        """Close the connections."""
        self._pool.shutdown()
        for caller in self._callers:
            caller.close()


@dataclass
class Model:
    """What a request must look like after its history, by the scheme's data alone; nothing of the product is used."""

    scheme: Body
    state: str
    delivered: bool = False
    recorded: bool = False
    emergency: bool = False
    decider: str | None = None
    signed: str | None = None
    over: bool = False

    @classmethod
    def of(cls, scheme: str, history: Sequence[Body]) -> "Model":
        """Fold a history; each step must have been possible where it was taken."""
        data = json.loads((ROOT / f"policies/proviso/schemes/{scheme}/data.json").read_text(encoding="utf-8"))
        model = cls(data, data["open"]["to"])
        for n, entry in enumerate(history, 1):
            assert entry["n"] == n, history
            model.take(entry["step"], entry.get("outcome"), entry["by"]["person"])
        return model

    def spec(self, step: str) -> Body:
        """A step of the scheme, or its undertaking."""
        found: Body = self.scheme["undertaking"] if step == "undertaking" else self.scheme["steps"][step]
        return found

    def take(self, step: str, outcome: str | None, person: str) -> None:
        """Fold one step, and hold it against what must never happen."""
        spec = self.spec(step)
        assert self.state in spec["from"], f"{step} was taken in {self.state}"
        to = spec["outcomes"][outcome or next(iter(spec["outcomes"]))]["to"]
        if step == "delivery":
            assert self.signed == "signed" or self.over, "disclosed without undertaking or second decision"
            self.delivered = True
        elif step == "close":
            assert self.recorded or not self.delivered, "closed without the five facts"
        elif step in {"disclosure_record", "late_disclosure_record"}:
            self.recorded = True
        elif step == "undertaking":
            self.signed = outcome
        elif step == "second_decision":
            assert person != self.decider, "the second decision is another officer's"
            self.over = outcome == "proceed"
        elif step in {"decision", "reopen"}:
            self.decider, self.signed, self.over = person, None, False
            if self.recorded:
                self.delivered = self.recorded = False
        self.emergency = step == "emergency" or (self.emergency and step != "reopen")
        self.state = self.state if to == "=" else to

    def may_try(self, course: Course, *, side: bool) -> list[tuple[str, Move]]:
        """Moves that the scheme lists here, with each officer whose role may take them."""
        return [
            (who, move)
            for move in course.moves
            if move.side == side and self.state in self.spec(move.step)["from"]
            for who, role in course.officers.items()
            if role in self.spec(move.step)["roles"]
        ]
