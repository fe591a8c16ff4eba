"""Identifiers: one type each, so that the checker refuses a contact's where a tenant's is asked."""

from typing import NewType, Protocol
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
RoleId = NewType("RoleId", UUID)
SessionId = NewType("SessionId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
ContactId = NewType("ContactId", UUID)
NumberId = NewType("NumberId", UUID)
ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
MediaId = NewType("MediaId", UUID)
TemplateId = NewType("TemplateId", UUID)
NoteId = NewType("NoteId", UUID)
QueueId = NewType("QueueId", UUID)
DepartmentId = NewType("DepartmentId", UUID)
CalendarId = NewType("CalendarId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
FlowId = NewType("FlowId", UUID)
FlowVersionId = NewType("FlowVersionId", UUID)
FlowSessionId = NewType("FlowSessionId", UUID)
FlowCaseId = NewType("FlowCaseId", UUID)
SimulationId = NewType("SimulationId", UUID)
ScheduledId = NewType("ScheduledId", UUID)
SurveyId = NewType("SurveyId", UUID)
SavedViewId = NewType("SavedViewId", UUID)
CannedReplyId = NewType("CannedReplyId", UUID)
NotificationId = NewType("NotificationId", UUID)
PasskeyId = NewType("PasskeyId", UUID)
TagId = NewType("TagId", UUID)
AttributeId = NewType("AttributeId", UUID)
ContactListId = NewType("ContactListId", UUID)
SegmentId = NewType("SegmentId", UUID)
ImportId = NewType("ImportId", UUID)
ReminderRuleId = NewType("ReminderRuleId", UUID)
OutageId = NewType("OutageId", UUID)
CampaignId = NewType("CampaignId", UUID)
ConsentId = NewType("ConsentId", UUID)
WidgetId = NewType("WidgetId", UUID)
EventId = NewType("EventId", UUID)
WebhookId = NewType("WebhookId", UUID)
WebhookDeliveryId = NewType("WebhookDeliveryId", UUID)
KnowledgeId = NewType("KnowledgeId", UUID)
PromptId = NewType("PromptId", UUID)
EvaluationId = NewType("EvaluationId", UUID)
SubjectRequestId = NewType("SubjectRequestId", UUID)
AuditId = NewType("AuditId", UUID)


class Ids(Protocol):
    """Makes identifiers that sort by the time they were made (UUID version 7)."""

    def new(self) -> UUID:
        """A fresh identifier, later than every one this process made before."""
        ...
