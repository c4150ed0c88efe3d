"""One customer: who is meant, everything the store holds of them, a copy of it for them, and its erasure."""

from vocdash.customers.erase import Erased, erase_person, erased_as_text
from vocdash.customers.export import export_person
from vocdash.customers.holdings import Holding, Trace, trace, trace_as_text
from vocdash.customers.who import Customer, alias, customer_of_alias, find_customers

__all__ = [
    "Customer",
    "Erased",
    "Holding",
    "Trace",
    "alias",
    "customer_of_alias",
    "erase_person",
    "erased_as_text",
    "export_person",
    "find_customers",
    "trace",
    "trace_as_text",
]
