"""Environments of child processes: without the user's AWS settings, and without anything that leads off this machine."""

import os

from stack.folders import MADE

REGION = "eu-west-1"
SECOND_REGION = "eu-central-1"
ACCOUNT = "000000000000"
ROOT_KEY = "test"

KEPT = ("CHROMIUM", "HOME", "JAVA_HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TERM", "USER")
OPTIONS_OF_THE_JVM = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")


def for_building() -> dict[str, str]:
    """The user's environment, proxies and registry settings included, without AWS settings."""
    dropped = (*OPTIONS_OF_THE_JVM, "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("AWS_")} | {
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def for_running(endpoint: str) -> dict[str, str]:
    """Dummy keys, a loopback endpoint, no configuration files, no proxies, no telemetry."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "*",
        "SAM_CLI_TELEMETRY": "0",
        "XDG_CONFIG_HOME": str(MADE / "config"),
    }
