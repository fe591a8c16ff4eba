"""Who runs the servers: ourselves, or an unprivileged account when we are root (PostgreSQL refuses root)."""

import os
import pwd
import stat
from pathlib import Path

import msgspec

from pytake_app.embedded.errors import AccountError

ROOT = 0
PREFERRED_ACCOUNTS = ("pytake", "nobody")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`switch` says that children have to change to this account before they run."""

    uid: int
    gid: int
    name: str
    switch: bool

    def has(self, path: Path, owner_bit: int) -> bool:
        """Does `path` grant this account the right whose owner's bit is given, as stat.S_IXUSR?

        Access control lists are not looked at: what only they allow counts as refused.
        """
        info = path.stat()
        if info.st_uid == self.uid:
            return bool(info.st_mode & owner_bit)
        if info.st_gid == self.gid:
            return bool(info.st_mode & owner_bit >> 3)
        return bool(info.st_mode & owner_bit >> 6)

    def blocked_at(self, folder: Path) -> Path | None:
        """Give the first folder on the way to, and including, `folder` that the account can't pass; None if none."""
        if not self.switch:
            return None
        real = folder.resolve()
        way = (*reversed(real.parents), real)
        return next((each for each in way if not self.has(each, stat.S_IXUSR)), None)

    def can_read(self, file: Path) -> bool:
        if not self.switch:
            return True
        return self.blocked_at(file.parent) is None and self.has(file, stat.S_IRUSR)


def serving_account(data: Path, wanted: str | None = None) -> Account:
    """Choose who runs the servers on `data`.

    Whoever owns the data already keeps it: that also lets root serve the folder of an ordinary user without taking
    it away. `wanted` names an account for a new folder.
    """
    uid = os.geteuid()
    if uid != ROOT:
        return Account(uid=uid, gid=os.getegid(), name=_name(uid), switch=False)
    owner = _owner(data)
    if owner is None:
        found = _by_name(wanted)
        return Account(uid=found.pw_uid, gid=found.pw_gid, name=found.pw_name, switch=True)
    name = _name(owner.st_uid)
    if wanted not in {None, name}:
        raise AccountError(
            f"{data} belongs to {name}, not to {wanted}; leave the account out, or choose another folder"
        )
    return Account(uid=owner.st_uid, gid=owner.st_gid, name=name, switch=True)


def _owner(data: Path) -> os.stat_result | None:
    for folder in (data / "postgres", data):
        if folder.is_dir() and (info := folder.stat()).st_uid != ROOT:
            return info
    return None


def _by_name(wanted: str | None) -> pwd.struct_passwd:
    for name in (wanted,) if wanted else PREFERRED_ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != ROOT:
            return found
    raise AccountError(
        f"the servers must not run as root, and there is no account {wanted or ' or '.join(PREFERRED_ACCOUNTS)} "
        "to run them as; create one, or start PyTake as an ordinary user"
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        # Containers often run under a number that no account has.
        return f"uid {uid}"
