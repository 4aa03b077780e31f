"""The catalogue: every dataset and every computed figure, one line each; pages know them by slug."""

from app.reports import campaign_return
from app.reports.dataset import Dataset
from app.reports.datasets import (
    campaign_budgets,
    campaign_costs,
    campaign_leads,
    customers,
    dues,
    imported_book,
    loans_paid_out,
    payouts,
    portfolio,
    portfolio_history,
    revenue_accrued,
    revenue_cash,
    service,
)
from app.reports.dimension import Dimension
from app.reports.measure import Figure, Formula, Measure, Ratio, opened_by

DATASETS: tuple[Dataset, ...] = (
    customers.DATASET,
    campaign_leads.DATASET,
    campaign_costs.DATASET,
    campaign_budgets.DATASET,
    loans_paid_out.DATASET,
    payouts.DATASET,
    portfolio.DATASET,
    portfolio_history.DATASET,
    dues.DATASET,
    revenue_accrued.DATASET,
    revenue_cash.DATASET,
    imported_book.DATASET,
    service.DATASET,
)

COMPUTED: tuple[Ratio | Formula, ...] = (
    *customers.COMPUTED,
    *campaign_return.COMPUTED,
    *campaign_budgets.COMPUTED,
    *payouts.COMPUTED,
    *loans_paid_out.COMPUTED,
    *portfolio.COMPUTED,
    *portfolio_history.COMPUTED,
    *dues.COMPUTED,
    *service.COMPUTED,
)

DATASET_OF: dict[str, Dataset] = {measure.slug: dataset for dataset in DATASETS for measure in dataset.measures}
FIGURES: dict[str, Figure] = {m.slug: m for d in DATASETS for m in d.measures} | {f.slug: f for f in COMPUTED}
DIMENSIONS: dict[str, Dimension] = {d.slug: d for dataset in DATASETS for d in dataset.dimensions}


def figure(slug: str) -> Figure:
    """Return the figure of that slug; raises KeyError, which the tests of every page rule out."""
    return FIGURES[slug]


def measures_behind(slugs: tuple[str, ...]) -> dict[str, Measure]:
    """Return the measures that the figures are made of, each once."""
    found: dict[str, Measure] = {}
    waiting = list(slugs)
    while waiting:
        asked = figure(waiting.pop(0))
        if isinstance(asked, Measure):
            found[asked.slug] = asked
        else:
            waiting += (*asked.of, opened_by(asked))
    return found


def computed_in_order(slugs: tuple[str, ...]) -> list[Ratio | Formula]:
    """Return the computed figures that these need, each after those it is made of."""
    order: dict[str, Ratio | Formula] = {}

    def visit(slug: str) -> None:
        asked = figure(slug)
        if isinstance(asked, Measure) or slug in order:
            return
        for part in asked.of:
            visit(part)
        order[slug] = asked

    for slug in slugs:
        visit(slug)
    return list(order.values())
