"""Differences between MiniStack's REST APIs and API Gateway."""

import json

from ministack.core.iam_evaluator import AuthError
from ministack.services import apigateway_v1


def register(corrections):
    corrections.needs(
        "ministack.services.apigateway_v1._AUTHENTICATION_GATEWAY_ERRORS",
        "ministack.services.apigateway_v1._GatewayError",
        "ministack.services.apigateway_v1._put_gateway_response",
        "ministack.services.apigateway_v1.authentication_error_response",
    )

    @corrections.replaces(
        "ministack.app._handle_execute_api_request",
        *("host", "path", "method", "headers", "body", "query_params", "raw_path", "raw_query_string"),
    )
    async def keep_path_encoded(original, host, path, method, headers, body, query_params, raw_path=None, raw_query_string=None):
        """REST APIs pass `path` and `pathParameters` percent-encoded (undocumented, but captured requests show it)."""
        return await original(host, raw_path or path, method, headers, body, query_params, raw_path, raw_query_string)

    @corrections.replaces("ministack.services.apigateway_v1._import_rest_api", "spec", "base_data")
    def import_gateway_responses(original, spec, base_data=None):
        """A definition contains its gateway responses (Developer Guide, x-amazon-apigateway-gateway-responses object)."""
        api_id = original(spec, base_data)
        for response_type, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
            apigateway_v1._put_gateway_response(api_id, response_type, response)
        return api_id

    @corrections.replaces("ministack.services.cloudformation.provisioners._apigw_method_settings", "raw")
    def name_methods(original, raw):
        """A method's settings have the key ~1resource~1subresource/POST (AWS CLI Reference, apigateway get-stages)."""
        return {key.removeprefix("/"): settings for key, settings in original(raw).items()}

    @corrections.replaces("ministack.services.apigateway_v1._try_apply_method_settings_patch", "stage", "op")
    def keep_path_of_method_encoded(original, stage, op):
        """A patch names the method's settings by that key (API Gateway API Reference, PatchOperation); MiniStack decodes it."""
        return original(stage, op | {"path": op["path"].replace("~", "~0")})

    @corrections.replaces(
        "ministack.app._enforce_execute_api",
        *("api_id", "stage", "method", "execute_path", "headers", "query_params", "iam_action"),
    )
    def render_refusals(original, api_id, stage, method, execute_path, headers, query_params, **named):
        """A caller that IAM denies gets the gateway response ACCESS_DENIED (Developer Guide, gateway response types)."""
        answer = original(api_id, stage, method, execute_path, headers, query_params, **named)
        if answer is None or answer[1].get("x-amzn-errortype") != "AccessDeniedException":
            return answer
        apigateway_v1._AUTHENTICATION_GATEWAY_ERRORS["AccessDenied"] = ("ACCESS_DENIED", "AccessDeniedException")
        refusal = AuthError("AccessDenied", json.loads(answer[2])["message"])
        return apigateway_v1.authentication_error_response(api_id, stage, refusal, headers, query_params) or answer

    @corrections.replaces(
        "ministack.services.apigateway_v1._execute_in_scope",
        *("request", "api_id", "stage_name", "method", "path", "headers", "body", "query_params"),
        *("owner_account_id", "owner_region"),
    )
    async def hide_function_errors(original, request, *arguments):
        """A function's error becomes the gateway response DEFAULT_5XX (Developer Guide, gateway response types)."""
        answer = await original(request, *arguments)
        if is_function_error(answer):
            return apigateway_v1._GatewayError("DEFAULT_5XX", "Internal server error")
        return answer


def is_function_error(answer):
    """MiniStack turns the error into a bare 502; a response of the function itself names its own content type."""
    return isinstance(answer, tuple) and answer[0] == 502 and answer[1] == {"Content-Type": "application/json"}
