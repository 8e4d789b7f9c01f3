"""CloudFormation's intrinsic functions as text, for checks that compare the content of a template."""


def alternatives(value):
    """The values that a property can take: both branches of each Fn::If, without AWS::NoValue."""
    if isinstance(value, dict) and "Fn::If" in value:
        _, then, otherwise = value["Fn::If"]
        return alternatives(then) + alternatives(otherwise)
    return [] if value == {"Ref": "AWS::NoValue"} else [value]


def entries(items):
    """Each entry of a list with the condition that it exists under, or None."""
    for item in items:
        condition = item["Fn::If"][0] if isinstance(item, dict) and "Fn::If" in item else None
        for value in alternatives(item):
            yield condition, value


def text(value):
    """A reference as CloudFormation's own placeholder: {"Ref": "Queue"} becomes ${Queue}."""
    if isinstance(value, str):
        return value
    function, argument = next(iter(value.items()))
    match function:
        case "Ref":
            return f"${{{argument}}}"
        case "Fn::GetAtt":
            return f"${{{'.'.join(argument)}}}"
        case "Fn::Sub":
            return argument
    raise ValueError(f"{function} is not supported: add it to intrinsics.text")


def texts(value):
    return [text(item) for item in (value if isinstance(value, list) else [value])]
