"""The one table of ageing buckets, cut at 10 days so that the debt group can be told from the bucket."""

from dataclasses import dataclass
from enum import StrEnum


class Bucket(StrEnum):
    """Ageing bucket by days past due."""

    CURRENT = "0"
    DAYS_1_9 = "1-9"
    DAYS_10_30 = "10-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    DAYS_91_180 = "91-180"
    DAYS_181_360 = "181-360"
    OVER_360 = ">360"


@dataclass(frozen=True, slots=True)
class BucketRow:
    """A bucket, the days it begins with, and the short name that collectors use."""

    bucket: Bucket
    first_day: int
    collection_name: str


BUCKETS = (
    BucketRow(Bucket.CURRENT, 0, "B0"),
    BucketRow(Bucket.DAYS_1_9, 1, "B1"),
    BucketRow(Bucket.DAYS_10_30, 10, "B1"),
    BucketRow(Bucket.DAYS_31_60, 31, "B2"),
    BucketRow(Bucket.DAYS_61_90, 61, "B3"),
    BucketRow(Bucket.DAYS_91_180, 91, "B4+"),
    BucketRow(Bucket.DAYS_181_360, 181, "B4+"),
    BucketRow(Bucket.OVER_360, 361, "B4+"),
)


def bucket_row(days_past_due: int) -> BucketRow:
    """Return the row of the table that `days_past_due` (>= 0) falls in."""
    return next(row for row in reversed(BUCKETS) if days_past_due >= row.first_day)


def ageing_bucket(days_past_due: int) -> Bucket:
    """Return the bucket of `days_past_due` (>= 0)."""
    return bucket_row(days_past_due).bucket
