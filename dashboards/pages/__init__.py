"""The dashboards, one file and one line each."""

from dashboards.page import Page
from dashboards.pages import aging, campaign_roi, kpi, revenue

PAGES: tuple[Page, ...] = (campaign_roi.PAGE, kpi.PAGE, aging.PAGE, revenue.PAGE)
