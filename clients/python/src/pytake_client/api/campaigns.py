"""`campaigns`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, Upload, path_of
from pytake_client.types import (
    AnalyticsOut,
    CampaignAudienceOut,
    CampaignIn,
    CampaignOut,
    CampaignReasonIn,
    CampaignShownOut,
    CampaignStatus,
    CampaignTestIn,
    CampaignTestOut,
    CampaignType,
    EstimateOut,
    Listed,
    PolicyIO,
    RecipientOut,
    RetryIn,
    TableForm,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: CampaignStatus | None = None,
    type: CampaignType | None = None,
    q: str | None = None,
) -> Call[Listed[CampaignOut]]:
    """Campaigns.

    Last made first, each with its progress.
    """
    return Call(
        "GET",
        "/api/v1/campaigns",
        returns=Listed[CampaignOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "type": type,
            "q": q,
        },
        by_cursor=True,
    )


def add(body: CampaignIn) -> Call[CampaignOut]:
    """Draw up a campaign.

    A draft: what it needs to be started may be missing still. Nothing leaves before the start.
    """
    return Call("POST", "/api/v1/campaigns", returns=CampaignOut, body=body)


def one(campaign_id: Id) -> Call[CampaignOut]:
    """One with its progress.

    As it is now.
    """
    return Call("GET", path_of("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id), returns=CampaignOut)


def change(campaign_id: Id, body: CampaignIn) -> Call[CampaignOut]:
    """Change a campaign.

    As a whole, while it is a draft, scheduled or paused. Once it has begun, who is in it and why stays.
    """
    return Call(
        "PUT", path_of("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id), returns=CampaignOut, body=body
    )


def remove(campaign_id: Id) -> Call[None]:
    """Delete a campaign.

    A draft, or one that is over. Its messages stay in their conversations.
    """
    return Call("DELETE", path_of("/api/v1/campaigns/{campaign_id}", campaign_id=campaign_id), returns=None)


def duplicate(campaign_id: Id) -> Call[CampaignOut]:
    """Copy as a draft.

    Without its times.
    """
    return Call(
        "POST", path_of("/api/v1/campaigns/{campaign_id}/duplicate", campaign_id=campaign_id), returns=CampaignOut
    )


def estimate(body: CampaignIn) -> Call[EstimateOut]:
    """What a campaign would do.

    To how many, who is left out and why, what it costs, when it is through, and what keeps it from being started;
    nothing is saved.
    """
    return Call("POST", "/api/v1/campaigns/estimate", returns=EstimateOut, body=body)


def pause(campaign_id: Id, body: CampaignReasonIn | None) -> Call[CampaignOut]:
    """Pause; nothing more leaves.

    Within a second.
    """
    return Call(
        "POST",
        path_of("/api/v1/campaigns/{campaign_id}/pause", campaign_id=campaign_id),
        returns=CampaignOut,
        body=body,
    )


def policy() -> Call[PolicyIO]:
    """What holds for all campaigns.

    Caps for each person, quiet hours, the control group, and when campaigns pause by themselves.
    """
    return Call("GET", "/api/v1/campaigns/policy", returns=PolicyIO)


def set_policy(body: PolicyIO) -> Call[PolicyIO]:
    """Change what holds for all campaigns.

    From now on, running campaigns included.
    """
    return Call("PUT", "/api/v1/campaigns/policy", returns=PolicyIO, body=body)


def retry(campaign_id: Id, body: RetryIn) -> Call[CampaignOut]:
    """Try those that failed again.

    For reasons after which nothing can have arrived.
    """
    return Call(
        "POST",
        path_of("/api/v1/campaigns/{campaign_id}/retry", campaign_id=campaign_id),
        returns=CampaignOut,
        body=body,
    )


def start(campaign_id: Id) -> Call[CampaignOut]:
    """Start or resume.

    Refused with all that is to be changed first.
    """
    return Call("POST", path_of("/api/v1/campaigns/{campaign_id}/start", campaign_id=campaign_id), returns=CampaignOut)


def stop(campaign_id: Id, body: CampaignReasonIn | None) -> Call[CampaignOut]:
    """Stop for good.

    Within a second; those who wait are told off piece by piece, and until then it is `stopping`.
    """
    return Call(
        "POST", path_of("/api/v1/campaigns/{campaign_id}/stop", campaign_id=campaign_id), returns=CampaignOut, body=body
    )


def analytics(campaign_id: Id) -> Call[AnalyticsOut]:
    """What came of it.

    Sent, delivered, read, replied, failed by reason, cost, per step and variant; equal to the ledger at every moment.
    """
    return Call(
        "GET", path_of("/api/v1/campaigns/{campaign_id}/analytics", campaign_id=campaign_id), returns=AnalyticsOut
    )


def audience(campaign_id: Id, *, options: str | None = None, file: Upload) -> Call[CampaignAudienceOut]:
    """A file as the audience.

    CSV or XLSX, as an import of contacts takes it. Its people are on a list of this campaign alone (whatever `list_id` of
    the options says); columns that are nothing of a contact are said by `{{ file.column }}`. In the place of an earlier
    file, and only until the campaign has begun, which it can't before the import is done.
    """
    return Call(
        "POST",
        path_of("/api/v1/campaigns/{campaign_id}/audience", campaign_id=campaign_id),
        returns=CampaignAudienceOut,
        form={"options": options, "file": file},
    )


def estimate_of_campaign(campaign_id: Id) -> Call[EstimateOut]:
    """What is left of a campaign.

    As the estimate of a draft, of one that is saved.
    """
    return Call(
        "GET", path_of("/api/v1/campaigns/{campaign_id}/estimate", campaign_id=campaign_id), returns=EstimateOut
    )


def export(
    campaign_id: Id,
    *,
    outcome: str | None = None,
    reason: str | None = None,
    variant: str | None = None,
    step: int | None = None,
    replied: bool | None = None,
    format: TableForm | None = None,
) -> Call[bytes]:
    """A row a recipient as a file.

    CSV or XLSX, with the filters of the list; streamed.
    """
    return Call(
        "GET",
        path_of("/api/v1/campaigns/{campaign_id}/export", campaign_id=campaign_id),
        returns=bytes,
        query={
            "outcome": outcome,
            "reason": reason,
            "variant": variant,
            "step": step,
            "replied": replied,
            "format": format,
        },
    )


def preview(
    campaign_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    contact_id: list[Id] | None = None,
    step: int | None = None,
) -> Call[Listed[CampaignShownOut]]:
    """As these people would read it.

    In every variant, without a `contact_id` for three of the audience; nothing is sent.
    """
    return Call(
        "GET",
        path_of("/api/v1/campaigns/{campaign_id}/preview", campaign_id=campaign_id),
        returns=Listed[CampaignShownOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "contact_id": contact_id,
            "step": step,
        },
        by_cursor=True,
    )


def recipients(
    campaign_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    outcome: str | None = None,
    reason: str | None = None,
    variant: str | None = None,
    step: int | None = None,
    replied: bool | None = None,
) -> Call[Listed[RecipientOut]]:
    """A row a recipient.

    By cursor; numbers masked for who may not see them.
    """
    return Call(
        "GET",
        path_of("/api/v1/campaigns/{campaign_id}/recipients", campaign_id=campaign_id),
        returns=Listed[RecipientOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "outcome": outcome,
            "reason": reason,
            "variant": variant,
            "step": step,
            "replied": replied,
        },
        by_cursor=True,
    )


def test(campaign_id: Id, body: CampaignTestIn) -> Call[CampaignTestOut]:
    """Send to test phones only.

    As it would be, with what is known of whoever is reached there; no part of the results.
    """
    return Call(
        "POST",
        path_of("/api/v1/campaigns/{campaign_id}/test", campaign_id=campaign_id),
        returns=CampaignTestOut,
        body=body,
    )
