"""Small readers on which a permission depends: expressions, selectors, templates, query parameters."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.local import expressions, selectors, template
from workbench.local.backend import Backend
from workbench.local.call import RawRequest
from workbench.local.deploy import deploy, read_template
from workbench.local.errors import AwsError
from workbench.local.expressions import UnreadableExpressionError
from workbench.local.protocol import read_call
from workbench.local.signatures import Scope

SCOPE = Scope("K", "20260101", "eu-west-2", "sts", ("host",), "0" * 64)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pk, sk, #h.inner[0].more", {"pk", "sk", "header.with.dots"}),
        ("attribute_not_exists(pk) AND #h = :v OR size(sealed) > :n", {"pk", "header.with.dots", "sealed"}),
        ("SET a = if_not_exists(b, :v), c.d = :w REMOVE e ADD f :x", {"a", "b", "c", "e", "f"}),
        ("v BETWEEN :a AND :b AND NOT (x IN (:a, :b))", {"v", "x"}),
        ("", set()),
    ],
)
def test_an_expression_names_its_attributes(text: str, names: set[str]) -> None:
    """The top-level attributes of an expression are found, aliases resolved, functions and words left out."""
    assert expressions.attributes([text], {"#h": "header.with.dots"}) == names


@pytest.mark.parametrize("text", ["#unknown", "a ; b", "a = 'text'"])
def test_an_unreadable_expression_is_said_to_be(text: str) -> None:
    """What is not understood is never passed over."""
    with pytest.raises(UnreadableExpressionError):
        expressions.attributes([text], {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pk = :p", "P"),
        ("(begins_with(sk, :s)) AND #k = :p", "P"),
        ("sk = :s AND pk = :p", "P"),
        ("pk = :p OR pk = :s", None),
        ("begins_with(pk, :p)", None),
        ("other.pk = :p", None),
        ("pk > :p", None),
        ("pk = :missing", None),
        ("", None),
    ],
)
def test_a_query_names_one_partition_or_is_refused(text: str, found: str | None) -> None:
    """The partition of a query is the one that its key condition equates, and nothing else will do."""
    values = {":p": {"S": "P"}, ":s": {"S": "S"}}
    if found is None:
        with pytest.raises(UnreadableExpressionError):
            expressions.partition(text, {"#k": "pk"}, values, "pk")
    else:
        assert expressions.partition(text, {"#k": "pk"}, values, "pk") == found


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ({"Field": "resources.ARN", "Equals": ["arn:b"]}, True),
        ({"Field": "resources.ARN", "StartsWith": ["arn:c"]}, False),
        ({"Field": "resources.ARN", "NotStartsWith": ["arn:c"]}, True),
        ({"Field": "readOnly", "Equals": ["false"]}, False),
        ({"Field": "eventName", "NotEquals": ["GetItem"]}, False),
        ({"Field": "eventSource", "EndsWith": [".amazonaws.com"]}, True),
    ],
)
def test_a_selector_keeps_what_it_names(field: dict[str, Any], *, kept: bool) -> None:
    """A data event is kept for any of its resources, and only if every field holds."""
    resources = [("T", "arn:a"), ("T", "arn:b")]
    event = selectors.Kept("Data", "GetItem", "dynamodb.amazonaws.com", read_only=True, resources=resources)
    assert selectors.keeps([{"FieldSelectors": [field]}], event) is kept


def test_an_unknown_selector_is_an_error() -> None:
    """A trail is not started with a selector that would be passed over."""
    with pytest.raises(selectors.UnknownSelectorError, match=r"userIdentity\.arn"):
        selectors.check([{"FieldSelectors": [{"Field": "userIdentity.arn", "Equals": ["x"]}]}])


def test_intrinsic_functions_are_resolved() -> None:
    """Ref, GetAtt, Join, Sub and pseudo parameters give their values."""
    values = template.Values()
    values.add("Table", "records", Arn="arn:t")
    asked = {
        "a": {"Ref": "Table"},
        "b": {"Fn::GetAtt": ["Table", "Arn"]},
        "c": {"Fn::Join": ["/", [{"Ref": "AWS::Region"}, "x"]]},
        "d": {"Fn::Sub": "${Table}-${Table.Arn}-${AWS::AccountId}-${!aws:username}"},
        "e": {"Fn::Sub": ["${own}", {"own": {"Ref": "Table"}}]},
    }
    assert values.resolve(asked) == {
        "a": "records",
        "b": "arn:t",
        "c": "eu-west-2/x",
        "d": "records-arn:t-123456789012-${aws:username}",
        "e": "records",
    }


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"Parameters": {}}, "Parameters"),
        ({"Resources": {"X": {"Type": "AWS::SNS::Topic"}}}, "AWS::SNS::Topic"),
        ({"Resources": {"X": {"Type": "AWS::KMS::Key", "Condition": "C"}}}, "Condition"),
        ({"Resources": {"X": {"Type": "AWS::KMS::Alias", "Properties": {"Colour": 1}}}}, "Colour"),
        ({"Resources": {"X": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": {"Fn::If": []}}}}}, "Fn::If"),
        (
            {"Resources": {"X": {"Type": "AWS::KMS::Alias", "DependsOn": "Y"}, "Y": {"Type": "T", "DependsOn": "X"}}},
            "X",
        ),
    ],
)
def test_a_template_is_deployed_as_written_or_not_at_all(changed: dict[str, Any], named: str) -> None:
    """An unknown section, type, attribute, property or function is an error that names it."""
    with pytest.raises(template.TemplateError, match=named):
        deploy({"Resources": {}, **changed}, Backend())


def test_the_snapshot_is_understood_to_the_last_word() -> None:
    """The committed data stack holds nothing that the local AWS would pass over."""
    snapshot = read_template(Path(__file__).parents[2] / "infra/snapshot/data.template.json")
    template.check(snapshot)
    assert len(template.in_order(snapshot["Resources"])) == len(snapshot["Resources"])


def query(text: str) -> RawRequest:
    """A call of the query protocol."""
    return RawRequest("POST", "/", {}, f"Version=2011-06-15&{text}".encode(), "127.0.0.1")


def test_query_parameters_become_structures() -> None:
    """Numbered members become lists in their order."""
    call = read_call(query("Action=AssumeRole&Tags.member.2.Key=b&Tags.member.1.Key=a&Policy=%7B%7D"), SCOPE, "id")
    assert (call.operation, call.params) == ("AssumeRole", {"Tags": [{"Key": "a"}, {"Key": "b"}], "Policy": "{}"})


@pytest.mark.parametrize("text", ["Action=A&Policy=1&Policy=2", "Action=A&Tags=1&Tags.member.1.Key=a"])
def test_a_query_parameter_that_comes_twice_is_refused(text: str) -> None:
    """Two readers might take different ones."""
    with pytest.raises(AwsError):
        read_call(query(text), SCOPE, "id")


def test_a_session_policys_text_is_kept_as_it_came() -> None:
    """What is evaluated is the caller's own text."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    from urllib.parse import quote

    assert read_call(query(f"Action=AssumeRole&Policy={quote(policy)}"), SCOPE, "id").params["Policy"] == policy
