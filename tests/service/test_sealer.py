"""The rules of sealing, held by the fake and by the adapter on KMS alike, and what only the adapter has."""

from collections.abc import Callable, Iterator

import aws_encryption_sdk
import pytest
from botocore.exceptions import ConnectTimeoutError

from chalicelib.adapters import aws
from chalicelib.adapters.sealing import KmsSealer
from chalicelib.domain.errors import ContentUnreadableError, StoreUnavailableError
from chalicelib.service.ports import Sealer
from tests.contracts.examples import CASE, REQUEST
from tests.service.aws import SmallAws, small_aws
from tests.service.fakes import SESSION, FakeSealer

OTHER = REQUEST[:-1] + "9"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallAws]:
    with small_aws(monkeypatch) as made:
        yield made


@pytest.fixture(params=["fake", "kms"])
def sealer(request: pytest.FixtureRequest, account: SmallAws) -> Sealer:
    return FakeSealer() if request.param == "fake" else KmsSealer(account.key)


@pytest.mark.parametrize("content", [b"{}", b"x" * 300_000], ids=["small", "large"])
def test_what_is_sealed_opens(sealer: Sealer, content: bytes) -> None:
    """Content comes back as it was, for its own case and record."""
    sealed = sealer.seal(SESSION, CASE, REQUEST, content)
    assert sealed != content
    assert sealer.open(SESSION, CASE, REQUEST, sealed) == content


@pytest.mark.parametrize(("case", "record"), [(CASE, OTHER), (CASE[:-1] + "2", REQUEST)], ids=["record", "case"])
def test_content_of_another_record_does_not_open(sealer: Sealer, case: str, record: str) -> None:
    """Content that is bound to another case or record is unreadable here."""
    sealed = sealer.seal(SESSION, CASE, REQUEST, b"{}")
    with pytest.raises(ContentUnreadableError):
        sealer.open(SESSION, case, record, sealed)


@pytest.mark.parametrize("damage", [lambda s: s[:-1], lambda _: b"", lambda _: b"plain text"])
def test_damaged_content_does_not_open(account: SmallAws, damage: Callable[[bytes], bytes]) -> None:
    """A message that was cut or replaced is unreadable."""
    sealer = KmsSealer(account.key)
    sealed = sealer.seal(SESSION, CASE, REQUEST, b'{"a": 1}')
    with pytest.raises(ContentUnreadableError):
        sealer.open(SESSION, CASE, REQUEST, damage(sealed))


def test_each_seal_and_each_open_is_one_call_with_the_exact_context(account: SmallAws) -> None:
    """KMS sees one GenerateDataKey or one Decrypt, under the context {case, record} and nothing else."""
    sealer = KmsSealer(account.key)
    sealed = sealer.seal(SESSION, CASE, REQUEST, b"{}")
    assert account.calls == {"GenerateDataKey": 1}
    sealer.open(SESSION, CASE, REQUEST, sealed)
    assert account.calls == {"GenerateDataKey": 1, "Decrypt": 1}
    context = {"case": CASE, "record": REQUEST}
    assert [request["EncryptionContext"] for request in account.requests] == [context, context]


def test_nothing_is_cached(account: SmallAws) -> None:
    """Opening twice asks the key twice, because that call is the enforcement."""
    sealer = KmsSealer(account.key)
    sealed = sealer.seal(SESSION, CASE, REQUEST, b"{}")
    sealer.open(SESSION, CASE, REQUEST, sealed)
    sealer.open(SESSION, CASE, REQUEST, sealed)
    assert account.calls["Decrypt"] == 2


def test_the_suite_commits_to_its_key_and_is_not_signed(account: SmallAws) -> None:
    """The message's own header names the committing suite without signature."""
    sealed = KmsSealer(account.key).seal(SESSION, CASE, REQUEST, b"{}")
    suite = aws_encryption_sdk.identifiers.AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
    assert sealed[0] == 2
    assert int.from_bytes(sealed[1:3], "big") == suite.algorithm_id


def test_calls_are_signed_with_the_session(account: SmallAws) -> None:
    """The key is asked with the rights of the decision, never with the function's own."""
    signed: list[bytes] = []
    aws.client("kms").meta.events.register(
        "before-send", lambda request, **_: signed.append(request.headers["Authorization"])
    )
    KmsSealer(account.key).seal(SESSION, CASE, REQUEST, b"{}")
    assert len(signed) == 1
    assert b"AKIDTEST/" in signed[0]


def refusing(code: str) -> Callable[..., None]:
    from botocore.exceptions import ClientError

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "operation")

    return refuse


def unreachable(**_: object) -> None:
    raise ConnectTimeoutError(endpoint_url="https://127.0.0.1")


@pytest.mark.parametrize("failure", [refusing("AccessDeniedException"), refusing("ThrottlingException"), unreachable])
def test_sealing_without_the_key_is_closed(account: SmallAws, failure: Callable[..., None]) -> None:
    """When the key refuses, throttles or does not answer, sealing is closed."""
    aws.client("kms").meta.events.register("before-send", failure)
    with pytest.raises(StoreUnavailableError):
        KmsSealer(account.key).seal(SESSION, CASE, REQUEST, b"{}")


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (refusing("AccessDeniedException"), ContentUnreadableError),
        (refusing("ThrottlingException"), StoreUnavailableError),
        (unreachable, StoreUnavailableError),
    ],
    ids=["refused", "throttled", "unreachable"],
)
def test_opening_without_the_key_says_whether_it_is_for_now(
    account: SmallAws, failure: Callable[..., None], error: type[Exception]
) -> None:
    """A refusal makes content unreadable; an outage is closed and may be tried again."""
    sealer = KmsSealer(account.key)
    sealed = sealer.seal(SESSION, CASE, REQUEST, b"{}")
    aws.client("kms").meta.events.register("before-send", failure)
    with pytest.raises(error):
        sealer.open(SESSION, CASE, REQUEST, sealed)


def test_the_sdk_logs_nothing(
    account: SmallAws, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Errors of the encryption SDK leave no lines of its own beside ours."""
    sealer = KmsSealer(account.key)
    aws.client("kms").meta.events.register("before-send", refusing("AccessDeniedException"))
    with pytest.raises(StoreUnavailableError):
        sealer.seal(SESSION, CASE, REQUEST, b"{}")
    assert caplog.text == ""
    assert capsys.readouterr().err == ""
