"""Connections' side of the worker: asking, watching, making up for what was missed, and leaving."""

from pytake_adapters.postgres.jobs import Handler
from pytake_domain.messaging import ACK, MERGE, FollowIdentities, ReconcileSends
from pytake_domain.whatsapp import LEAVE, PairNumbers, WatchLinks


def link_jobs(
    watching: WatchLinks, pairing: PairNumbers, reconciling: ReconcileSends, identities: FollowIdentities
) -> dict[str, Handler]:
    """What numbers that are linked left for later."""
    ask, overdue, watch, missed, probe = watching.kinds
    return {
        ask: watching.ask,
        overdue: watching.overdue,
        watch: watching.watch,
        missed: watching.missed,
        probe: watching.probe,
        LEAVE: pairing.leave,
        ACK: reconciling.acknowledged,
        MERGE: identities.merge,
    }
