package io.glueconnector.ownruntime.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the package's {@code bootstrap} as Lambda does, in an environment that can reach only the loopback interface. */
final class RunningFunction implements AutoCloseable {
    private static final int SECONDS = 60;

    private final RuntimeApi api = new RuntimeApi();
    private final Process process;
    private final Path log;

    RunningFunction(Path unpacked, Path log, String handler, Aws aws, Path authority, Map<String, String> more)
            throws IOException {
        this.log = log;
        ProcessBuilder builder =
                new ProcessBuilder(unpacked.resolve("bootstrap").toString());
        builder.directory(unpacked.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(unpacked, handler, aws, authority));
        builder.environment().putAll(more);
        process = builder.start();
    }

    /**
     * Calls the function.
     *
     * @throws PackagingFailed with the function's log, if it does not respond
     */
    RuntimeApi.Answer invoke(String event) throws IOException, InterruptedException {
        RuntimeApi.Answer answer = api.invoke(event, SECONDS);
        if (answer == null) {
            throw new PackagingFailed("The function did not respond:\n" + said());
        }
        return answer;
    }

    /** Returns the function's log. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** Ends the function as Lambda does, so its JVM can write the cache. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new PackagingFailed("The function did not end within " + SECONDS + " seconds.");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
    }

    private Map<String, String> environment(Path unpacked, String handler, Aws aws, Path authority) {
        return Map.ofEntries(
                Map.entry("AWS_ACCESS_KEY_ID", "AKIAFUNCTIONOWNKEY00"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "the-functions-own-secret-access-key-0000"),
                Map.entry("AWS_REGION", "eu-west-1"),
                Map.entry("AWS_EC2_METADATA_DISABLED", "true"),
                Map.entry("AWS_ENDPOINT_URL", aws.secureEndpoint()),
                // One service without TLS, so the cache covers both.
                Map.entry("AWS_ENDPOINT_URL_DYNAMODB", aws.plainEndpoint()),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", "training"),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                Map.entry("AWS_LAMBDA_LOG_FORMAT", "JSON"),
                Map.entry("AWS_LAMBDA_RUNTIME_API", api.address()),
                Map.entry("CONNECTION_PREFIX", "training/"),
                Map.entry("HTTP_CLIENT", "crt"),
                Map.entry("LAMBDA_TASK_ROOT", unpacked.toString()),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("REDACTED_ARGUMENTS", "password"),
                Map.entry("SSL_CERT_FILE", authority.toString()),
                Map.entry("STACK_NAME", "training"),
                Map.entry("STARTS_TABLE", "starts"),
                Map.entry("TZ", ":UTC"),
                Map.entry("_HANDLER", handler));
    }
}
