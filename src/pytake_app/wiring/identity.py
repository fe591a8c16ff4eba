"""Use cases of companies, their people, and how those sign in."""

from dependency_injector import containers, providers

from pytake_app.wiring.logos import StoredLogos
from pytake_domain.identity import (
    AppointAdministrators,
    Authenticate,
    BrandTenants,
    EraseTenants,
    MailPeople,
    MailTokens,
    ManageApiKeys,
    ManagePasskeys,
    ManagePasswords,
    ManageRoles,
    ManageSecondFactors,
    ManageSessions,
    ManageSignInRules,
    ManageSignOn,
    ManageTenants,
    ManageUsers,
    ReadActivity,
    ReadMe,
    RecoverAccess,
    RegisterTenants,
    SecondSteps,
    SignedInCache,
    SignIn,
    SignInWithPasskeys,
    SignOnByProvider,
    TokenIssuer,
    VerifySecondSteps,
)
from pytake_domain.messaging import ReadMedia, StoreMedia
from pytake_domain.routing import RemovePeople


class IdentityUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    store_media: providers.Dependency[StoreMedia] = providers.Dependency(instance_of=StoreMedia)
    read_media: providers.Dependency[ReadMedia] = providers.Dependency(instance_of=ReadMedia)

    signed_in = providers.Singleton(SignedInCache)
    issuer = providers.Singleton(TokenIssuer, tokens=adapters.key_ring, ids=adapters.ids, chance=adapters.chance)
    second_steps = providers.Singleton(SecondSteps, vault=adapters.vault)
    authenticate = providers.Singleton(
        Authenticate,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        tokens=adapters.key_ring,
        cache=signed_in,
        clock=adapters.clock,
    )
    register_tenants = providers.Singleton(
        RegisterTenants,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        issuer=issuer,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    sign_in = providers.Singleton(
        SignIn,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        lock_outs=adapters.lock_outs,
        hasher=adapters.passwords,
        issuer=issuer,
        steps=second_steps,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_sessions = providers.Singleton(
        ManageSessions, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    read_me = providers.Singleton(ReadMe, open_work=adapters.open_reading)
    manage_passwords = providers.Singleton(
        ManagePasswords,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        lock_outs=adapters.lock_outs,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_users = providers.Singleton(
        ManageUsers,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        proofs=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    verify_second_steps = providers.Singleton(
        VerifySecondSteps,
        open_work=adapters.open_work,
        vault=adapters.vault,
        steps=second_steps,
        lock_outs=adapters.lock_outs,
        issuer=issuer,
        clock=adapters.clock,
    )
    manage_second_factors = providers.Singleton(
        ManageSecondFactors,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        vault=adapters.vault,
        passwords=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_passkeys = providers.Singleton(
        ManagePasskeys,
        open_work=adapters.open_work,
        ceremonies=adapters.ceremonies,
        verifier=adapters.passkey_verifier,
        passwords=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    sign_in_with_passkeys = providers.Singleton(
        SignInWithPasskeys,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        ceremonies=adapters.ceremonies,
        verifier=adapters.passkey_verifier,
        lock_outs=adapters.lock_outs,
        limiter=adapters.rate_limiter,
        steps=second_steps,
        issuer=issuer,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_sign_in_rules = providers.Singleton(
        ManageSignInRules, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_sign_on = providers.Singleton(
        ManageSignOn,
        open_work=adapters.open_work,
        providers=adapters.open_id_providers,
        vault=adapters.vault,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    sign_on_by_provider = providers.Singleton(
        SignOnByProvider,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        directory=adapters.tenant_directory,
        providers=adapters.open_id_providers,
        ceremonies=adapters.ceremonies,
        hasher=adapters.passwords,
        issuer=issuer,
        vault=adapters.vault,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    read_activity = providers.Singleton(ReadActivity, open_work=adapters.open_work)
    remove_people = providers.Singleton(
        RemovePeople, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_api_keys = providers.Singleton(
        ManageApiKeys,
        open_work=adapters.open_work,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    mail_tokens = providers.Singleton(MailTokens, vault=adapters.vault)
    mail_people = providers.Singleton(
        MailPeople,
        open_work=adapters.open_work,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        texts=adapters.mail_texts,
        clock=adapters.clock,
    )
    recover_access = providers.Singleton(
        RecoverAccess,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        passwords=manage_passwords,
        hasher=adapters.passwords,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        limiter=adapters.rate_limiter,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_roles = providers.Singleton(
        ManageRoles, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_tenants = providers.Singleton(
        ManageTenants,
        open_work=adapters.open_work,
        directory=adapters.tenant_directory,
        hasher=adapters.passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    erase_tenants = providers.Singleton(
        EraseTenants,
        open_work=adapters.open_work,
        stores=adapters.tenant_stores,
        erasures=adapters.erasures,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    appoint_administrators = providers.Singleton(
        AppointAdministrators,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    logos = providers.Singleton(StoredLogos, store_media, read_media)
    brand_tenants = providers.Singleton(
        BrandTenants, tenants=manage_tenants, directory=adapters.tenant_directory, logos=logos
    )
