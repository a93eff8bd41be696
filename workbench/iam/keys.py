"""The condition keys that the evaluator knows.

A key belongs here only if the front sets it whenever AWS would, or refuses the calls that would carry it: a negated
operator is true for an absent key, so a key that AWS sets and the front does not would make an Allow looser here. Names
are lower case; a name that ends in `/` or `:` is a family whose last part is free (a tag's key, a part of an encryption
context).

Source: the Service Authorization Reference's condition keys of each service, and "AWS global condition context keys".
"""

from __future__ import annotations

from .errors import UnsupportedPolicyError

_SINGLE: dict[str, frozenset[str]] = {
    "aws": frozenset(
        {
            "aws:currenttime",
            "aws:epochtime",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalisawsservice",
            "aws:principalservicename",
            "aws:principaltag/",
            "aws:principaltype",
            "aws:requesttag/",
            "aws:securetransport",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceip",
            "aws:useragent",
            "aws:userid",
            "aws:username",
        }
    ),
    "cloudwatch": frozenset({"cloudwatch:namespace"}),
    "dynamodb": frozenset(
        {
            "dynamodb:enclosingoperation",
            "dynamodb:returnvalues",
            "dynamodb:select",
        }
    ),
    "kms": frozenset(
        {
            "kms:calleraccount",
            "kms:encryptioncontext:",
            "kms:grantisforawsresource",
            "kms:messagetype",
            "kms:signingalgorithm",
            "kms:viaservice",
        }
    ),
    "s3": frozenset({"s3:prefix", "s3:x-amz-acl", "s3:x-amz-server-side-encryption"}),
    "sts": frozenset({"sts:externalid", "sts:rolesessionname", "sts:sourceidentity"}),
}
_MULTI: dict[str, frozenset[str]] = {
    "aws": frozenset({"aws:tagkeys"}),
    "dynamodb": frozenset({"dynamodb:attributes", "dynamodb:leadingkeys"}),
    "kms": frozenset({"kms:encryptioncontextkeys"}),
    "sts": frozenset({"sts:transitivetagkeys"}),
}


def normal(key: str) -> str:
    """The form in which keys are compared: AWS ignores their case."""
    return key.lower()


def _listed(key: str, known: dict[str, frozenset[str]]) -> bool:
    names = known.get(key.partition(":")[0], frozenset())
    return key in names or any(n[-1] in "/:" and key.startswith(n) and len(key) > len(n) for n in names)


def check_known(key: str) -> str:
    """Return the key's normal form.

    Raises:
        UnsupportedPolicyError: The key is in no list above, or is a family's name without its last part.
    """
    name = normal(key)
    if name[-1:] not in ("/", ":") and (_listed(name, _SINGLE) or _listed(name, _MULTI)):
        return name
    msg = f"unknown condition key {key!r}"
    raise UnsupportedPolicyError(msg)


def is_multi_valued(key: str) -> bool:
    """Whether AWS documents this key (in normal form) as one with several values."""
    return _listed(key, _MULTI)
