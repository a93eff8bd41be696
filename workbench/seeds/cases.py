"""The seeded cases, opened through the API as anybody would: nothing is written behind the decision point."""

from dataclasses import asdict, dataclass

from workbench.seeds.api import Answer, Caller
from workbench.seeds.requests import referral


@dataclass(frozen=True)
class SeededCase:
    """A case of the running stack and who is involved in it."""

    name: str
    id: str
    share_id: str
    area: str
    involved: list[str]

    def as_json(self) -> dict[str, object]:
        """Plain data for `proviso seeds`."""
        return asdict(self)


class SeedError(RuntimeError):
    """A seed was refused; the message holds the reason codes."""


def _opened(answer: Answer) -> dict[str, str]:
    if answer.status != 201:  # noqa: PLR2004 - HTTP Created
        reasons = [r["code"] for r in (answer.body or {}).get("reasons", [])] if isinstance(answer.body, dict) else []
        message = f"a seed was answered {answer.status} {reasons}: {answer.raw[:400].decode(errors='replace')}"
        raise SeedError(message)
    return {"case": answer.body["case_id"], "share": answer.body["share_id"]}


def open_cases(caller: Caller) -> list[SeededCase]:
    """Open the two seeded cases.

    Raises:
        SeedError: the API refused one.
    """
    durham, hartlepool = "la:E06000047", "la:E06000001"
    own = _opened(caller.post("teacher", "/share", referral(area=durham, council=durham)))
    body = referral(area=hartlepool, council=hartlepool)
    body["recipients"] = [
        {"agency": "force:17", "role": "child_protection", "need": "To decide with us whether to enquire together"}
    ]
    other = _opened(caller.post("outsider", "/share", body))
    return [
        SeededCase("referral-from-school", own["case"], own["share"], durham, ["school:999001", durham]),
        SeededCase("another-council", other["case"], other["share"], hartlepool, [hartlepool, "force:17"]),
    ]
