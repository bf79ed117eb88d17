"""What `bothways doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: `says` is what was seen, `fix` what to do about it ("" when all is well)."""

    ok: bool
    code: str
    says: str
    fix: str = ""
