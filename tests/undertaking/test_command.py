"""`proviso undertaking verify` and `key`, as they are run."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.undertaking.agreed import KEY, OTHER_KEY, RECORD, answered, file_of
from workbench.cli import main
from workbench.undertaking import command, keys


@pytest.fixture(autouse=True)
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the last published key is remembered: nothing yet."""
    path = tmp_path / "state" / "key.pem"
    monkeypatch.setattr(command, "REMEMBERED", path)
    return path


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_text(KEY.pem, encoding="ascii")
    return path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["undertaking", *map(str, arguments)])


def test_a_whole_file_is_told_and_is_0(tmp_path: Path, pem: Path) -> None:
    """Exit 0, the fingerprint of the key, and what was agreed."""
    done = run("verify", file_of(tmp_path, answered()), "--key", pem)
    assert done.exit_code == 0
    assert KEY.fingerprint in done.output
    assert RECORD in done.output


def test_a_changed_file_is_1_and_tells_nothing_of_it(tmp_path: Path, pem: Path) -> None:
    """Exit 1, what does not fit, and not a word of what the file claims."""
    body = answered()
    body["document"]["items"][0]["text"] = "Quibblewort"
    done = run("verify", file_of(tmp_path, body), "--key", pem)
    assert done.exit_code == 1
    assert "item i1" in done.output
    assert "signature is not one" in done.output
    assert "Quibblewort" not in done.output


def test_json_says_the_same(tmp_path: Path, pem: Path) -> None:
    """With --json: whether it holds, the faults, the key, and the document only where it holds."""
    whole = json.loads(run("verify", file_of(tmp_path, answered()), "--key", pem, "--json").output)
    assert (whole["holds"], whole["key"], whole["document"]["record"]) == (True, KEY.fingerprint, RECORD)
    body = answered()
    body["signature"]["sha256"] = "0" * 64
    broken = json.loads(run("verify", file_of(tmp_path, body), "--key", pem, "--json").output)
    assert (broken["holds"], broken["document"], len(broken["faults"])) == (False, None, 1)


def test_a_file_that_is_no_undertaking_is_1(tmp_path: Path, pem: Path) -> None:
    """Something else than an undertaking does not hold."""
    done = run("verify", pem, "--key", pem)
    assert (done.exit_code, "strict JSON" in done.output) == (1, True)


@pytest.mark.parametrize("what", ["none", "no key", "another kind", "another curve", "broken"])
def test_without_a_usable_key_it_is_2(tmp_path: Path, what: str) -> None:
    """Nothing can be said without the key: exit 2, and what to do."""
    spki = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    other = {
        "no key": b"nothing",
        "another kind": rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key().public_bytes(*spki),
        "another curve": ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*spki),
        "broken": b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    }
    path = tmp_path / "other.pem"
    path.write_bytes(other.get(what, b""))
    arguments = [] if what == "none" else ["--key", path]
    done = run("verify", file_of(tmp_path, answered()), *arguments)
    assert done.exit_code == 2
    assert done.output.strip()


def test_a_file_of_several_keys_serves(tmp_path: Path) -> None:
    """Keys that were replaced stay in the published file, one after the other."""
    path = tmp_path / "keys.pem"
    path.write_text(f"the key until 2027\n{OTHER_KEY.pem}and since\n{KEY.pem}", encoding="ascii")
    assert [key.fingerprint for key in keys.of_file(path)] == [OTHER_KEY.fingerprint, KEY.fingerprint]
    assert run("verify", file_of(tmp_path, answered()), "--key", path).exit_code == 0


class Kms:
    """Answers as KMS does when it is asked for a public key."""

    def __init__(self, key: Any) -> None:
        self.key = key

    def get_public_key(self, **asked: str) -> dict[str, bytes]:
        assert asked == {"KeyId": "alias/proviso-signing"}
        return {"PublicKey": self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)}


def test_the_published_key_is_remembered(tmp_path: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`key` prints PEM alone on standard output, and `verify` uses that key from then on."""
    monkeypatch.setattr(command, "_kms", lambda _state: Kms(KEY.key))
    done = run("key", "--aws")
    assert (done.exit_code, done.stdout) == (0, KEY.pem)
    assert KEY.fingerprint in done.stderr
    assert remembered.read_text(encoding="ascii") == KEY.pem
    assert run("verify", file_of(tmp_path, answered())).exit_code == 0


def test_a_key_of_another_kind_is_not_published(remembered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that no undertaking could be signed with is neither printed nor remembered."""
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    monkeypatch.setattr(command, "_kms", lambda _state: Kms(other))
    done = run("key", "--aws")
    assert (done.exit_code, done.stdout, remembered.exists()) == (2, "", False)


def test_the_fingerprint_is_of_the_key_whatever_its_form(pem: Path) -> None:
    """A key that was written as PEM and read again has the same fingerprint, and no other key has it."""
    (again,) = keys.of_file(pem)
    assert again.fingerprint == KEY.fingerprint != OTHER_KEY.fingerprint
