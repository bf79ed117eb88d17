"""The people of the demo: two dozen neighbours of an imaginary club, with what they teach and want to learn.

The first four are the article's two stories: a senior web developer with a junior who knows the newest trends, and
a security expert with an AI expert. Ines, Kofi and Mei have no pair among themselves, only a circle.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.people import USUAL_HOURS, Hours

EVENINGS = (*USUAL_HOURS, Hours.EVENINGS)
FLEXIBLE = (*EVENINGS, Hours.SATURDAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One person: `offers` and `wants` are lines as people type them behind the verb."""

    handle: str
    name: str
    role: str
    zone: str
    offers: str
    wants: str
    languages: str = "English"
    hours: tuple[Hours, ...] = USUAL_HOURS
    bio: str = ""
    organiser: bool = False


NEIGHBOURS: tuple[Neighbour, ...] = (
    Neighbour(
        handle="ana",
        name="Ana Duarte",
        role="senior web developer",
        zone="Europe/Lisbon",
        offers="software architecture (expert), code review (expert), CSS (strong)",
        wants="generative AI: keep up with what juniors use",
        languages="English, Portuguese",
        hours=EVENINGS,
        bio="Fifteen years of websites; still surprised by them.",
    ),
    Neighbour(
        handle="ben",
        name="Ben Okafor",
        role="junior developer, always up to date",
        zone="Europe/London",
        offers="generative AI (strong), Svelte (working)",
        wants="software architecture: design my first service myself",
        hours=EVENINGS,
        bio="One year in the job, a hundred newsletters read.",
    ),
    Neighbour(
        handle="sara",
        name="Sara Lindqvist",
        role="security expert",
        zone="Europe/Stockholm",
        offers="application security (expert), threat modelling (strong)",
        wants="machine learning: judge what our models leak",
        hours=EVENINGS,
    ),
    Neighbour(
        handle="ravi",
        name="Ravi Menon",
        role="AI expert",
        zone="Europe/Berlin",
        offers="machine learning (expert), Python (expert)",
        wants="application security: stop prompt injection",
        languages="English, German",
        hours=EVENINGS,
    ),
    Neighbour(
        handle="ines",
        name="Ines Moreau",
        role="illustrator",
        zone="Europe/Paris",
        offers="drawing (expert)",
        wants="bookkeeping: do my own accounts",
        languages="English, French",
    ),
    Neighbour(
        handle="kofi",
        name="Kofi Mensah",
        role="bookkeeper",
        zone="Africa/Accra",
        offers="bookkeeping (expert)",
        wants="Mandarin Chinese: talk with our suppliers",
    ),
    Neighbour(
        handle="mei",
        name="Mei Tanaka-Lin",
        role="translator",
        zone="Europe/Amsterdam",
        offers="Mandarin Chinese (expert)",
        wants="drawing: sketch while travelling",
        languages="English, Chinese",
    ),
    Neighbour(
        handle="olga",
        name="Olga Petrenko",
        role="organiser of the club",
        zone="Europe/Kyiv",
        offers="facilitation (expert), public speaking (strong)",
        wants="data analysis: read our own surveys",
        languages="English, Ukrainian",
        organiser=True,
    ),
    Neighbour(
        handle="tom",
        name="Tom Becker",
        role="data analyst",
        zone="Europe/Berlin",
        offers="data analysis (strong), SQL (expert)",
        wants="public speaking: survive a conference talk",
        languages="English, German",
    ),
    Neighbour(
        handle="lucia",
        name="Lucía Ferrer",
        role="product designer",
        zone="Europe/Madrid",
        offers="UX design (expert), Figma (expert)",
        wants="TypeScript: prototype without waiting",
        languages="English, Spanish",
    ),
    Neighbour(
        handle="jonas",
        name="Jonas Weber",
        role="frontend developer",
        zone="Europe/Zurich",
        offers="TypeScript (strong), React (strong)",
        wants="UX design: see what I miss",
        languages="English, German",
    ),
    Neighbour(
        handle="amara",
        name="Amara Nwosu",
        role="project manager",
        zone="Africa/Lagos",
        offers="project management (expert), negotiation (strong)",
        wants="Python: automate my reports",
    ),
    Neighbour(
        handle="piotr",
        name="Piotr Zielinski",
        role="backend developer",
        zone="Europe/Warsaw",
        offers="Python (strong), PostgreSQL (expert)",
        wants="project management: lead my first team",
        languages="English, Polish",
    ),
    Neighbour(
        handle="hana",
        name="Hana Kimura",
        role="technical writer",
        zone="Europe/Dublin",
        offers="technical writing (expert), Japanese (expert)",
        wants="Git: stop being afraid of rebase",
        languages="English, Japanese",
    ),
    Neighbour(
        handle="diego",
        name="Diego Santos",
        role="site reliability engineer",
        zone="Europe/Lisbon",
        offers="Kubernetes (expert), Git (expert)",
        wants="technical writing: runbooks that people read",
        languages="English, Portuguese, Spanish",
    ),
    Neighbour(
        handle="fatima",
        name="Fatima El Amrani",
        role="QA engineer",
        zone="Africa/Casablanca",
        offers="software testing (expert), Arabic (expert)",
        wants="storytelling: explain risks to managers",
        languages="English, French, Arabic",
    ),
    Neighbour(
        handle="noah",
        name="Noah Fischer",
        role="mobile developer",
        zone="Europe/Vienna",
        offers="Kotlin (expert), Swift (working)",
        wants="software testing: sleep before releases",
        languages="English, German",
    ),
    Neighbour(
        handle="yara",
        name="Yara Haddad",
        role="startup founder",
        zone="Europe/Athens",
        offers="fundraising (strong), storytelling (strong)",
        wants="Kotlin: build the prototype myself",
        languages="English, Arabic",
    ),
    Neighbour(
        handle="greg",
        name="Greg Sutton",
        role="guitarist and accountant",
        zone="Europe/London",
        offers="guitar (expert), spreadsheets (expert)",
        wants="gardening: something that grows without numbers",
        hours=EVENINGS,
    ),
    Neighbour(
        handle="nina",
        name="Nina Rossi",
        role="photographer",
        zone="Europe/Rome",
        offers="photography (expert), photo editing (expert)",
        wants="guitar: play at my sister's wedding",
        languages="English, Italian",
        hours=EVENINGS,
    ),
    Neighbour(
        handle="sam",
        name="Sam Whitaker",
        role="gardener",
        zone="Europe/London",
        offers="gardening (expert)",
        wants="photography: show what grows",
        hours=FLEXIBLE,
    ),
    Neighbour(
        handle="leila",
        name="Leila Karimi",
        role="nurse",
        zone="Europe/Oslo",
        offers="first aid (expert), Persian (expert)",
        wants="cooking: eat well after night shifts",
        hours=FLEXIBLE,
    ),
    Neighbour(
        handle="max",
        name="Max Dubois",
        role="cook",
        zone="Europe/Brussels",
        offers="cooking (expert), French (expert)",
        wants="first aid: be useful in the kitchen",
        languages="English, French",
        hours=FLEXIBLE,
    ),
    Neighbour(
        handle="zoe",
        name="Zoe Papadaki",
        role="community manager",
        zone="Europe/Athens",
        offers="community building (expert), Greek (expert)",
        wants="beekeeping: my grandfather's hives are waiting",
        languages="English, Greek",
        hours=FLEXIBLE,
    ),
)


def neighbour(handle: str) -> Neighbour:
    """Return the person with a handle; KeyError when there is none."""
    return {one.handle: one for one in NEIGHBOURS}[handle]
