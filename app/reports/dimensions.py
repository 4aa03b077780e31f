"""The dimensions that several datasets share; a dataset takes them in by carrying their columns."""

from app.marketing.campaign.model import Campaign
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.reports.dimension import Dimension, Grain
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
