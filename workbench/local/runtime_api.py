"""Lambda's Runtime API over loopback. A worker's address holds a token that nobody else has."""

import re

from .call import Answer, RawRequest
from .functions import FunctionService

PREFIX = "/_runtime/"
_NEXT = re.compile(r"/_runtime/([\w-]+)/2018-06-01/runtime/invocation/next")
_ANSWER = re.compile(r"/_runtime/([\w-]+)/2018-06-01/runtime/invocation/([\w-]+)/(response|error)")
_INIT = re.compile(r"/_runtime/([\w-]+)/2018-06-01/runtime/init/error")


def serve(raw: RawRequest, functions: FunctionService) -> Answer:
    """Answer one call of a worker; 410 tells it to end."""
    try:
        return _served(raw, functions)
    except KeyError:
        return Answer(410, {}, b"")


def _served(raw: RawRequest, functions: FunctionService) -> Answer:
    if raw.method == "GET" and (found := _NEXT.fullmatch(raw.target)):
        work = functions.next(found[1])
        return Answer(204, {}, b"") if work is None else Answer(200, work[0], work[1])
    if raw.method == "POST" and (found := _ANSWER.fullmatch(raw.target)):
        taken = functions.answer(found[1], found[2], raw.body, error=found[3] == "error")
        return Answer(202 if taken else 400, {}, b"")
    if raw.method == "POST" and (found := _INIT.fullmatch(raw.target)):
        functions.could_not_start(found[1], raw.body)
        return Answer(202, {}, b"")
    return Answer(404, {}, b"")
