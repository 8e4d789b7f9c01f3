"""Counts calls to tables and their consumed capacity, for tests of costs. POST to /_local/table-calls returns and resets them."""

import json
from collections import deque

TABLE_CALLS_PATH = "/_local/table-calls"
CALLS_KEPT = 100_000


def register(corrections):
    calls: deque[dict] = deque(maxlen=CALLS_KEPT)

    @corrections.replaces(
        "ministack.services.dynamodb._add_consumed_capacity",
        *("result", "data", "table_name", "write", "old_item", "new_item", "index_name"),
    )
    def count(original, result, data, table_name, write=False, old_item=None, new_item=None, index_name=None):
        """The capacity as a response reports it (API Reference, ReturnConsumedCapacity); a query or scan names no key."""
        told: dict = {}
        items = {"write": write, "old_item": old_item, "new_item": new_item, "index_name": index_name}
        original(told, data | {"ReturnConsumedCapacity": "TOTAL"}, table_name, **items)
        key = (data.get("Key") or data.get("Item") or {}).get("startId", {}).get("S")
        kind, units = "write" if write else "read", told["ConsumedCapacity"]["CapacityUnits"]
        calls.append({"table": table_name, "kind": kind, "key": key, "units": units})
        original(result, data, table_name, **items)

    @corrections.answers(TABLE_CALLS_PATH)
    async def tell(_):
        told = json.dumps(list(calls)).encode()
        calls.clear()
        return 200, {"Content-Type": "application/json"}, told
