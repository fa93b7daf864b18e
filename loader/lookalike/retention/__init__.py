"""Retention policies: rules that come from a file, are checked, and are stored in the archive."""

from lookalike.retention.difference import Difference, Move, find_difference
from lookalike.retention.policy import Policy, Rule, Vocabulary, read_vocabulary
from lookalike.retention.policy_file import format_policy, read_policy
from lookalike.retention.store import apply_policy, list_policies, load_policy, store_policy

__all__ = [
    "Difference",
    "Move",
    "Policy",
    "Rule",
    "Vocabulary",
    "apply_policy",
    "find_difference",
    "format_policy",
    "list_policies",
    "load_policy",
    "read_policy",
    "read_vocabulary",
    "store_policy",
]
