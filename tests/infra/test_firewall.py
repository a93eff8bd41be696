"""The firewall: in front of the stage, blind to what reports say."""

from __future__ import annotations

from typing import Any

from infra.documented import documented

Resources = dict[str, Any]


def _acl(api: Resources) -> dict[str, Any]:
    (found,) = (r["Properties"] for r in api.values() if r["Type"] == "AWS::WAFv2::WebACL")
    acl: dict[str, Any] = found
    return acl


def test_it_stands_before_the_stage(api: Resources) -> None:
    """The firewall is associated with the API's one stage."""
    (association,) = (r["Properties"] for r in api.values() if r["Type"] == "AWS::WAFv2::WebACLAssociation")
    assert association["WebACLArn"] == {"Fn::GetAtt": ["Firewall", "Arn"]}
    assert "ApiDeploymentStagelive" in str(association["ResourceArn"])


def test_one_source_has_a_limit(api: Resources) -> None:
    """One address that asks more often than the environment allows is stopped, before any other rule."""
    rule = min(_acl(api)["Rules"], key=lambda one: one["Priority"])
    assert rule["Statement"]["RateBasedStatement"]["Limit"] == documented().capacity.requests_per_source
    assert rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429


def test_managed_rules_stop_what_is_no_body(api: Resources) -> None:
    """AWS's rule groups are on; those of their rules that look into bodies count, and no other does."""
    groups = [r["Statement"]["ManagedRuleGroupStatement"] for r in _acl(api)["Rules"] if "OverrideAction" in r]
    assert {group["Name"] for group in groups} == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    }
    overridden = [one for group in groups for one in group.get("RuleActionOverrides", [])]
    assert overridden
    assert all(one["Name"].endswith("_BODY") and one["ActionToUse"] == {"Count": {}} for one in overridden)
    assert {r["OverrideAction"]["None"] == {} for r in _acl(api)["Rules"] if "OverrideAction" in r} == {True}


def test_it_keeps_nothing_of_a_request(api: Resources) -> None:
    """Bodies, query strings and tokens are taken out of what the firewall writes, and it takes no samples."""
    acl = _acl(api)
    protected = {
        (one["Field"]["FieldType"], tuple(one["Field"].get("FieldKeys", ()))): one
        for one in acl["DataProtectionConfig"]["DataProtections"]
    }
    assert {("BODY", ()), ("QUERY_STRING", ()), ("SINGLE_HEADER", ("authorization", "idempotency-key"))} == set(
        protected
    )
    assert {one["Action"] for one in protected.values()} == {"SUBSTITUTION"}
    assert not any(one["ExcludeRuleMatchDetails"] for one in protected.values())
    visible = [acl["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in acl["Rules"])]
    assert {one["SampledRequestsEnabled"] for one in visible} == {False}


def test_what_it_stops_is_logged(api: Resources) -> None:
    """Blocked and counted requests are logged without token and query string; what passed is not logged again."""
    (logging,) = (r["Properties"] for r in api.values() if r["Type"] == "AWS::WAFv2::LoggingConfiguration")
    assert {"SingleHeader": {"Name": "authorization"}} in logging["RedactedFields"]
    assert {"QueryString": {}} in logging["RedactedFields"]
    assert logging["LoggingFilter"]["DefaultBehavior"] == "DROP"
