"""Tenants, their people and machines, and who may do what."""

from pytake_domain.identity.activity import Activity
from pytake_domain.identity.api_key import ApiKey
from pytake_domain.identity.errors import (
    ApiKeyNotFound,
    ApiKeyRefused,
    CodeWrong,
    CredentialsWrong,
    EmailTaken,
    InvitationRefused,
    LastAdministrator,
    RefreshRefused,
    SecondFactorOff,
    SecondFactorOn,
    SecondStepRefused,
    SessionNotFound,
    SignInLocked,
    SlugTaken,
    TenantNotFound,
    TenantStatusRefused,
    TokenExpired,
    TokenRefused,
    UserInactive,
    UserNotFound,
)
from pytake_domain.identity.events import (
    ApiKeyCreated,
    ApiKeyRevoked,
    SessionRevoked,
    SessionStarted,
    TenantRegistered,
    TenantStatusChanged,
    UserAdded,
    UserChanged,
    UserRemoved,
)
from pytake_domain.identity.invitation import Invitation
from pytake_domain.identity.lock_out import FORGET_AFTER, Failures
from pytake_domain.identity.plan import Limit, Plan, PlanLimits
from pytake_domain.identity.ports import (
    ActivityLog,
    ApiKeyRepository,
    Claims,
    IdentityLookup,
    IdentityWork,
    KeyStanding,
    LockOuts,
    PasswordHasher,
    SecondFactorRepository,
    SessionRepository,
    Standing,
    TenantRepository,
    TokenSigner,
    UserRepository,
    VaultKeys,
    WrappedKey,
)
from pytake_domain.identity.preferences import NotificationPreferences, Preferences
from pytake_domain.identity.second_factor import SecondFactor
from pytake_domain.identity.session import Device, Session
from pytake_domain.identity.signed_in import SignedIn, SignedInCache
from pytake_domain.identity.tenant import Branding, Tenant, TenantSettings, TenantStatus
from pytake_domain.identity.totp import code_at, step_of
from pytake_domain.identity.use_cases.activity import ReadActivity
from pytake_domain.identity.use_cases.authenticate import Authenticate
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.use_cases.manage_api_keys import ManageApiKeys, NewApiKey
from pytake_domain.identity.use_cases.manage_users import ManageUsers, NewUser, require_within, sign_out
from pytake_domain.identity.use_cases.me import Me, ReadMe
from pytake_domain.identity.use_cases.passwords import ManagePasswords
from pytake_domain.identity.use_cases.register import RegisterTenants
from pytake_domain.identity.use_cases.second_factors import Enrolment, ManageSecondFactors
from pytake_domain.identity.use_cases.second_step import SecondStep, SecondSteps, VerifySecondSteps
from pytake_domain.identity.use_cases.sessions import ManageSessions
from pytake_domain.identity.use_cases.sign_in import SignIn
from pytake_domain.identity.user import ROLE_PERMISSIONS, Role, Source, User, UserView, normalise_email, sources

__all__ = [
    "FORGET_AFTER",
    "ROLE_PERMISSIONS",
    "Activity",
    "ActivityLog",
    "ApiKey",
    "ApiKeyCreated",
    "ApiKeyNotFound",
    "ApiKeyRefused",
    "ApiKeyRepository",
    "ApiKeyRevoked",
    "Authenticate",
    "Branding",
    "Claims",
    "CodeWrong",
    "CredentialsWrong",
    "Device",
    "EmailTaken",
    "Enrolment",
    "Failures",
    "IdentityLookup",
    "IdentityWork",
    "Invitation",
    "InvitationRefused",
    "Issued",
    "KeyStanding",
    "LastAdministrator",
    "Limit",
    "LockOuts",
    "ManageApiKeys",
    "ManagePasswords",
    "ManageSecondFactors",
    "ManageSessions",
    "ManageUsers",
    "Me",
    "NewApiKey",
    "NewUser",
    "NotificationPreferences",
    "PasswordHasher",
    "Plan",
    "PlanLimits",
    "Preferences",
    "ReadActivity",
    "ReadMe",
    "RefreshRefused",
    "RegisterTenants",
    "Role",
    "SecondFactor",
    "SecondFactorOff",
    "SecondFactorOn",
    "SecondFactorRepository",
    "SecondStep",
    "SecondStepRefused",
    "SecondSteps",
    "Session",
    "SessionNotFound",
    "SessionRepository",
    "SessionRevoked",
    "SessionStarted",
    "SignIn",
    "SignInLocked",
    "SignedIn",
    "SignedInCache",
    "SlugTaken",
    "Source",
    "Standing",
    "Tenant",
    "TenantNotFound",
    "TenantRegistered",
    "TenantRepository",
    "TenantSettings",
    "TenantStatus",
    "TenantStatusChanged",
    "TenantStatusRefused",
    "TokenExpired",
    "TokenIssuer",
    "TokenRefused",
    "TokenSigner",
    "User",
    "UserAdded",
    "UserChanged",
    "UserInactive",
    "UserNotFound",
    "UserRemoved",
    "UserRepository",
    "UserView",
    "VaultKeys",
    "VerifySecondSteps",
    "WrappedKey",
    "code_at",
    "normalise_email",
    "require_within",
    "sign_out",
    "sources",
    "step_of",
]
