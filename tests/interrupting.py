"""Ctrl-C for programs that tests start."""

import signal


def heed_ctrl_c():
    """Undo, in a child before it starts, what a shell does to programs in its background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
