#!/usr/bin/env python3
"""The one command: prepares what is missing, then runs a subcommand; `python3 run.py help` lists them."""

import sys

from bootstrap import interpreter

# Nothing above this line may need a new Python: an old one must still get as far as a clear message.
if sys.version_info < interpreter.OLDEST:
    interpreter.hand_over(sys.argv)

from bootstrap.prepare import prepare

if __name__ == "__main__":
    timings = prepare(sys.argv)
    from app.cli import main

    sys.exit(main(sys.argv[1:], timings))
