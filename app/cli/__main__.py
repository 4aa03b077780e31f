"""`python -m app.cli`: the subcommands for processes that are in the project's environment already."""

import sys

from app.cli import main

sys.exit(main(sys.argv[1:]))
