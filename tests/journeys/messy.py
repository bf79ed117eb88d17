"""Twenty lines as people really type them, their questions, Undo, and an organiser's merge with its reversal."""

from __future__ import annotations

from typing import Protocol

MESSY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "ana",
        "offer k8s, js & how to give talks (expert)",
        ("Kubernetes", "JavaScript", "Public speaking: expert"),
    ),
    ("ana", "offer PYHTON!!, postgres   tuning", ("Python", "Did you mean PostgreSQL?")),
    ("ana", "want golang: ship my first CLI", ("Go: new to it (from golang)",)),
    (
        "ben",
        "offer strong in typescript; css / html; not Java",
        ("TypeScript: strong", "I left out not Java"),
    ),
    ("ben", "offer 🎸 guitar (5 years of it), `rust`", ("Guitar: strong", "Rust")),
    ("ben", "want machine lerning, security", ("Machine learning", "What do you mean by security?")),
    ("sara", "offer C++, C#, .NET and F#", ("C++", "C#", ".NET", "F#")),
    ("sara", "offer público: hablar en público", ("Public speaking", "from hablar en público")),
    ("sara", "want to get better at negotiating pay", ("Did you mean Salary negotiation?",)),
    ("ravi", "offer “project management”, agile – scrum", ("Project management", "Scrum")),
    ("ravi", "offer Русский (native), english", ("Russian: expert", "English")),
    ("ravi", "want how to cook, so I can feed my friends", ("Cooking",)),
    ("ines", "offer zorbing (expert)", ("zorbing: expert",)),
    ("ines", "offer figma,, ,drawing; photo shop", ("Figma", "Drawing", "Photoshop")),
    ("ines", "want zumba, i'm a total beginner", ("zumba: new to it",)),
    ("kofi", "offer zorbing, ms excel, book keeping", ("zorbing", "Microsoft Excel", "Bookkeeping")),
    ("kofi", "want docker (basics), ci/cd", ("Docker: know the basics", "CI/CD")),
    ("mei", "offer 中文, photography (one step ahead)", ("Mandarin Chinese", "Photography: one step ahead")),
    ("mei", "want zorbing: roll down a hill", ("zorbing: new to it",)),
    ("mei", "offer ui/ux desing & R", ("UI/UX design", "R: working knowledge")),
)
"""Who types what behind `/mentor`, and words of the answer."""


class Talk(Protocol):
    """What this journey needs of a face."""

    async def types(self, handle: str, text: str) -> None:
        """Type a slash command."""
        ...

    async def presses(self, handle: str, label: str) -> None:
        """Press the newest button with this label."""
        ...

    async def sees(self, handle: str, text: str) -> str:
        """Return the newest message with a text, waiting for it."""
        ...


async def everybody_types(face: Talk) -> None:
    """Type the twenty lines; whoever types for the first time agrees to take part."""
    agreed: set[str] = set()
    for handle, line, answers in MESSY:
        await face.types(handle, f"/mentor {line}")
        if handle not in agreed:
            await face.presses(handle, "I agree")
            agreed.add(handle)
        for answer in answers:
            assert answer in await face.sees(handle, answer)


async def questions_are_answered(face: Talk) -> None:
    """Answer what was doubtful, take one answer back and give another."""
    await face.presses("ana", "PostgreSQL")
    await face.sees("ana", "You teach PostgreSQL: working knowledge (from postgres tuning)")
    await face.presses("ben", "Physical security")
    await face.sees("ben", "You want to learn Physical security")
    await face.presses("ben", "Undo")
    await face.sees("ben", "Taken back: Physical security")
    await face.presses("ben", "Application security")
    await face.sees("ben", "You want to learn Application security")
    await face.presses("sara", "Keep as typed")
    await face.sees("sara", "You want to learn negotiating pay")


async def an_organiser_merges_and_takes_it_back(face: Talk) -> None:
    """Decide about what only this community knows, and look at whom it moved."""
    await face.types("olga", "/mentor-admin skills queue")
    await face.sees("olga", "3 people typed zorbing: a skill of its own?")
    await face.types("olga", "/mentor-admin skills merge zorbing into Hiking")
    await face.sees("olga", "3 people's offers and wants moved along.")
    await face.types("ines", "/mentor profile")
    await face.sees("ines", "Hiking (expert)")
    await face.presses("olga", "Undo")
    await face.sees("olga", "3 people have their skills as before.")
    await face.types("ines", "/mentor profile")
    await face.sees("ines", "zorbing (expert)")
