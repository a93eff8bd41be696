"""S3 calls on the trail's bucket, and the use of its key on the caller's behalf.

Source: "Actions, resources, and condition keys for Amazon S3", "Logging Amazon S3 API calls", "Encrypting CloudTrail
log files with AWS KMS keys" (the encryption context of a trail file).
"""

from collections.abc import Mapping
from typing import Any

from .call import Call
from .errors import unknown_to_local_aws
from .inventory import BucketView, Inventory
from .plan import Check, Plan, Resource
from .plan_kms import through_service

BUCKET = "AWS::S3::Bucket"
OBJECT = "AWS::S3::Object"
# Operation: (action, reads only, management event)
_ON_BUCKET: Mapping[str, tuple[str, bool, bool]] = {
    "ListObjectsV2": ("ListBucket", True, False),
    "ListObjects": ("ListBucket", True, False),
    "HeadBucket": ("ListBucket", True, False),
    "ListObjectVersions": ("ListBucketVersions", True, False),
    "GetBucketLocation": ("GetBucketLocation", True, True),
    "GetBucketVersioning": ("GetBucketVersioning", True, True),
    "GetBucketPolicy": ("GetBucketPolicy", True, True),
    "GetObjectLockConfiguration": ("GetBucketObjectLockConfiguration", True, True),
    "PutBucketPolicy": ("PutBucketPolicy", False, True),
    "DeleteBucketPolicy": ("DeleteBucketPolicy", False, True),
    "DeleteBucket": ("DeleteBucket", False, True),
}
# Operation: (action, action on a named version, reads only)
_ON_OBJECT: Mapping[str, tuple[str, str, bool]] = {
    "GetObject": ("GetObject", "GetObjectVersion", True),
    "HeadObject": ("GetObject", "GetObjectVersion", True),
    "PutObject": ("PutObject", "", False),
    "DeleteObject": ("DeleteObject", "DeleteObjectVersion", False),
}
_CONDITIONS = {"x-amz-acl": "s3:x-amz-acl", "x-amz-server-side-encryption": "s3:x-amz-server-side-encryption"}
_HARMLESS = {"x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-sdk-checksum-algorithm"}


def plan_s3(call: Call, inventory: Inventory) -> Plan:
    """Any S3 call that is served.

    Raises:
        AwsError: The operation or one of its headers is not known, or there is no such bucket.
    """
    _check_headers(call)
    bucket = inventory.bucket(call.params["Bucket"])
    if bucket is None:
        raise unknown_to_local_aws(call.service, "a bucket of that name")
    return _plan_object(call, inventory, bucket) if "Key" in call.params else _plan_bucket(call, bucket)


def _check_headers(call: Call) -> None:
    known = {*_CONDITIONS, *_HARMLESS}
    amazon = {name for name in call.raw.headers if name.startswith("x-amz-")}
    unknown = {name for name in amazon - known if not name.startswith("x-amz-checksum-")}
    if unknown:
        raise unknown_to_local_aws(call.service, f"the headers {sorted(unknown)}")


def _plan_bucket(call: Call, bucket: BucketView) -> Plan:
    action, read_only, management = _ON_BUCKET[call.operation]
    arn = f"arn:aws:s3:::{call.params['Bucket']}"
    context = {"s3:prefix": call.params["Prefix"]} if "Prefix" in call.params else {}
    return Plan(
        checks=(Check(f"s3:{action}", arn, context, bucket.policy),),
        parameters=_parameters(call),
        resources=(Resource(BUCKET, arn),),
        read_only=read_only,
        management=management,
    )


def _plan_object(call: Call, inventory: Inventory, bucket: BucketView) -> Plan:
    action, of_version, read_only = _ON_OBJECT[call.operation]
    if "VersionId" in call.params and not of_version:
        raise unknown_to_local_aws(call.service, f"{call.operation} of a version")
    arn = f"arn:aws:s3:::{call.params['Bucket']}/{call.params['Key']}"
    context = {key: call.raw.headers[name] for name, key in _CONDITIONS.items() if name in call.raw.headers}
    checks = [Check(f"s3:{of_version if 'VersionId' in call.params else action}", arn, context, bucket.policy)]
    uses_key = {"GetObject": "Decrypt", "PutObject": "GenerateDataKey"}.get(call.operation)
    if bucket.kms_key and uses_key:
        checks.append(_key_check(call, inventory, bucket.kms_key, uses_key, arn))
    return Plan(
        checks=tuple(checks),
        parameters=_parameters(call),
        resources=(Resource(OBJECT, arn), Resource(BUCKET, f"arn:aws:s3:::{call.params['Bucket']}")),
        read_only=read_only,
        management=False,
    )


def _key_check(call: Call, inventory: Inventory, named: str, action: str, object_arn: str) -> Check:
    arn = inventory.key_named(named)
    key = inventory.key(arn) if arn else None
    if key is None or not key.usable:
        raise unknown_to_local_aws(call.service, "the bucket's key, or it may not be used now")
    trail = inventory.trail_writing_to(call.params["Bucket"])
    context = {"aws:s3:arn": object_arn, **({"aws:cloudtrail:arn": trail} if trail else {})}
    return through_service(key, "s3", action, context)


def _parameters(call: Call) -> dict[str, Any]:
    names = {"Bucket": "bucketName", "Key": "key", "Prefix": "prefix", "VersionId": "versionId"}
    found: dict[str, Any] = {shown: call.params[name] for name, shown in names.items() if name in call.params}
    return {**found, "Host": call.raw.headers.get("host", "")}
