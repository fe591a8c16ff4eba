"""Shapes of what a company asks of its people when they sign in."""

import msgspec

from pytake_domain.identity import SignInRules


class SignInRulesIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`second_factor_demanded`: who has neither codes nor a passkey sets one up before anything else."""

    second_factor_demanded: bool


def rules_of(given: SignInRulesIO) -> SignInRules:
    """As the domain has it."""
    return SignInRules(second_factor_demanded=given.second_factor_demanded)


def rules_out(rules: SignInRules) -> SignInRulesIO:
    """As the contract shows it."""
    return SignInRulesIO(second_factor_demanded=rules.second_factor_demanded)
