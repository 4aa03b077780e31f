"""What set-up tells people: progress on one line, and failures as what is wrong and what to do."""

import sys


def say(text):
    """Print one line of progress to standard error, so that a command's own output stays clean."""
    sys.stderr.write("lendboard: " + text + "\n")
    sys.stderr.flush()


_told = set()


def fail(problem, remedy):
    """Print what is wrong and what to do about it, then end with status 1.

    Set-up works on two things at once: where one cause stops both, its remedy is told once.
    """
    if remedy not in _told:
        _told.add(remedy)
        sys.stderr.write("lendboard: " + problem + "\n  -> " + remedy + "\n")
    sys.exit(1)
