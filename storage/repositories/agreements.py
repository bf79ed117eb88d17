"""What partners agreed on."""

from __future__ import annotations

from sqlmodel import col, delete, select

from bot.model.agreements import Agreement
from bot.model.ids import PartnershipId
from storage.repositories.base import Repository
from storage.tables import AgreedRow, AgreementRow


class SqlAgreements(Repository):
    """`bot.ports.Agreements`; each is one row and one for everybody who agreed."""

    async def get(self, partnership: PartnershipId) -> Agreement | None:
        """Return the newest proposal with everybody who agreed to it; None before the first."""
        query = select(AgreementRow).where(col(AgreementRow.partnership_id) == partnership)
        row = await self._one_to_change(query.execution_options(populate_existing=True))
        if row is None:
            return None
        agreed = select(AgreedRow.member_id).where(col(AgreedRow.partnership_id) == partnership)
        return row.to_model(await self._session.exec(agreed))

    async def put(self, changed: Agreement) -> None:
        """Store a proposal and who agreed to it, replacing the one before."""
        row = {
            "partnership_id": changed.partnership,
            "rhythm": changed.rhythm,
            "minutes": changed.minutes,
            "notice": changed.notice,
            "confidence": changed.confidence,
            "version": changed.version,
            "proposed_by": changed.proposed_by,
            "proposed_at": changed.proposed_at,
        }
        await self._upsert(AgreementRow, [row], ["partnership_id"])
        await self._session.exec(
            delete(AgreedRow).where(col(AgreedRow.partnership_id) == changed.partnership)
        )
        await self._insert_all(
            AgreedRow,
            [
                {"partnership_id": changed.partnership, "member_id": member}
                for member in sorted(changed.agreed)
            ],
        )
