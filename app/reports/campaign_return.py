"""Campaign return: contribution, ROI and the costs per result, computed from measures and policy rates."""

from collections.abc import Mapping
from decimal import Decimal

from app.reports.loans_of_leads import EXPOSURES, GRADES
from app.reports.measure import Better, Formula, Ratio, Unit
from app.shared.text import Message, msg

FUNDING, VARIABLE = "funding.cost_percent", "campaign.variable_cost_percent"
_DAYS_A_YEAR, _HUNDRED = Decimal(365), Decimal(100)
_EXPOSURE_SLUGS = tuple(f"exposure_{name}" for name in EXPOSURES)
_LOSS_KEYS = (
    *(f"expected_loss.pd_{grade}_percent" for grade in GRADES),
    *(f"expected_loss.lgd_{kind}_percent" for kind in ("unsecured", "secured")),
)
Figures = Mapping[str, int]
Rates = Mapping[str, Decimal]


def funding_cost(figures: Figures, rates: Rates) -> Decimal:
    """Return principal x days x the yearly funding rate."""
    return figures["campaign_balance_days"] * rates[FUNDING] / _HUNDRED / _DAYS_A_YEAR


def expected_loss(figures: Figures, rates: Rates) -> Decimal:
    """Return the sum over grade and security of what was lent x probability of default x loss given default."""
    total = Decimal(0)
    for name in EXPOSURES:
        grade, kind = name.split("_")
        default = rates[f"expected_loss.pd_{grade}_percent"] / _HUNDRED
        total += figures[f"exposure_{name}"] * default * rates[f"expected_loss.lgd_{kind}_percent"] / _HUNDRED
    return total


def _per(slug: str, label: Message, definition: Message, whole: str) -> Ratio:
    return Ratio(
        slug, label, Unit.MONEY, definition, part="campaign_cost", whole=whole, opens=whole, better=Better.LOWER
    )


COMPUTED: tuple[Ratio | Formula, ...] = (
    _per("cost_per_lead", msg("Cost per lead (CPL)"), msg("Campaign cost divided by leads."), "leads"),
    _per(
        "cost_per_qualified_lead",
        msg("Cost per qualified lead (CPQL)"),
        msg("Campaign cost divided by qualified leads."),
        "qualified_leads",
    ),
    _per(
        "acquisition_cost",
        msg("Cost per new borrower (CAC)"),
        msg("Campaign cost divided by leads whose loan was paid out within the campaign window."),
        "disbursed_leads",
    ),
    Ratio(
        "lead_to_loan",
        msg("Lead to loan"),
        Unit.PERCENT,
        msg("Leads whose loan was paid out, divided by all leads of the period."),
        part="disbursed_leads",
        whole="leads",
        better=Better.HIGHER,
    ),
    Ratio(
        "cost_share_of_lending",
        msg("Cost of lending"),
        Unit.PERCENT,
        msg("Campaign cost divided by what was lent to the leads of the period."),
        part="campaign_cost",
        whole="lead_disbursed_amount",
        better=Better.LOWER,
    ),
    Formula(
        "funding_cost",
        msg("Cost of funds"),
        Unit.MONEY,
        msg("Average outstanding principal of these loans times the funding rate of the policy, by days."),
        of=("campaign_balance_days",),
        compute=funding_cost,
        parameters=(FUNDING,),
        better=Better.LOWER,
    ),
    Formula(
        "expected_loss",
        msg("Expected loss"),
        Unit.MONEY,
        msg("What was lent times probability of default times loss given default, by grade; no grade counts as high."),
        of=_EXPOSURE_SLUGS,
        compute=expected_loss,
        parameters=_LOSS_KEYS,
        opens="lead_disbursed_amount",
        better=Better.LOWER,
    ),
    Formula(
        "variable_cost",
        msg("Variable cost"),
        Unit.MONEY,
        msg("What was lent times the variable cost rate of the policy."),
        of=("lead_disbursed_amount",),
        compute=lambda figures, rates: figures["lead_disbursed_amount"] * rates[VARIABLE] / _HUNDRED,
        parameters=(VARIABLE,),
        better=Better.LOWER,
    ),
    Formula(
        "contribution",
        msg("Contribution"),
        Unit.MONEY,
        msg("Interest and fees collected, less cost of funds, expected loss and variable cost."),
        of=("campaign_income", "funding_cost", "expected_loss", "variable_cost"),
        compute=lambda f, _: f["campaign_income"] - f["funding_cost"] - f["expected_loss"] - f["variable_cost"],
        better=Better.HIGHER,
    ),
    Formula(
        "net_contribution",
        msg("Contribution less campaign cost"),
        Unit.MONEY,
        msg("Contribution less campaign cost."),
        of=("contribution", "campaign_cost"),
        compute=lambda figures, _: figures["contribution"] - figures["campaign_cost"],
        better=Better.HIGHER,
    ),
    Ratio(
        "roi",
        msg("ROI"),
        Unit.PERCENT,
        msg("Contribution less campaign cost, divided by campaign cost."),
        part="net_contribution",
        whole="campaign_cost",
        better=Better.HIGHER,
    ),
    Ratio(
        "roas",
        msg("ROAS"),
        Unit.TIMES,
        msg("Interest and fees collected divided by campaign cost."),
        part="campaign_income",
        whole="campaign_cost",
        better=Better.HIGHER,
    ),
)
