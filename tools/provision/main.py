"""The order of the steps, and how they are told."""

import argparse
import errno
import sys
from collections.abc import Callable, Sequence

from tools.provision.core import SetupError, Step, only_one
from tools.provision.dynamodb_local import dynamodb_local_step
from tools.provision.opa import opa_step
from tools.provision.python_env import infra_step, packages_step, project_step

OPTIONAL = {"infra": infra_step, "dynamodb-local": dynamodb_local_step}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}


def main(arguments: Sequence[str]) -> int:
    """Does what is not done yet; 0 when all is there, 1 with one sentence when it cannot be, 130 when interrupted."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py", description="Sets this working copy up; does nothing when it is."
    )
    parser.add_argument("--with", dest="parts", action="append", choices=sorted(OPTIONAL), default=[])
    options = parser.parse_args(arguments)
    try:
        steps = [packages_step(), project_step(), opa_step()]
        steps += [make() for part, make in OPTIONAL.items() if part in options.parts]
        _perform(steps)
    except SetupError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(_os_sentence(error))
    except KeyboardInterrupt:
        _fail("Set-up was interrupted; the same command goes on from here.")
        return 130
    return 0


def _perform(steps: Sequence[Step]) -> None:
    if all(step.done() for step in steps):
        return
    with only_one(_say):
        for number, step in enumerate(steps, start=1):
            # Asked again: another set-up may have done it while this one waited.
            if step.done():
                continue
            step.perform(_reporter(f"[{number}/{len(steps)}] {step.title}"))


def _reporter(head: str) -> Callable[[str], None]:
    return lambda words: _say(f"{head}: {words}")


def _say(words: str) -> None:
    print(words, flush=True)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


def _os_sentence(error: OSError) -> str:
    where = error.filename or "the working copy"
    if error.errno in _NOT_WRITABLE:
        return (
            f"Could not set up: {where} cannot be written to; "
            "make the folder writable, or name another one for the tools in PROVISO_CACHE."
        )
    if error.errno == errno.ENOSPC:
        return f"Could not set up: the disk that holds {where} is full; about 2 GB are needed."
    return f"Could not set up: {where}: {error.strerror or error}."
