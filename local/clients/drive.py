"""Sends the requests that standard input describes through the generated Python client, and prints what it returns."""

import json
import sys
from enum import Enum
from importlib import import_module
from typing import Any, get_args, get_type_hints

from botocore.credentials import Credentials
from glue_connector_client import Client, models
from signature import Signature


def snake(name: str) -> str:
    return "".join(f"_{it.lower()}" if it.isupper() else it for it in name.replace("-", "")).lstrip("_")


def sent(call: dict[str, Any]) -> dict[str, Any]:
    function = import_module(f"glue_connector_client.api.{call['tag']}.{snake(call['action'])}").sync_detailed
    types = get_type_hints(function)
    # An underscore follows a name that Python has already, such as all.
    names = {name: snake(name) if snake(name) in types else f"{snake(name)}_" for name in call["parameters"]}
    arguments = {names[name]: typed(types[names[name]], value) for name, value in call["parameters"].items()}
    if "body" in call:
        arguments["body"] = getattr(models, call["bodyType"]).from_dict(call["body"])
    signature = Signature(Credentials("key", "secret"), call["region"])
    # Without verify_ssl, each client would load all certificate authorities.
    client = Client(base_url=call["url"], verify_ssl=False, httpx_args={"auth": signature})
    response = function(client=client, **arguments)
    return {"status": response.status_code, "body": response.parsed.to_dict()}


def typed(declared: Any, value: Any) -> Any:
    enums = [it for it in get_args(declared) if isinstance(it, type) and issubclass(it, Enum)]
    return enums[0](value) if enums else value


json.dump([sent(call) for call in json.load(sys.stdin)], sys.stdout)
