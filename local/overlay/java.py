"""Java functions on the warm Runtime API that MiniStack provides for provided.* runtimes, under AWS's own runtime client."""

import os
from contextlib import suppress
from pathlib import Path
from threading import Condition

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

BOOTSTRAP = Path(__file__).with_name("bootstrap")
# Unlike AWS, which starts an environment for each concurrent call: here each is a JVM, and all share a laptop.
ENVIRONMENTS_OF_A_FUNCTION = 4
SECONDS_BETWEEN_LOOKS = 1
NOT_FOR_FUNCTIONS = {
    *("AUTH", "BIND_HOST", "FAKE_GLUE_URL", "GATEWAY_PORT", "GLUE_LINE_URL", "MINISTACK_ACCOUNT_ID", "PYTHONPATH")
}


def register(corrections):
    given_back = Condition()
    corrections.needs(
        "ministack.core.lambda_runtime.ProvidedWorker", "ministack.services.lambda_svc._execute_function_provided_warm"
    )

    @corrections.replaces("ministack.core.lambda_runtime._worker_class_for", "config")
    def worker_class_for(original, config):
        """Lambda keeps an environment warm for every runtime (Lambda Developer Guide, execution environment)."""
        return lambda_runtime.ProvidedWorker if is_java(config) else original(config)

    @corrections.replaces(
        "ministack.services.lambda_svc.acquire_worker", "func_name", "config", "code_zip", "qualifier", "max_concurrency"
    )
    def acquire_in_turn(original, func_name, config, code_zip, qualifier="$LATEST", max_concurrency=None):
        """A call waits if all environments are in use. It never takes one that another call holds."""
        if not is_java(config):
            return original(func_name, config, code_zip, qualifier, max_concurrency)
        with given_back:
            while True:
                worker, how = original(func_name, config, code_zip, qualifier, ENVIRONMENTS_OF_A_FUNCTION)
                if worker:
                    return worker, how
                given_back.wait(SECONDS_BETWEEN_LOOKS)

    @corrections.replaces("ministack.services.lambda_svc.release_worker", "worker")
    def give_back(original, worker):
        original(worker)
        with given_back:
            given_back.notify_all()

    @corrections.replaces("ministack.services.lambda_svc._execute_function_docker", "func", "event", "request_id")
    def execute_without_container(original, func, event, request_id):
        """No container engine is needed: a local JDK 25 replaces Lambda's java25 image."""
        if is_java(func.get("config") or func):
            return lambda_svc._execute_function_provided_warm(func, event, request_id)
        return original(func, event, request_id)

    @corrections.replaces("ministack.services.lambda_svc._provided_runtime_code_dir", "code_zip")
    def code_folder_with_bootstrap(original, code_zip):
        """Lambda's managed runtime provides the bootstrap, so a Java package has none (Lambda Developer Guide, Java)."""
        folder = Path(original(code_zip))
        with suppress(FileExistsError):
            (folder / "bootstrap").symlink_to(BOOTSTRAP)
        return str(folder)

    @corrections.replaces("ministack.services.lambda_svc._provided_worker_env", "config", "code_dir", "port")
    def managed_runtime_environment(original, config, code_dir, port):
        """Lambda sets these reserved variables too (Lambda Developer Guide, "Defined runtime environment variables")."""
        environment = original(config, code_dir, port)
        if not is_java(config):
            return environment
        logging = config.get("LoggingConfig") or {}
        kept = {name: value for name, value in environment.items() if name not in NOT_FOR_FUNCTIONS}
        # Unlike on AWS, calls to Glue take a line that can lose responses, unless the function sets another endpoint.
        to_glue = {"AWS_ENDPOINT_URL_GLUE": os.environ["GLUE_LINE_URL"]}
        if wrapper := kept.get("AWS_LAMBDA_EXEC_WRAPPER"):
            # On Lambda, the package is always in this folder.
            kept["AWS_LAMBDA_EXEC_WRAPPER"] = wrapper.replace("/var/task/", f"{code_dir}/")
        return (
            to_glue
            | kept
            | {
                "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
                "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
                "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat", "Text"),
                "AWS_LAMBDA_LOG_GROUP_NAME": logging.get("LogGroup") or f"/aws/lambda/{config['FunctionName']}",
                "TZ": ":UTC",
            }
        )


def is_java(config):
    return str(config.get("Runtime") or "").startswith("java")
