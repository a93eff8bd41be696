"""The one error of the evaluator."""

from __future__ import annotations


class UnsupportedPolicyError(Exception):
    """A policy or request says something that the evaluator does not model.

    The caller must refuse the request. That holds for a gap in an Allow and in a Deny alike, so whatever the
    evaluator does not know can only make the local AWS stricter than AWS, never looser.
    """
