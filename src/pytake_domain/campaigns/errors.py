"""What campaigns refuse."""

from pytake_domain.kernel.errors import Conflict, Invalid, NotFound


class CampaignNotFound(NotFound):
    """There is no such campaign."""

    code = "CAMPAIGN_NOT_FOUND"


class CampaignLocked(Conflict):
    """It can't be done in the status it has; `status` says which, `allowed` in which it could."""

    code = "CAMPAIGN_LOCKED"


class CampaignNotReady(Invalid):
    """It can't be started as it is; each problem says what to change."""

    code = "CAMPAIGN_NOT_READY"


class CampaignNameTaken(Conflict):
    """There is a campaign of that name."""

    code = "CAMPAIGN_NAME_TAKEN"


class NothingToRetry(Conflict):
    """Nobody's message failed for a reason that another try could mend."""

    code = "NOTHING_TO_RETRY"
