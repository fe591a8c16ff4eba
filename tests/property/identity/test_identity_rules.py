import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.identity import Failures, Role, normalise_email
from pytake_domain.identity.errors import RefreshRefused
from pytake_domain.identity.lock_out import FORGET_AFTER, LONGEST_LOCK, lock_time, pair
from pytake_domain.identity.session import RefreshToken
from pytake_domain.identity.tenant import SLUG, slug_of
from pytake_domain.identity.user import ROLE_PERMISSIONS
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Invalid
from pytake_domain.testing.contracts.identity import a_tenant, a_user

AT = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
grantable = st.frozensets(st.sampled_from(sorted(set(Permission) - {Permission.PLATFORM})))


@given(
    role=st.sampled_from(sorted(ROLE_PERMISSIONS)), grants=grantable, denials=grantable, platform_admin=st.booleans()
)
def test_a_denial_always_wins_and_a_grant_otherwise(
    role: Role, grants: frozenset[Permission], denials: frozenset[Permission], *, platform_admin: bool
) -> None:
    user = a_user(a_tenant(), role=role, grants=grants, denials=denials, platform_admin=platform_admin)

    assert not user.permissions & denials
    assert grants - denials <= user.permissions
    assert user.permissions - grants - {Permission.PLATFORM} <= ROLE_PERMISSIONS[role]
    assert (Permission.PLATFORM in user.permissions) is platform_admin


@given(st.integers(1, 10_000))
def test_a_lock_never_shrinks_and_ends_within_a_day(count: int) -> None:
    assert lock_time(count) <= lock_time(count + 1) <= LONGEST_LOCK
    assert (lock_time(count) > dt.timedelta()) is (count >= 5)


@given(st.lists(st.integers(0, 3 * 24 * 3600), max_size=60))
def test_however_failures_fall_every_fifth_in_a_row_locks(pauses: list[int]) -> None:
    failures, now, in_a_row = Failures(), AT, 0
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        wait = failures.wait(now)
        if wait is not None:
            now += wait
        in_a_row = 0 if failures.is_old(now) else in_a_row
        failures = failures.failed(now)
        in_a_row += 1
        assert failures.count == in_a_row
        assert (failures.wait(now) is not None) is (in_a_row % 5 == 0)
    assert failures.is_old(now + LONGEST_LOCK + FORGET_AFTER)


@given(st.text(), st.text(), st.text(), st.text())
def test_pairs_differ_unless_both_parts_are_the_same(a: str, b: str, c: str, d: str) -> None:
    if "\x1f" not in a + b + c + d:
        assert (pair(a, b) == pair(c, d)) is ((a, b) == (c, d))


@given(st.text(max_size=300))
def test_a_normal_address_stays_what_it_is(text: str) -> None:
    try:
        plain = normalise_email(text)
    except Invalid:
        return
    assert normalise_email(plain) == plain


@given(st.emails(), st.sampled_from(["", " ", "\t"]))
def test_case_and_spaces_make_no_other_address(email: str, space: str) -> None:
    assert normalise_email(space + email.swapcase() + space) == normalise_email(email)


@given(st.text(max_size=200))
def test_every_name_gives_a_slug(name: str) -> None:
    assert SLUG.fullmatch(slug_of(name))


@given(st.text(max_size=300))
def test_a_refresh_token_is_read_back_or_refused(text: str) -> None:
    try:
        token = RefreshToken.parse(text)
    except RefreshRefused:
        return
    assert token.text() == text
    assert text not in repr(token)
