"""Definitions with one fault each, which Step Functions and the validator refuse."""

PASS = {"Type": "Pass", "End": True}


def definition(states, **more):
    return {"QueryLanguage": "JSONata", "StartAt": "A", "States": states} | more


TWICE = definition({"A": {"Type": "Map", "Items": [], "ItemProcessor": definition({"A": PASS}), "End": True}})
DANGLING = definition({"A": {"Type": "Pass", "Next": "B"}})
PATH_IN_JSONATA = definition({"A": PASS | {"ResultPath": "$"}})
