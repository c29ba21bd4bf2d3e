"""Print the table of settings in operations.md: `python -m docs.settings`."""

from __future__ import annotations

from quiz.settings.declarations import described_settings


def table() -> str:
    """All settings as a table, as quiz/settings/declarations.py describes them."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for each in described_settings():
        about = each.metadata
        rows.append(f"| `{about['name']}` | {about['default']} | {about['about']} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
