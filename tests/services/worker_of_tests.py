"""A worker process that knows the jobs of the tests besides the application's."""

import sys

from app.cli.worker import main
from app.jobs.registry import JOBS
from tests.services import jobs_of_tests

if __name__ == "__main__":
    JOBS.update(jobs_of_tests.JOBS)
    sys.exit(main(sys.argv[1:]))
