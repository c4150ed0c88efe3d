"""Cases: one customer's complaint about one place, from its opening to winning the customer back.

`open` makes them, `change` changes them (by the pure steps of `state`), `rules` decides who gets them; `find` lists, filters and
counts them, `read` and `road` tell one of them with everything around it.
"""
