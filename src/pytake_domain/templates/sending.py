"""What a send of a template needs: it is approved, its parameters fit, and its text is known before it leaves."""

import msgspec

from pytake_domain.templates.errors import ParametersWrong, TemplateNotSendable, TemplateUnknown
from pytake_domain.templates.parameters import parameter_problems
from pytake_domain.templates.ports import TemplateRepository
from pytake_domain.templates.render import render
from pytake_domain.templates.template import MessageTemplate
from pytake_domain.whatsapp import Template, WhatsAppNumber

LONGEST_BODY = 1024


async def ready_to_send(templates: TemplateRepository, number: WhatsAppNumber, content: Template) -> Template:
    """The content with its category and rendered text.

    An account whose templates were never read from the provider is trusted to know its own. Raises TemplateUnknown,
    TemplateNotSendable, ParametersWrong.
    """
    account = number.business_account_id
    if account is None:
        return content
    known = await templates.by_name(account, content.name, content.language)
    if known is None:
        if await templates.knows_account(account):
            raise TemplateUnknown(name=content.name, language=content.language)
        return content
    return fitted(known, content)


def fitted(template: MessageTemplate, content: Template) -> Template:
    """The content checked against its template. Raises TemplateNotSendable, ParametersWrong."""
    if not template.sends:
        raise TemplateNotSendable(status=template.status.value)
    if problems := parameter_problems(template, content.components):
        raise ParametersWrong(*problems)
    shown = render(template, content.components)
    text = "\n".join(part for part in (shown.header, shown.body, shown.footer) if part)
    return msgspec.structs.replace(content, rendered=text, category=template.category.value.lower())
