"""The business profile of a number at the Cloud API."""

from pytake_adapters.whatsapp_cloud.api import GraphApi
from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.scope import parts, word
from pytake_domain.whatsapp import BusinessProfile, FailureCode, OpenNumber, SendFailure

EDGE = "whatsapp_business_profile"
FIELDS = "about,address,description,email,profile_picture_url,websites,vertical"
_TEXTS = ("about", "address", "description", "email", "vertical")


class CloudProfiles:
    """See ProfileGateway."""

    def __init__(self, api: GraphApi) -> None:
        self._api = api

    async def read(self, via: OpenNumber) -> BusinessProfile | SendFailure:
        """As the provider has it."""
        number_id = via.number.phone_number_id
        if number_id is None:
            return _nameless()
        answer = await self._api.get(via, number_id, EDGE, fields=FIELDS)
        return answer if isinstance(answer, SendFailure) else _profile(answer)

    async def write(self, via: OpenNumber, profile: BusinessProfile) -> SendFailure | None:
        """Change what is not None; an empty text clears a field."""
        number_id = via.number.phone_number_id
        if number_id is None:
            return _nameless()
        body: JSON = {"messaging_product": "whatsapp"}
        body |= {name: value for name in _TEXTS if (value := getattr(profile, name)) is not None}
        if profile.websites is not None:
            body["websites"] = list(profile.websites)
        answer = await self._api.post(via, number_id, EDGE, body=body)
        return answer if isinstance(answer, SendFailure) else None


def _profile(answer: JSON) -> BusinessProfile:
    found = parts(answer, "data")
    said = found[0] if found else {}
    websites = said.get("websites")
    return BusinessProfile(
        **{name: word(said.get(name)) for name in _TEXTS},
        websites=tuple(w for w in websites if isinstance(w, str)) if isinstance(websites, list) else (),
        picture_url=word(said.get("profile_picture_url")),
    )


def _nameless() -> SendFailure:
    return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="no phone_number_id")
