"""What can go wrong with contacts."""

from pytake_domain.kernel.errors import Conflict, Invalid, NotFound


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


class ContactExists(Conflict):
    """Somebody is reached by one of these addresses already: `contact_id`."""

    code = "CONTACT_EXISTS"


class ContactInConversation(Conflict):
    """They have a conversation that is open; resolve it first."""

    code = "CONTACT_IN_CONVERSATION"


class AttributeNotFound(NotFound):
    """No such attribute in this tenant."""

    code = "ATTRIBUTE_NOT_FOUND"


class AttributeNameTaken(Conflict):
    """There is an attribute of this name."""

    code = "ATTRIBUTE_NAME_TAKEN"


class AttributeInUse(Conflict):
    """Segments ask for it: `segments` names them."""

    code = "ATTRIBUTE_IN_USE"


class ContactListNotFound(NotFound):
    """No such list in this tenant."""

    code = "CONTACT_LIST_NOT_FOUND"


class ContactListNameTaken(Conflict):
    """There is a list of this name."""

    code = "CONTACT_LIST_NAME_TAKEN"


class ContactListInUse(Conflict):
    """Segments ask for it: `segments` names them."""

    code = "CONTACT_LIST_IN_USE"


class SegmentNotFound(NotFound):
    """No such segment in this tenant."""

    code = "SEGMENT_NOT_FOUND"


class SegmentNameTaken(Conflict):
    """There is a segment of this name."""

    code = "SEGMENT_NAME_TAKEN"


class SegmentInUse(Conflict):
    """Others ask for it: `segments` names them."""

    code = "SEGMENT_IN_USE"


class FileUnreadable(Invalid):
    """The file can't be read as a table; the problem says why."""

    code = "FILE_UNREADABLE"


class ImportNotFound(NotFound):
    """No such import in this tenant."""

    code = "IMPORT_NOT_FOUND"
