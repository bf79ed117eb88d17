"""Every table; importing this package fills `metadata`."""

from storage.tables.agreements import AgreedRow, AgreementRow
from storage.tables.base import Table, metadata
from storage.tables.communities import CommunityRow, OrganiserRow, ProgrammeRow
from storage.tables.desk import AuditRow, DraftRow, InboxRow
from storage.tables.feedback import (
    CheckInRow,
    FeedbackRow,
    FeedbackWindowRow,
    LookBackRow,
    SelfRatingRow,
    WarmIntroductionRow,
)
from storage.tables.letters import LaneRow, LetterRow, PlaceRow
from storage.tables.partnerships import LessonRow, MeetingRow, PartnerRow, PartnershipRow
from storage.tables.people import AddressRow, AvoidanceRow, MemberRow, MembershipRow
from storage.tables.rounds import EnrolmentRow, ProposalRow, RoundRow
from storage.tables.safety import ErasureRow, RemovalRow, ReportRow, SafetyContactRow
from storage.tables.schedule import DueRow
from storage.tables.skills import OfferRow, SkillRow, WantRow
from storage.tables.vocabulary import ChangeRow, MoveRow, RuleRow, VoteRow

__all__ = [
    "AddressRow",
    "AgreedRow",
    "AgreementRow",
    "AuditRow",
    "AvoidanceRow",
    "ChangeRow",
    "CheckInRow",
    "CommunityRow",
    "DraftRow",
    "DueRow",
    "EnrolmentRow",
    "ErasureRow",
    "FeedbackRow",
    "FeedbackWindowRow",
    "InboxRow",
    "LaneRow",
    "LessonRow",
    "LetterRow",
    "LookBackRow",
    "MeetingRow",
    "MemberRow",
    "MembershipRow",
    "MoveRow",
    "OfferRow",
    "OrganiserRow",
    "PartnerRow",
    "PartnershipRow",
    "PlaceRow",
    "ProgrammeRow",
    "ProposalRow",
    "RemovalRow",
    "ReportRow",
    "RoundRow",
    "RuleRow",
    "SafetyContactRow",
    "SelfRatingRow",
    "SkillRow",
    "Table",
    "VoteRow",
    "WantRow",
    "WarmIntroductionRow",
    "metadata",
]
