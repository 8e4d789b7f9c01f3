"""Checks requests to Glue and CloudWatch Logs against AWS's published models, of which botocore checks only half of the rules."""

import re

import botocore.session

# The model's patterns are Java's: a supplementary character takes two escapes there and one here.
SURROGATES = re.compile(r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
TYPES: dict[str, type | tuple[type, ...]] = {
    "blob": str,
    "boolean": bool,
    "double": (int, float),
    "float": (int, float),
    "integer": int,
    "list": list,
    "long": int,
    "map": dict,
    "string": str,
    "structure": dict,
    "timestamp": (int, float),
}


class PublishedModel:
    def __init__(self):
        session = botocore.session.Session()
        self._glue = session.get_service_model("glue")
        self._logs = session.get_service_model("logs")

    def findings(self, operation, body):
        """The problems of a request; none if AWS would accept its form."""
        model = self._logs if operation in self._logs.operation_names else self._glue
        if operation not in model.operation_names:
            return [f"{operation}: Glue has no such operation"]
        return list(of_value(model.operation_model(operation).input_shape, body, operation))

    def errors(self, operation):
        """The names of the errors that the operation may return."""
        return {shape.name for shape in self._glue.operation_model(operation).error_shapes}


def of_value(shape, value, path):
    right = isinstance(value, TYPES[shape.type_name])
    if not right or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{path}: {value!r} is not of type {shape.type_name}"
        return
    yield from of_limits(shape.metadata, value, path)
    if shape.type_name == "structure":
        yield from of_structure(shape, value, path)
    if shape.type_name == "list":
        for index, item in enumerate(value):
            yield from of_value(shape.member, item, f"{path}[{index}]")
    if shape.type_name == "map":
        for key, item in value.items():
            yield from of_value(shape.key, key, f"{path}, a key")
            yield from of_value(shape.value, item, f"{path}[{key!r}]")


def of_structure(shape, value, path):
    for name in shape.required_members:
        if name not in value:
            yield f"{path}.{name}: is required"
    for name, item in value.items():
        if name in shape.members:
            yield from of_value(shape.members[name], item, f"{path}.{name}")
        else:
            yield f"{path}.{name}: no such member"


def of_limits(limits, value, path):
    size = value if isinstance(value, (int, float)) else len(value)
    if size < limits.get("min", size):
        yield f"{path}: {size} is less than {limits['min']}"
    if size > limits.get("max", size):
        yield f"{path}: {size} is more than {limits['max']}"
    if "enum" in limits and value not in limits["enum"]:
        yield f"{path}: {value!r} is not one of {', '.join(limits['enum'])}"
    if "pattern" in limits and not re.fullmatch(in_python(limits["pattern"]), value):
        yield f"{path}: {value!r} does not match {limits['pattern']}"


def in_python(pattern):
    return SURROGATES.sub(lambda pair: f"\\U{code_point(int(pair[1], 16), int(pair[2], 16)):08x}", pattern)


def code_point(high, low):
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
