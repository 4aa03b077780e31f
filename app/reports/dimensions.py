"""The dimensions that several datasets share; a dataset takes them in by carrying their columns."""

from app.marketing.campaign.model import Campaign, Channel
from app.origination.credit_assessment.rules import RiskGrade
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.products.product.model import Product
from app.reports.dimension import Dimension, Grain
from app.servicing.classification.ageing import Bucket
from app.servicing.contract.model import ContractStatus
from app.servicing.receipt.rules import Component
from app.shared.field import choice_labels
from app.shared.text import msg

MONTH = Dimension("month", msg("Month"), column="day", grain=Grain.MONTH)
BRANCH = Dimension("branch", msg("Branch"), column="branch_id", grain=Grain.RECORD, record=Branch, place="id")
OFFICER = Dimension(
    "officer",
    msg("Officer"),
    column="owner_id",
    grain=Grain.RECORD,
    record=Employee,
    title="full_name",
    place="branch_id",
)
PRODUCT = Dimension("product", msg("Product"), column="product_id", grain=Grain.RECORD, record=Product)
CAMPAIGN = Dimension("campaign", msg("Campaign"), column="campaign_id", grain=Grain.RECORD, record=Campaign)
UNIT = Dimension("unit", msg("Department"), column="unit", choices=choice_labels(Unit), is_ordered=False)
GRADE = Dimension("grade", msg("Risk grade"), column="grade", choices=choice_labels(RiskGrade), graded=True)
COMPONENT = Dimension(
    "component",
    msg("Component"),
    column="component",
    choices={
        Component.INTEREST: msg("Interest"),
        Component.OVERDUE_INTEREST: msg("Interest on overdue principal"),
        Component.LATE_INTEREST: msg("Late interest"),
        Component.FEE: msg("Fees"),
    },
)
BUCKET = Dimension(
    "bucket",
    msg("Days past due"),
    column="bucket",
    choices={str(b): msg("Not overdue") if b is Bucket.CURRENT else msg(str(b)) for b in Bucket},
    graded=True,
)
DEBT_GROUP = Dimension(
    "debt_group",
    msg("Debt group"),
    column="debt_group",
    choices={
        "1": msg("1 – Standard"),
        "2": msg("2 – Special mention"),
        "3": msg("3 – Substandard"),
        "4": msg("4 – Doubtful"),
        "5": msg("5 – Loss"),
    },
    graded=True,
)
CONTRACT_STATUS = Dimension(
    "contract_status", msg("Status of the contract"), column="status", choices=choice_labels(ContractStatus)
)
CHANNEL = Dimension("channel", msg("Channel"), column="channel", choices=choice_labels(Channel), is_ordered=False)
