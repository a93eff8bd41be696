"""The API stack: its routes are Chalice's, and nothing of a request is kept."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra import artifacts, names, scp
from infra.api.gateway import ACCESS_LOG_FIELDS
from infra.app import synthesise
from infra.artifacts import ISSUERS_PATH, ROOT, Artifacts
from infra.documented import documented
from infra.packages import layers
from workbench.local.function_table import FUNCTIONS

Resources = dict[str, Any]
Route = tuple[str, str, str]
_FILTER = "AWS::Logs::MetricFilter"


def _of(resources: Resources, kind: str) -> dict[str, Any]:
    return {i: r["Properties"] for i, r in resources.items() if r["Type"] == kind}


def _chalice_routes() -> set[Route]:
    """Method, path and function of every route, read from the functions' own decorators."""
    found = set()
    for function in FUNCTIONS:
        for node in ast.walk(ast.parse((function.folder / "app.py").read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "app.route"):
                continue
            methods = next(ast.literal_eval(k.value) for k in node.keywords if k.arg == "methods")
            found |= {(method, ast.literal_eval(node.args[0]), function.name) for method in methods}
    return found


def _deployed_routes(api: Resources) -> set[Route]:
    """Method, path and function of every method of the API, by the alias that its integration names."""
    parts = _of(api, "AWS::ApiGateway::Resource")

    def path(reference: Any) -> str:
        if "Ref" not in reference:
            return ""
        own = parts[reference["Ref"]]
        return f"{path(own['ParentId'])}/{own['PathPart']}"

    found = set()
    for method in _of(api, "AWS::ApiGateway::Method").values():
        assert method["Integration"]["Type"] == "AWS_PROXY"
        alias = next(part["Ref"] for part in method["Integration"]["Uri"]["Fn::Join"][1] if "Live" in str(part))
        function = api[api[alias]["Properties"]["FunctionName"]["Ref"]]["Properties"]["FunctionName"]
        found.add((method["HttpMethod"], path(method["ResourceId"]), function))
    return found


def test_routes_are_those_of_the_functions(api: Resources) -> None:
    """Every route of a Chalice app is deployed to that app's alias, letter for letter, and no other route is."""
    assert _deployed_routes(api) == _chalice_routes()
    assert len(_deployed_routes(api)) >= 10


def test_routes_are_those_of_the_published_api(api: Resources) -> None:
    """The published OpenAPI has exactly the deployed methods and paths."""
    published = yaml.safe_load((ROOT / "schemas/openapi.yaml").read_text(encoding="utf-8"))["paths"]
    methods = {"get", "post", "put", "delete", "patch"}
    expected = {(method.upper(), path) for path, entry in published.items() for method in set(entry) & methods}
    assert {route[:2] for route in _deployed_routes(api)} == expected


def test_there_is_one_api_and_one_way_in(api: Resources) -> None:
    """One REST API, its default endpoint off, one domain that asks for a client certificate."""
    (rest,) = _of(api, "AWS::ApiGateway::RestApi").values()
    assert rest["DisableExecuteApiEndpoint"] is True
    assert rest["EndpointConfiguration"]["Types"] == ["REGIONAL"]
    (domain,) = _of(api, "AWS::ApiGateway::DomainName").values()
    bucket = names.truststore_bucket(documented())
    assert domain["MutualTlsAuthentication"] == {"TruststoreUri": f"s3://{bucket}/truststore.pem"}
    assert domain["SecurityPolicy"] == "TLS_1_2"
    assert domain["DomainName"] == documented().domain
    assert _of(api, "AWS::Lambda::Url") == {}


def test_the_truststore_is_there_first(templates: dict[str, Any]) -> None:
    """The truststore's bucket is a stack of its own, versioned and closed."""
    (bucket,) = _of(templates["Truststore"]["Resources"], "AWS::S3::Bucket").values()
    assert bucket["BucketName"] == names.truststore_bucket(documented())
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_functions_run_as_they_are_packaged(api: Resources) -> None:
    """Each function is arm64, has its own role and log, and is called by an alias whose version is fixed."""
    functions = _of(api, "AWS::Lambda::Function")
    account = documented().account
    assert {f["FunctionName"]: (f["Role"], f["Handler"]) for f in functions.values()} == {
        one.name: (f"arn:aws:iam::{account}:role/{one.name}", one.handler) for one in FUNCTIONS
    }
    assert {(tuple(f["Architectures"]), f["Runtime"]) for f in functions.values()} == {(("arm64",), "python3.11")}
    groups = _of(api, "AWS::Logs::LogGroup")
    for logical_id, function in functions.items():
        assert groups[function["LoggingConfig"]["LogGroup"]["Ref"]]["LogGroupName"].endswith(function["FunctionName"])
        aliases = [a for a in _of(api, "AWS::Lambda::Alias").values() if a["FunctionName"] == {"Ref": logical_id}]
        (alias,) = (a for a in aliases if a["Name"] == names.LIVE)
        version = alias["FunctionVersion"]["Fn::GetAtt"][0]
        assert api[version]["Type"] == "AWS::Lambda::Version"
        assert api[version]["DeletionPolicy"] == "Retain"


def test_functions_get_their_settings_and_no_other(api: Resources) -> None:
    """A function's environment holds exactly the settings that it gets locally, and no secret in clear."""
    found = {f["FunctionName"]: f["Environment"]["Variables"] for f in _of(api, "AWS::Lambda::Function").values()}
    expected = {one.name: one.settings for one in FUNCTIONS}
    assert {name: frozenset(variables) for name, variables in found.items()} == expected
    decide = found[names.DECIDE]
    assert decide["PROVISO_REQUIRE_BOUND_TOKENS"] == "true"
    assert decide["PROVISO_JWKS_FILE"] == ISSUERS_PATH
    assert "resolve:secretsmanager" in json.dumps(decide["PROVISO_HMAC_KEY"])
    clock = found.pop(names.CLOCK)
    assert clock == {"PROVISO_DECIDE_FOR_CLOCK": "proviso-decide:clock", "PROVISO_RECORDS_TABLE": "proviso-records"}
    asks = {v["PROVISO_DECIDE_FUNCTION"] for n, v in found.items() if n != names.DECIDE}
    assert asks == {"proviso-decide:live"}
    assert {v["PROVISO_POLICY_REVISION"] for v in found.values()} == {"placeholder"}
    assert {v["PROVISO_ENVIRONMENT"] for v in found.values()} == {documented().name} == {"production"}
    assert all("KmsKeyArn" in f for f in _of(api, "AWS::Lambda::Function").values())


def test_a_bundle_is_a_layer_of_decide_alone(api: Resources) -> None:
    """OPA, the policy bundle and the issuers' keys are layers of the decision point and of nothing else."""
    expected = {"OpaLayer", "PolicyLayer", "IssuersLayer"}
    functions = {
        f["FunctionName"]: {layer["Ref"] for layer in f.get("Layers", [])}
        for f in _of(api, "AWS::Lambda::Function").values()
    }
    assert functions == {one.name: expected if one.name == names.DECIDE else set() for one in FUNCTIONS}
    assert {api[one]["DeletionPolicy"] for one in expected} == {"Retain"}


def test_a_new_bundle_is_a_new_version(tmp_path: Path) -> None:
    """Another policy bundle alone makes another version of the decision point, and of those that state its revision."""
    versions = []
    for revision in ("a" * 64, "b" * 64):
        folder = tmp_path / revision[0]
        folder.mkdir()
        with zipfile.ZipFile(folder / "policy-layer.zip", "w") as zipped:
            zipped.writestr("policy-revision", revision)
        made = Artifacts(folder=folder, made=folder / "made", placeholders=True)
        synthesise(documented(), made, folder / "cdk.out", checked=False)
        resources = json.loads((folder / "cdk.out/Api.template.json").read_text(encoding="utf-8"))["Resources"]
        decide = resources["Decide"]["Properties"]
        assert decide["Environment"]["Variables"]["PROVISO_POLICY_REVISION"] == revision
        assert resources["PolicyLayer"]["Properties"]["Description"] == f"Policy {revision}"
        versions.append(frozenset(_of(resources, "AWS::Lambda::Version")))
    assert len(versions[0]) == len(versions[1]) == len(FUNCTIONS)
    # The clock knows nothing of rules: it asks.
    (same,) = versions[0] & versions[1]
    assert same.startswith("Clock")


def test_layers_lie_where_the_packages_put_them() -> None:
    """The paths that the functions are told are those at which the packages lay out OPA, its key and the bundle."""
    assert (artifacts.OPA_PATH, artifacts.BUNDLE_PATH, artifacts.BUNDLE_KEY_PATH, artifacts.REVISION_FILE) == (
        layers.OPA_PATH,
        layers.BUNDLE_PATH,
        layers.KEY_PATH,
        layers.REVISION_FILE,
    )
    assert (artifacts.OPA_LAYER, artifacts.POLICY_LAYER) == (layers.OPA_LAYER, layers.POLICY_LAYER)


def test_concurrency_lets_every_caller_be_decided(api: Resources) -> None:
    """The decision point reserves at least what its callers reserve together, so that none waits for another."""
    reserved = {
        f["FunctionName"]: f["ReservedConcurrentExecutions"] for f in _of(api, "AWS::Lambda::Function").values()
    }
    assert reserved.pop(names.DECIDE) >= sum(reserved.values())
    assert min(reserved.values()) > 0


def test_nothing_is_asynchronous(api: Resources) -> None:
    """No function and no alias retries an asynchronous event or sends its answer anywhere; a schedule triggers one."""
    configured = _of(api, "AWS::Lambda::EventInvokeConfig").values()
    aliases = [alias for function in FUNCTIONS for alias in (function.aliases or (names.LIVE,))]
    assert len(configured) == len(FUNCTIONS) + len(aliases)
    assert {c["MaximumRetryAttempts"] for c in configured} == {0}
    assert not any("DestinationConfig" in c for c in configured)
    assert _of(api, "AWS::Lambda::EventSourceMapping") == {}
    invoked_by = {p["Principal"] for p in _of(api, "AWS::Lambda::Permission").values()}
    assert invoked_by == {"apigateway.amazonaws.com", "events.amazonaws.com"}


def test_only_the_api_calls_the_api_functions(api: Resources) -> None:
    """Each permission to call is for an alias, from one method of our API's stage; the decision point has none."""
    every = _of(api, "AWS::Lambda::Permission").values()
    permissions = [p for p in every if p["Principal"] == "apigateway.amazonaws.com"]
    assert {p["FunctionName"]["Ref"] for p in permissions} == {
        "ShareLive",
        "RequestDisclosureLive",
        "RecordUndertakingLive",
    }
    sources = ["".join(str(part) for part in p["SourceArn"]["Fn::Join"][1]) for p in permissions]
    assert all(("{'Ref': 'Api'}" in source and "/GET/" in source) or "/POST/" in source for source in sources)
    assert not any(source.endswith("/*/*/*") for source in sources)


def test_versions_take_over_behind_a_canary(api: Resources) -> None:
    """Each live alias moves by a canary, and back when an alarm goes off, cannot be read, or somebody says so."""
    groups = _of(api, "AWS::CodeDeploy::DeploymentGroup")
    assert len(groups) == len(FUNCTIONS)
    for group in groups.values():
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        assert group["AutoRollbackConfiguration"]["Events"] == [
            "DEPLOYMENT_FAILURE",
            "DEPLOYMENT_STOP_ON_ALARM",
            "DEPLOYMENT_STOP_ON_REQUEST",
        ]
        assert group["AlarmConfiguration"]["IgnorePollAlarmFailure"] is False
    alarms = {a["AlarmName"] for a in _of(api, "AWS::CloudWatch::Alarm").values()}
    watched = {a["Name"] for group in groups.values() for a in group["AlarmConfiguration"]["Alarms"]}
    assert watched <= alarms
    assert {"proviso-decide-errors", "proviso-bundle-revision", "proviso-closed"} <= watched
    aliases = [r for r in api.values() if r["Type"] == "AWS::Lambda::Alias" and r["Properties"]["Name"] == names.LIVE]
    moved = {r["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"]["Ref"] for r in aliases}
    assert moved == set(groups)


def test_versions_go_back_through_codedeploy_alone(api: Resources) -> None:
    """Beside a deployment the one role that the organisation lets move aliases is CodeDeploy's, and it can do that."""
    (rule,) = [s for s in scp.read(scp.PROTECTION)["Statement"] if "lambda:UpdateAlias" in s["Action"]]
    assert rule["Effect"] == "Deny"
    excepted = {arn.rpartition("/")[2] for arn in rule["Condition"]["ArnNotLike"]["aws:PrincipalArn"]}
    assert excepted == {"cdk-hnb659fds-cfn-exec-role-*", "proviso-releases"}
    (role,) = [r for r in _of(api, "AWS::IAM::Role").values() if r.get("RoleName") == "proviso-releases"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    (policy,) = [p for p in _of(api, "AWS::IAM::Policy").values() if p["PolicyName"] == "proviso-releases"]
    moves = next(s for s in policy["PolicyDocument"]["Statement"] if "lambda:UpdateAlias" in s["Action"])
    assert any(str(arn).endswith(f"{names.DECIDE}:{names.LIVE}") for arn in moves["Resource"])


def test_access_logs_say_nothing_that_was_said(api: Resources) -> None:
    """The access log has the route's pattern and no path, query string, header or body, and nothing traces payloads."""
    (stage,) = _of(api, "AWS::ApiGateway::Stage").values()
    logged = json.loads(stage["AccessLogSetting"]["Format"])
    assert logged == ACCESS_LOG_FIELDS
    assert {value for value in logged.values() if not value.startswith("$context.")} == set()
    kept = " ".join(logged.values()).lower()
    for forbidden in ("context.path ", "querystring", "header", "body", "authorizer", "subjectdn", "useragent"):
        assert forbidden not in f"{kept} "
    (settings,) = stage["MethodSettings"]
    assert settings["DataTraceEnabled"] is False
    assert settings["LoggingLevel"] == "OFF"
    assert settings.get("CachingEnabled", False) is False


def test_the_stage_is_throttled(api: Resources) -> None:
    """The stage takes no more than the environment's rate and burst."""
    (stage,) = _of(api, "AWS::ApiGateway::Stage").values()
    (settings,) = stage["MethodSettings"]
    capacity = documented().capacity
    assert settings["ThrottlingRateLimit"] == capacity.requests_per_second
    assert settings["ThrottlingBurstLimit"] == capacity.burst
    assert (settings["HttpMethod"], settings["ResourcePath"]) == ("*", "/*")


def test_logs_are_encrypted_and_end(api: Resources, templates: dict[str, Any]) -> None:
    """Every log group has a key and a retention."""
    groups = [
        *_of(api, "AWS::Logs::LogGroup").values(),
        *_of(templates["Watch"]["Resources"], "AWS::Logs::LogGroup").values(),
    ]
    assert len(groups) == len(FUNCTIONS) + 3
    assert all("KmsKeyId" in group and group["RetentionInDays"] >= 365 for group in groups)


def test_logs_say_what_is_needed_and_no_more(api: Resources) -> None:
    """Lambda tells of failures alone; a log of which metrics are made is standard, one that is only read is cheaper."""
    functions = _of(api, "AWS::Lambda::Function").values()
    kept = {"LogFormat": "JSON", "SystemLogLevel": "WARN", "ApplicationLogLevel": "INFO"}
    assert all(kept.items() <= function["LoggingConfig"].items() for function in functions)
    classes = {g["LogGroupName"]: g["LogGroupClass"] for g in _of(api, "AWS::Logs::LogGroup").values()}
    filtered = {api[f["LogGroupName"]["Ref"]]["Properties"]["LogGroupName"] for f in _of(api, _FILTER).values()}
    cheaper = {name for name, found in classes.items() if found == "INFREQUENT_ACCESS"}
    assert f"/aws/lambda/{names.DECIDE}" in filtered
    assert not filtered & cheaper
    assert cheaper == {names.ACCESS_LOG, *(f"/aws/lambda/{name}" for name in names.API_FUNCTIONS)}


def test_memory_is_what_waiting_is_worth(api: Resources) -> None:
    """The decision point, which starts OPA, has more of a processor than those who wait for it."""
    memory = {f["FunctionName"]: f["MemorySize"] for f in _of(api, "AWS::Lambda::Function").values()}
    assert memory[names.DECIDE] == 1_024
    assert {memory[name] for name in names.API_FUNCTIONS} == {512}


@pytest.mark.parametrize("text", ["debug", "BOTO", "POWERTOOLS"])
def test_no_client_is_told_to_say_more(api: Resources, text: str) -> None:
    """No setting of a function turns on what AWS clients log at length, which would hold payloads."""
    variables = [f["Environment"]["Variables"] for f in _of(api, "AWS::Lambda::Function").values()]
    assert text.lower() not in json.dumps(variables).lower()
    assert not any("set_stream_logger" in p.read_text(encoding="utf-8") for p in Path(ROOT, "chalicelib").rglob("*.py"))


def test_the_gateway_answers_in_the_products_form(api: Resources) -> None:
    """What the gateway answers by itself is a constant problem document that is not stored."""
    answers = _of(api, "AWS::ApiGateway::GatewayResponse").values()
    assert {"THROTTLED", "WAF_FILTERED", "DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN"} <= {
        a["ResponseType"] for a in answers
    }
    for answer in answers:
        body = json.loads(answer["ResponseTemplates"]["application/json"])
        assert set(body) == {"type", "title", "status", "code"}
        assert str(body["status"]) == answer["StatusCode"]
        assert "$" not in answer["ResponseTemplates"]["application/json"]
        assert answer["ResponseParameters"]["gatewayresponse.header.Cache-Control"] == "'no-store'"
