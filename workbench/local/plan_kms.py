"""KMS calls. The key of a decryption is read from the ciphertext, as KMS does.

Source: "Actions, resources, and condition keys for AWS Key Management Service", "Logging AWS KMS API calls".
Grants are kept and give nobody anything here: stricter than AWS.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from . import digests
from .call import Call
from .errors import AwsError, unknown_to_local_aws
from .inventory import Inventory, KeyView
from .names import ACCOUNT, REGION, alias_arn
from .plan import Check, Plan, Resource, lower_first, only, shown

KEY = "AWS::KMS::Key"
SYMMETRIC = "SYMMETRIC_DEFAULT"
_KEY_ID_BYTES = 36
_ENCRYPT_WITH = {
    "GenerateDataKey": {"KeyId", "EncryptionContext", "NumberOfBytes", "KeySpec"},
    "GenerateDataKeyWithoutPlaintext": {"KeyId", "EncryptionContext", "NumberOfBytes", "KeySpec"},
    "Encrypt": {"KeyId", "Plaintext", "EncryptionContext", "EncryptionAlgorithm"},
}
_ASYMMETRIC = {
    "Sign": {"KeyId", "Message", "MessageType", "SigningAlgorithm"},
    "Verify": {"KeyId", "Message", "MessageType", "Signature", "SigningAlgorithm"},
    "GetPublicKey": {"KeyId"},
}
_SIGNATURES = {"Sign", "Verify"}
# Operation: (reads only, parameters)
_ON_KEY: Mapping[str, tuple[bool, set[str]]] = {
    "DescribeKey": (True, {"KeyId"}),
    "GetKeyPolicy": (True, {"KeyId", "PolicyName"}),
    "ListKeyPolicies": (True, {"KeyId"}),
    "GetKeyRotationStatus": (True, {"KeyId"}),
    "ListGrants": (True, {"KeyId", "Limit", "Marker"}),
    "ListResourceTags": (True, {"KeyId"}),
    "PutKeyPolicy": (False, {"KeyId", "PolicyName", "Policy", "BypassPolicyLockoutSafetyCheck"}),
    "DisableKey": (False, {"KeyId"}),
    "EnableKey": (False, {"KeyId"}),
    "ScheduleKeyDeletion": (False, {"KeyId", "PendingWindowInDays"}),
    "CancelKeyDeletion": (False, {"KeyId"}),
    "EnableKeyRotation": (False, {"KeyId"}),
    "DisableKeyRotation": (False, {"KeyId"}),
    "RevokeGrant": (False, {"KeyId", "GrantId"}),
    "CreateGrant": (False, {"KeyId", "GranteePrincipal", "RetiringPrincipal", "Operations", "Constraints", "Name"}),
}
_ON_NOTHING: Mapping[str, tuple[bool, set[str]]] = {
    "ListKeys": (True, {"Limit", "Marker"}),
    "ListAliases": (True, {"Limit", "Marker"}),
    "CreateKey": (False, {"Description", "KeySpec", "KeyUsage", "Policy", "BypassPolicyLockoutSafetyCheck"}),
}
_ON_ALIAS = {"CreateAlias": {"AliasName", "TargetKeyId"}, "DeleteAlias": {"AliasName"}}
_HIDDEN = {"Plaintext", "CiphertextBlob", "Message", "Signature"}


def plan_kms(call: Call, inventory: Inventory) -> Plan:
    """Any KMS call that is served.

    Raises:
        AwsError: The operation or a parameter is not known, the key does not exist or may not be used now.
    """
    if call.operation in _ENCRYPT_WITH:
        only(call, _ENCRYPT_WITH[call.operation], required=["KeyId"])
        return _cryptographic(call, _usable(_named(call, inventory)))
    if call.operation == "Decrypt":
        only(call, {"CiphertextBlob", "EncryptionContext", "KeyId", "EncryptionAlgorithm"}, required=["CiphertextBlob"])
        return _cryptographic(call, _usable(_of_ciphertext(call, inventory, "KeyId")))
    if call.operation == "ReEncrypt":
        return _plan_reencrypt(call, inventory)
    if call.operation in _ASYMMETRIC or call.operation in _ON_KEY:
        return _plan_on_key(call, inventory)
    if call.operation in _ON_ALIAS:
        return _plan_alias(call, inventory)
    if call.operation not in _ON_NOTHING:
        raise unknown_to_local_aws(call.service, call.operation)
    read_only, allowed = _ON_NOTHING[call.operation]
    only(call, allowed)
    context = {"kms:CallerAccount": ACCOUNT}
    return Plan((Check(f"kms:{call.operation}", "*", context),), _parameters(call), read_only=read_only)


def _plan_on_key(call: Call, inventory: Inventory) -> Plan:
    uses = call.operation in _ASYMMETRIC
    read_only, allowed = (True, _ASYMMETRIC[call.operation]) if uses else _ON_KEY[call.operation]
    only(call, allowed, required=["KeyId"])
    key = _named(call, inventory)
    context: dict[str, Any] = {"kms:CallerAccount": ACCOUNT}
    if call.operation == "CreateGrant":
        context["kms:GrantIsForAWSResource"] = "false"
    if call.operation in _SIGNATURES:
        context |= _signature(call)
    check = Check(f"kms:{call.operation}", (_usable(key) if uses else key).arn, context, key.policy)
    return Plan((check,), _parameters(call), (Resource(KEY, key.arn),), read_only=read_only)


def _signature(call: Call) -> dict[str, Any]:
    """The condition keys of a signature.

    Raises:
        AwsError: What is said to be a digest has not the length of one.
    """
    algorithm, kind = str(call.params.get("SigningAlgorithm", "")), str(call.params.get("MessageType", "RAW"))
    message = base64.b64decode(str(call.params.get("Message", "")))
    if kind == digests.DIGEST and len(message) != digests.length(algorithm):
        raise AwsError(code="ValidationException", message=f"Digest is invalid length for algorithm {algorithm}.")
    return {"kms:SigningAlgorithm": algorithm, "kms:MessageType": kind}


def through_service(key: KeyView, service: str, action: str, encryption_context: Mapping[str, str]) -> Check:
    """The use of a key by a service on the caller's behalf."""
    via = {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}
    return Check(f"kms:{action}", key.arn, {**via, **encryption(encryption_context)}, key.policy, service)


def encryption_context_of(check: Check) -> dict[str, str]:
    """The encryption context that a check's conditions describe."""
    prefix = "kms:EncryptionContext:"
    return {name.removeprefix(prefix): str(value) for name, value in check.context.items() if name.startswith(prefix)}


def encryption(context: Mapping[str, str]) -> dict[str, Any]:
    """The condition keys of a cryptographic call with this encryption context."""
    found: dict[str, Any] = {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
    found["kms:CallerAccount"] = ACCOUNT
    if context:
        found["kms:EncryptionContextKeys"] = tuple(sorted(context))
    return found


def _cryptographic(call: Call, key: KeyView) -> Plan:
    check = Check(f"kms:{call.operation}", key.arn, encryption(_context_of(call, "EncryptionContext")), key.policy)
    parameters = {"keyId": key.arn, **_parameters(call)}
    if call.operation in ("Decrypt", "Encrypt"):
        parameters["encryptionAlgorithm"] = call.params.get("EncryptionAlgorithm", SYMMETRIC)
    return Plan((check,), parameters, (Resource(KEY, key.arn),))


def _context_of(call: Call, name: str) -> dict[str, str]:
    context = call.params.get(name) or {}
    if not isinstance(context, dict) or not all(isinstance(value, str) for value in context.values()):
        raise unknown_to_local_aws(call.service, f"this {name}")
    if len({key.lower() for key in context}) != len(context):
        raise unknown_to_local_aws(call.service, "encryption context keys that differ by case alone")
    return context


def _plan_reencrypt(call: Call, inventory: Inventory) -> Plan:
    contexts = {"SourceEncryptionContext", "DestinationEncryptionContext"}
    only(call, {"CiphertextBlob", "SourceKeyId", "DestinationKeyId"} | contexts, required=["CiphertextBlob"])
    source = _usable(_of_ciphertext(call, inventory, "SourceKeyId"))
    target = _usable(_found(inventory, str(call.params.get("DestinationKeyId", ""))))
    before, after = (encryption(_context_of(call, name)) for name in sorted(contexts, reverse=True))
    return Plan(
        checks=(
            Check("kms:ReEncryptFrom", source.arn, before, source.policy),
            Check("kms:ReEncryptTo", target.arn, after, target.policy),
        ),
        parameters={**_parameters(call), "sourceKeyId": source.arn, "destinationKeyId": target.arn},
        resources=(Resource(KEY, source.arn), Resource(KEY, target.arn)),
    )


def _plan_alias(call: Call, inventory: Inventory) -> Plan:
    only(call, _ON_ALIAS[call.operation], required=["AliasName"])
    name = str(call.params["AliasName"])
    key = _found(inventory, str(call.params.get("TargetKeyId", name)))
    action, context = f"kms:{call.operation}", {"kms:CallerAccount": ACCOUNT}
    checks = (Check(action, alias_arn(name), context), Check(action, key.arn, context, key.policy))
    return Plan(checks, _parameters(call), (Resource(KEY, key.arn),), read_only=False)


def _parameters(call: Call) -> dict[str, Any]:
    names = [name for name in call.params if name not in _HIDDEN]
    return {lower_first(name): value for name, value in shown(call.params, names).items()}


def _named(call: Call, inventory: Inventory) -> KeyView:
    return _found(inventory, str(call.params["KeyId"]))


def _found(inventory: Inventory, identifier: str) -> KeyView:
    arn = inventory.key_named(identifier)
    key = inventory.key(arn) if arn else None
    if key is None:
        raise AwsError(code="NotFoundException", message="Key is not found")
    return key


def _of_ciphertext(call: Call, inventory: Inventory, named: str) -> KeyView:
    """The key that made the ciphertext: its id is the ciphertext's first 36 bytes in the store behind the front."""
    try:
        blob = base64.b64decode(str(call.params["CiphertextBlob"]), validate=True)
        arn = inventory.key_named(blob[:_KEY_ID_BYTES].decode("ascii"))
    except (binascii.Error, UnicodeDecodeError):
        arn = None
    key = inventory.key(arn) if arn else None
    if key is None:
        raise AwsError(code="InvalidCiphertextException", message="")
    if named in call.params and inventory.key_named(str(call.params[named])) != key.arn:
        message = "The key ID in the request does not identify a CMK that can perform this operation."
        raise AwsError(code="IncorrectKeyException", message=message)
    return key


def _usable(key: KeyView) -> KeyView:
    if key.usable:
        return key
    if key.state == "Disabled":
        raise AwsError(code="DisabledException", message=f"{key.arn} is disabled.")
    raise AwsError(code="KMSInvalidStateException", message=f"{key.arn} is pending deletion.")
