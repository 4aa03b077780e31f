"""The dashboards, one file and one line each."""

from dashboards.page import Page
from dashboards.pages import campaign_roi

PAGES: tuple[Page, ...] = (campaign_roi.PAGE,)
