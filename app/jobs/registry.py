"""The table of jobs: the only functions a worker will ever run, each under the name that the queue carries."""

from app.jobs import sweep
from app.jobs.job import Commits, Job
from app.lowcode.files.sweep import sweep_files
from app.origination.application import jobs as application
from app.people import jobs as people
from app.servicing.end_of_day import jobs as end_of_day

JOBS: dict[str, Job] = {
    "close_accounts_of_leavers": Job(people.close_accounts_of_leavers),
    "end_of_day": Job(end_of_day.start_end_of_day, commits=Commits.ITSELF),
    "end_of_day_chunk": Job(end_of_day.run_chunk, commits=Commits.ITSELF, attempts_max=5),
    "expire_approvals": Job(application.expire_approvals),
    "resend_lost_jobs": Job(sweep.resend_lost_jobs, commits=Commits.ITSELF, attempts_max=1),
    "sweep_files": Job(sweep_files),
}
