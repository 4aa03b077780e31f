"""Files: what a page shows, as the sheets of an export."""

from app.reports.export import VIEW_MARK, Sheet, result_sheet, scorecard_sheet
from app.reports.filters import Filters
from app.reports.runner import run
from app.reports.scorecard import scorecard
from app.security.principal import Principal
from app.shared.errors import BadRequest
from app.shared.text import msg
from dashboards.components.panel import view_label
from dashboards.page import Kind, Page


def sheets_of(
    page: Page, filters: Filters, principal: Principal, section: int | None = None, view: int = 0
) -> list[Sheet]:
    """Return a sheet for each view of the page, or for one view of one section."""
    sections = page.for_reader(principal)
    places = [(s, v) for s, each in sections.items() for v in range(len(each.views))]
    if section is not None:
        if (section, view) not in places:
            raise BadRequest(msg("This page has no such section."))
        places = [(section, view)]
    queries = [sections[s].queries(filters)[v] for s, v in places]
    sheets = []
    for (s, v), result in zip(places, run(principal, *queries), strict=True):
        shown = sections[s]
        if shown.optional and result.is_empty:
            continue
        title = str(shown.title or page.title)
        many = len(shown.views) > 1
        sheets.append(result_sheet(f"{title}{VIEW_MARK}{view_label(shown, shown.views[v])}" if many else title, result))
    if section is None and page.has_scorecard:
        name = next(str(each.title) for each in page.sections if each.kind is Kind.SCORECARD)
        sheets.insert(1, scorecard_sheet(name, scorecard(principal, filters)))
    return sheets
