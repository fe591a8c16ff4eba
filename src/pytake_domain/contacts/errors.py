"""What can go wrong with contacts."""

from pytake_domain.kernel.errors import Conflict, NotFound


class ContactNotFound(NotFound):
    """No such contact in this tenant."""

    code = "CONTACT_NOT_FOUND"


class AddressTaken(Conflict):
    """The address belongs to another contact; merge the two when they are one person."""

    code = "ADDRESS_TAKEN"


class MergeRefused(Conflict):
    """These two can't become one: the same contact, or one is merged already."""

    code = "MERGE_REFUSED"


class TagNotFound(NotFound):
    """No such tag in this tenant."""

    code = "TAG_NOT_FOUND"


class TagInUse(Conflict):
    """So many contacts (`count`) bear it."""

    code = "TAG_IN_USE"
