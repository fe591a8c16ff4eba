"""What can keep a backup from being made or restored; each message says what to do."""


class BackupError(Exception):
    """It can't go on as asked."""


class WrongKey(BackupError):
    """The backup was sealed for somebody else."""

    def __init__(self) -> None:
        super().__init__("this key does not open the backup; it was sealed for another: look for the key of that time")


class Damaged(BackupError):
    """Bytes are missing or changed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the backup is damaged or cut off ({what}); nothing of it can be trusted: take another copy")
