"""The table of jobs: the only functions a worker will ever run, each under the name that the queue carries."""

from app.jobs import sweep
from app.jobs.job import Commits, Job

JOBS: dict[str, Job] = {
    "resend_lost_jobs": Job(sweep.resend_lost_jobs, commits=Commits.ITSELF, attempts_max=1),
}
