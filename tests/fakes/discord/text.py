"""What a person reads in a message, and walking through its components."""

from __future__ import annotations

from ..wire import JSON
from .bits import TEXT_DISPLAY


def walk_components(components: list[JSON]) -> list[JSON]:
    """Return all components, depth first, through rows, containers, sections, accessories and labels."""
    out: list[JSON] = []
    for component in components:
        out.append(component)
        out += walk_components(component.get("components") or [])
        for single in ("accessory", "component"):
            if isinstance(component.get(single), dict):
                out += walk_components([component[single]])
    return out


def visible_text(content: str, embeds: list[JSON], components: list[JSON]) -> str:
    """Return everything a person reads: content, embeds and text displays, a line each."""
    lines = [content, *(line for embed in embeds for line in _embed_lines(embed))]
    shown = [c for c in walk_components(components) if c.get("type") == TEXT_DISPLAY]
    lines += [component.get("content", "") for component in shown]
    return "\n".join(line for line in lines if line)


def _embed_lines(embed: JSON) -> list[str]:
    fields = [text for field in embed.get("fields", []) for text in (field.get("name"), field.get("value"))]
    footer = (embed.get("footer") or {}).get("text")
    return [text or "" for text in (embed.get("title"), embed.get("description"), *fields, footer)]
