"""The policy evaluator of the local AWS: what IAM, STS and KMS would answer, from the very documents of production.

Pure and standard library only. What it does not know it refuses (`UnsupportedPolicyError`), so that a gap can only make
the local AWS stricter than AWS.
"""

from .assume import evaluate_assume_role
from .errors import UnsupportedPolicyError
from .layers import evaluate
from .model import Principal, Request, Verdict
from .policy import NamedPolicy

__all__ = [
    "NamedPolicy",
    "Principal",
    "Request",
    "UnsupportedPolicyError",
    "Verdict",
    "evaluate",
    "evaluate_assume_role",
]
