"""The picture of the pairing benchmark: how the share placed grows from shuffling to pairs and circles."""

from __future__ import annotations

from html import escape

Shares = tuple[str, list[float]]

WAYS = (
    ("shuffled", "#c9c3b8"),
    ("greedy pairs", "#e0a458"),
    ("best pairs", "#5b8db8"),
    ("pairs and circles", "#2f6f4e"),
)
WIDTH, LEFT, BAR, GAP, TOP = 720, 150, 16, 18, 48
SCALE = (WIDTH - LEFT - 70) / 100
STYLE = "text{font:13px sans-serif;fill:#222}.bg{fill:#fff}"


def drawn(instances: list[Shares]) -> str:
    """The picture as SVG, readable without colours: every bar carries its figure, and the whole a description."""
    block = len(WAYS) * BAR + GAP
    height = TOP + len(instances) * block
    parts = [_key(), *(_block(one, TOP + number * block) for number, one in enumerate(instances))]
    about = "; ".join(
        f"{name}: " + ", ".join(f"{way} {share:.1f} %" for (way, _), share in zip(WAYS, shares, strict=True))
        for name, shares in instances
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<title>Share of people who both teach and learn</title>\n<desc>{escape(about)}</desc>\n"
        f'<style>{STYLE}</style>\n<rect class="bg" width="{WIDTH}" height="{height}"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _key() -> str:
    parts, x = [], LEFT
    for name, colour in WAYS:
        parts.append(f'<rect x="{x}" y="14" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 17}" y="25">{name}</text>')
        x += 34 + 7 * len(name)
    return "\n".join(parts)


def _block(one: Shares, y: int) -> str:
    name, shares = one
    parts = [f'<text x="{LEFT - 10}" y="{y + 2 * BAR + 5}" text-anchor="end">{escape(name)}</text>']
    for (_, colour), share in zip(WAYS, shares, strict=True):
        width = round(SCALE * share, 1)
        parts.append(f'<rect x="{LEFT}" y="{y + 1}" width="{width}" height="{BAR - 2}" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + width + 6:.1f}" y="{y + 13}">{share:.1f} %</text>')
        y += BAR
    return "\n".join(parts)
