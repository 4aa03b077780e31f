"""What an application must satisfy before it is worth anybody's time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.parties.customer.rules import age_on
from app.products.product.rules import is_offered_on, misfit
from app.shared.months import add_months
from app.shared.text import Message, msg

Problems = dict[str, Message]
_WITH_COLLATERAL = ("secured", "used_car")


def obstacles(application: Any, today: date) -> Problems:
    """Return field → reason for everything that keeps an application from being submitted today."""
    return _request(application, today) | _customer(application, today) | _collateral(application, today)


def vehicle_problem(vehicle: Any, product: Any, term: int, today: date) -> Message | None:
    """Return why a car cannot secure a loan of `term` months of the product from today, or None."""
    if not vehicle.papers_complete:
        return msg("The vehicle's papers are not complete.")
    if vehicle.accident == "major":
        return msg("A vehicle after a major accident is not accepted.")
    if product.vehicle_km_max is not None and vehicle.km > product.vehicle_km_max:
        return msg("The mileage is above {highest} km.", highest=product.vehicle_km_max)
    age_at_end = add_months(today, term).year - vehicle.year
    if product.vehicle_age_at_end_max is not None and age_at_end > product.vehicle_age_at_end_max:
        return msg("At the end of the loan the vehicle would be {age} years old.", age=age_at_end)
    return None


def may_waive_field_review(application: Any, grades_before: Iterable[str]) -> bool:
    """Tell whether the product lets a returning low-risk customer's loan of this size go without a visit."""
    limit = application.product.field_review_waived_up_to
    return limit is not None and application.amount <= limit and set(grades_before) == {"low"}


def _request(application: Any, today: date) -> Problems:
    product, found = application.product, {}
    if not is_offered_on(product, today):
        found["product_id"] = msg("This product is not offered today.")
    problem = misfit(product, amount=application.amount, term=application.term)
    if problem is not None:
        found[problem[0]] = problem[1]
    if application.method not in product.methods:
        found["method"] = msg("The product is not repaid in this way.")
    return found


def _customer(application: Any, today: date) -> Problems:
    customer, product = application.customer, application.product
    if customer.blacklisted or customer.deceased:
        return {"customer_id": msg("No loan can be made to this customer.")}
    if not (customer.born_on and customer.id_no and customer.phone):
        return {"customer_id": msg("Complete the customer's identity and phone first.")}
    if not product.age_min <= age_on(customer.born_on, today) <= product.age_max:
        limits = {"lowest": product.age_min, "highest": product.age_max}
        return {"customer_id": msg("The product is for ages {lowest} to {highest}.", **limits)}
    return {}


def _collateral(application: Any, today: date) -> Problems:
    product, collateral = application.product, application.collateral
    if product.product_class not in _WITH_COLLATERAL:
        return {}
    if collateral is None:
        return {"collateral_id": msg("This product needs collateral.")}
    if product.product_class != "used_car":
        return {}
    if application.purchase_price is None:
        return {"purchase_price": msg("Please fill in this field.")}
    problem = vehicle_problem(collateral.vehicle, product, application.term, today) if collateral.vehicle else None
    return {"collateral_id": problem} if problem else {}
