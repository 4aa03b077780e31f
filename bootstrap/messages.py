"""What set-up tells people: progress on one line, and failures as what is wrong and what to do."""

import sys


def say(text):
    """Print one line of progress to standard error, so that a command's own output stays clean."""
    sys.stderr.write("lendboard: " + text + "\n")
    sys.stderr.flush()


def fail(problem, remedy):
    """Print what is wrong and what to do about it, then end with status 1."""
    sys.stderr.write("lendboard: " + problem + "\n  -> " + remedy + "\n")
    sys.exit(1)
