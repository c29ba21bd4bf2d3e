"""Where a demo keeps what it needs: beside the real quiz, and never in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quiz.settings.declarations import Settings

OF_THE_REAL_QUIZ = ("DATABASE_URL", "ROLE_FIT_SECRET_KEY")
OPERATOR = "Example Ltd (a demo)"


def demo_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings as ever, but for another folder, database and key.

    Raises
    ------
    Faults
        With everything that is wrong with the settings.
    """
    kept = {name: value for name, value in environ.items() if name not in OF_THE_REAL_QUIZ}
    real = Path(environ.get("ROLE_FIT_INSTANCE", "").strip() or "instance")
    folder = real.absolute().with_name(f"{real.absolute().name}-demo")
    return Settings.from_environment(
        {"ROLE_FIT_OPERATOR_NAME": OPERATOR, **kept, "ROLE_FIT_INSTANCE": str(folder)}
    )
