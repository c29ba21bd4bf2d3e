"""The workspace, its members and their accounts. Naming the modules registers their views."""

from __future__ import annotations

from quiz.hr.workspace import account, join, members, recover, sign_in
from quiz.hr.workspace.blueprint import blueprint

__all__ = ["blueprint"]
VIEWS = (sign_in, join, recover, members, account)
