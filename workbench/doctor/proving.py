"""What must be on, so that looks are recorded and stay recorded."""

from typing import Any

from workbench.doctor.findings import Probe
from workbench.doctor.site import NotGivenError, Site

_SELECTED = ("AWS::DynamoDB::Table", "AWS::Lambda::Function")


def _trail_on(site: Site) -> tuple[bool, str]:
    trails = site.operator("cloudtrail")
    status, trail = trails.get_trail_status(Name=site.names.trail), trails.get_trail(Name=site.names.trail)["Trail"]
    wanted = {
        "logging": status["IsLogging"],
        "no delivery error": not status.get("LatestDeliveryError"),
        "all regions": trail.get("IsMultiRegionTrail"),
        "files validated": trail.get("LogFileValidationEnabled"),
        "own key": trail.get("KmsKeyId"),
    }
    missing = [name for name, there in wanted.items() if not there]
    return not missing, "it logs" if not missing else f"missing: {', '.join(missing)}"


def _data_events(site: Site) -> tuple[bool, str]:
    answer = site.operator("cloudtrail").get_event_selectors(TrailName=site.names.trail)
    selected: list[str] = []
    for selector in answer.get("AdvancedEventSelectors", []):
        fields = {field["Field"]: field for field in selector["FieldSelectors"]}
        if set(fields.get("resources.type", {}).get("Equals", [])) & set(_SELECTED):
            arn = fields.get("resources.ARN", {})
            selected += [*arn.get("Equals", []), *arn.get("StartsWith", [])]
    names = {arn.replace(":table/", ":function:").partition(":function:")[2].partition(":")[0] for arn in selected}
    wanted = {site.names.records_table, site.names.ledger_table, site.names.decide.partition(":")[0]}
    missing = sorted(wanted - names)
    return not missing, "both tables and decide" if not missing else f"missing: {', '.join(missing)}"


def _one_paid_copy(site: Site) -> tuple[bool, str]:
    trails, all_management = site.operator("cloudtrail"), []
    for trail in trails.describe_trails()["trailList"]:
        answer = trails.get_event_selectors(TrailName=trail.get("TrailARN") or trail["Name"])
        if _takes_every_management_event(answer):
            all_management.append(str(trail["Name"]))
    return len(all_management) == 1, f"trails with every management event: {', '.join(all_management) or 'none'}"


def _takes_every_management_event(answer: dict[str, Any]) -> bool:
    if any(selector.get("IncludeManagementEvents") for selector in answer.get("EventSelectors", [])):
        return True
    for selector in answer.get("AdvancedEventSelectors", []):
        fields = {field["Field"]: field for field in selector["FieldSelectors"]}
        if "Management" in fields.get("eventCategory", {}).get("Equals", []) and "readOnly" not in fields:
            return True
    return False


def _object_lock(site: Site) -> tuple[bool, str]:
    files = site.auditor("s3") if site.names.bucket else None
    if files is None:
        message = "needs the trail's bucket"
        raise NotGivenError(message)
    bucket = site.operator("s3")
    lock = bucket.get_object_lock_configuration(Bucket=site.names.bucket)["ObjectLockConfiguration"]
    rule = (lock.get("Rule") or {}).get("DefaultRetention", {})
    days = int(rule.get("Days", 0)) + 365 * int(rule.get("Years", 0))
    versioned = bucket.get_bucket_versioning(Bucket=site.names.bucket).get("Status") == "Enabled"
    on = lock.get("ObjectLockEnabled") == "Enabled" and rule.get("Mode") == "COMPLIANCE"
    seen = f"{rule.get('Mode', 'no lock')}, {days} days, versions {'kept' if versioned else 'NOT kept'}"
    return on and versioned and days >= site.lock_days, seen


def _tables_protected(site: Site) -> tuple[bool, str]:
    tables, missing = site.operator("dynamodb"), []
    for name in (site.names.records_table, site.names.ledger_table):
        table = tables.describe_table(TableName=name)["Table"]
        backups = tables.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        wanted = {
            "deletion protection": table.get("DeletionProtectionEnabled"),
            "point-in-time recovery": recovery,
            "own key": (table.get("SSEDescription") or {}).get("KMSMasterKeyArn"),
        }
        missing += [f"{name}: {what}" for what, there in wanted.items() if not there]
    return not missing, "both are" if not missing else f"missing: {', '.join(missing)}"


PROBES = (
    Probe("trail on", "the trail logs, in all regions, validated, under its own key, without error", _trail_on),
    Probe("data events", "the trail takes the calls on both tables and of decide", _data_events),
    Probe("one copy", "one trail alone takes every management event; a second copy is paid for", _one_paid_copy),
    Probe("object lock", "files of the trail cannot be deleted before their time, by anyone", _object_lock),
    Probe("tables", "both tables are protected from deletion, recoverable, and under keys of ours", _tables_protected),
)
