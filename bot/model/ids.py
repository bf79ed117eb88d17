"""The numbers by which the core knows things; the platforms' own ids stay in addresses."""

from __future__ import annotations

from typing import NewType

CommunityId = NewType("CommunityId", int)
ProgrammeId = NewType("ProgrammeId", int)
MemberId = NewType("MemberId", int)
SkillId = NewType("SkillId", int)
RoundId = NewType("RoundId", int)
PartnershipId = NewType("PartnershipId", int)
MeetingId = NewType("MeetingId", int)
CheckInId = NewType("CheckInId", int)
IntroductionId = NewType("IntroductionId", int)
LetterId = NewType("LetterId", int)
DraftId = NewType("DraftId", int)
ChangeId = NewType("ChangeId", int)
