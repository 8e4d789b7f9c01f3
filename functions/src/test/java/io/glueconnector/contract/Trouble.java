package io.glueconnector.contract;

import io.glueconnector.fakeglue.faults.Fault;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GlueException;

/**
 * An error between a function and Glue.
 *
 * @param name its name in the error table
 * @param fault the server's behavior
 */
record Trouble(String name, Fault fault) {
    /** Errors that Glue, its front end or IAM return although Glue's model does not declare them. */
    private static final List<String> COMMON = List.of(
            "400 ThrottlingException",
            "429 TooManyRequestsException",
            "400 RequestLimitExceeded",
            "400 AccessDeniedException",
            "403 AccessDenied",
            "400 ExpiredTokenException",
            "403 ExpiredToken",
            "400 UnrecognizedClientException",
            "403 InvalidClientTokenId",
            "403 InvalidSignatureException",
            "403 SignatureDoesNotMatch",
            "403 MissingAuthenticationTokenException",
            "403 IncompleteSignature",
            "403 OptInRequired",
            "400 RequestExpired",
            "403 RequestTimeTooSkewed",
            "400 ValidationException",
            "400 SerializationException",
            "400 SomethingNewException",
            "404 UnknownOperationException",
            "500 InternalFailure",
            "503 ServiceUnavailable",
            "500 SomethingBrokenException");

    /** Returns every error that Glue's model declares for the operation. The SDK's client declares each as an exception. */
    static Stream<Trouble> modeled(String operation) {
        String method = Character.toLowerCase(operation.charAt(0)) + operation.substring(1);
        return Arrays.stream(GlueClient.class.getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .map(Method::getExceptionTypes)
                .flatMap(Arrays::stream)
                .filter(type -> GlueException.class.isAssignableFrom(type) && type != GlueException.class)
                .map(Class::getSimpleName)
                .distinct()
                .map(name -> error(name.equals("InternalServiceException") ? 500 : 400, name));
    }

    static Stream<Trouble> common() {
        return COMMON.stream().map(line -> error(Integer.parseInt(line.substring(0, 3)), line.substring(4)));
    }

    /** Returns the faults of a network or a broken server, before and after the operation takes effect. */
    static Stream<Trouble> broken() {
        return Stream.of(
                new Trouble("signature expired", Fault.signatureExpired()),
                new Trouble("reset before", Fault.resetBefore()),
                new Trouble("reset after", Fault.resetAfter()),
                new Trouble("close before", Fault.closeBefore()),
                new Trouble("close after", Fault.closeAfter()),
                new Trouble("failure after", Fault.failureAfter(500)),
                new Trouble("malformed body", Fault.malformedBody()),
                new Trouble("truncated body", Fault.truncatedBody()),
                new Trouble("empty body", Fault.emptyBody()),
                new Trouble("empty object", Fault.emptyObject()),
                new Trouble("hang before", Fault.delayBefore(Duration.ofSeconds(4))),
                new Trouble("hang after", Fault.delayAfter(Duration.ofSeconds(4))));
    }

    boolean isHang() {
        return name.startsWith("hang");
    }

    private static Trouble error(int status, String code) {
        // This upstream text must not reach the caller.
        return new Trouble(code, Fault.errorBefore(status, code, "upstream text for " + code));
    }
}
