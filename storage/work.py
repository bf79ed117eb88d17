"""One transaction and the repositories that take part in it."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories.agreements import SqlAgreements
from storage.repositories.base import STIRRED
from storage.repositories.checkins import SqlCheckIns
from storage.repositories.communities import SqlCommunities
from storage.repositories.desk import SqlAudit, SqlDrafts, SqlInbox
from storage.repositories.feedback import SqlFeedbacks
from storage.repositories.outbox import SqlOutbox
from storage.repositories.partnerships import SqlPartnerships
from storage.repositories.people import SqlPeople
from storage.repositories.privacy import SqlPrivacy
from storage.repositories.rounds import SqlRounds
from storage.repositories.safety import SqlSafety
from storage.repositories.schedule import SqlSchedule
from storage.repositories.skills import SqlSkills
from storage.repositories.vocabulary import SqlVocabularies


class SqlWork:
    """`bot.ports.Work` on one session; every repository sees what the others wrote."""

    def __init__(self, session: AsyncSession, *, writes: bool) -> None:
        self._info = session.info
        self.communities = SqlCommunities(session, writes=writes)
        self.people = SqlPeople(session, writes=writes)
        self.skills = SqlSkills(session, writes=writes)
        self.vocabulary = SqlVocabularies(session, writes=writes)
        self.rounds = SqlRounds(session, writes=writes)
        self.partnerships = SqlPartnerships(session, writes=writes)
        self.agreements = SqlAgreements(session, writes=writes)
        self.checkins = SqlCheckIns(session, writes=writes)
        self.feedback = SqlFeedbacks(session, writes=writes)
        self.schedule = SqlSchedule(session, writes=writes)
        self.outbox = SqlOutbox(session, writes=writes)
        self.inbox = SqlInbox(session, writes=writes)
        self.drafts = SqlDrafts(session, writes=writes)
        self.audit = SqlAudit(session, writes=writes)
        self.privacy = SqlPrivacy(session, writes=writes)
        self.safety = SqlSafety(session, writes=writes)

    @property
    def stirs(self) -> bool:
        """Whether letters were queued or moments planned."""
        return bool(self._info.get(STIRRED))
