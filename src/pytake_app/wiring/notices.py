"""Use cases of what people are told of."""

from dependency_injector import containers, providers

from pytake_domain.identity import MailTokens, SignedInCache
from pytake_domain.notifications import BrowseNotifications, MailNotices, NotifyPeople


class NoticeUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    mail_tokens: providers.Dependency[MailTokens] = providers.Dependency(instance_of=MailTokens)
    signed_in: providers.Dependency[SignedInCache] = providers.Dependency(instance_of=SignedInCache)

    notify_people = providers.Singleton(
        NotifyPeople, open_work=adapters.open_work, mailer=adapters.mailer, clock=adapters.clock, ids=adapters.ids
    )
    mail_notices = providers.Singleton(
        MailNotices,
        open_work=adapters.open_work,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        texts=adapters.notice_texts,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    browse_notifications = providers.Singleton(BrowseNotifications, open_work=adapters.open_work, clock=adapters.clock)
