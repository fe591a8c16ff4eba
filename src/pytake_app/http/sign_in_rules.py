"""What a company asks of its people when they sign in."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from pytake_app.wire.sign_in_rules import SignInRulesIO, rules_of, rules_out
from pytake_domain.identity import ManageSignInRules
from pytake_domain.kernel.actor import Actor


class SignInRulesController(Controller):
    """`/api/v1/sign-in-rules`."""

    path = "/api/v1/sign-in-rules"
    tags = ("users",)

    @get(summary="What the company asks of its people when they sign in")
    async def read(
        self, actor: NamedDependency[Actor], manage_sign_in_rules: NamedDependency[ManageSignInRules]
    ) -> SignInRulesIO:
        """For administrators."""
        return rules_out(await manage_sign_in_rules.read(actor))

    @put(summary="Ask the company's people for a second factor, or not")
    async def change(
        self,
        data: JSONBody[SignInRulesIO],
        actor: NamedDependency[Actor],
        manage_sign_in_rules: NamedDependency[ManageSignInRules],
    ) -> SignInRulesIO:
        """It takes all that an administrator may do, and to switch it on a second factor of one's own. Who came by a password and
        has none is refused everything else until they have set one up, also where they are signed in already. API keys and who
        came by the company's provider are not asked.
        """
        return rules_out(await manage_sign_in_rules.change(actor, rules_of(data)))
