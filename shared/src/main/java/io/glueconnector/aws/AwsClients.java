package io.glueconnector.aws;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.endpoints.AccountIdEndpointMode;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.GlueClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.utils.Lazy;

/** Builds the clients of the AWS services, all over one HTTP client, each behind a {@link HostGuard}. Thread safe. */
public final class AwsClients {
    private static final Duration OWN_CALL = Duration.ofSeconds(6);
    private static final Duration TABLE_CALL = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private final SdkHttpClient http;
    private final ScheduledExecutorService timer;
    private final AwsCredentialsProvider own;
    private final boolean rehearsing;

    /**
     * Clients over an HTTP client of their own.
     *
     * @param log where a line goes if it cannot be made and another takes its place
     */
    public AwsClients(HttpClients http, PrintStream log) {
        this(OpeningHttp.begin(() -> http.open(log), http.clientName()), timer());
    }

    /**
     * Clients over the given HTTP client, which stays the caller's to close.
     *
     * @param timer ends calls that take too long, by an interrupt
     */
    public AwsClients(SdkHttpClient http, ScheduledExecutorService timer) {
        this(http, timer, fromEnvironmentOrContainer(), false);
    }

    private AwsClients(
            SdkHttpClient http, ScheduledExecutorService timer, AwsCredentialsProvider own, boolean rehearsing) {
        this.http = http;
        this.timer = timer;
        this.own = own;
        this.rehearsing = rehearsing;
    }

    /**
     * Clients for a rehearsal, which must not see the function's own credentials. Its requests leave for nowhere, so an endpoint
     * setting that serves only the stack's Region does not end it.
     *
     * @param http takes the place of the network
     * @param timer ends calls that take too long, and is the caller's to end
     */
    public static AwsClients rehearsing(SdkHttpClient http, ScheduledExecutorService timer) {
        AwsCredentials invented = AwsBasicCredentials.create("AKIAREHEARSED0000000", "rehearsed".repeat(4));
        return new AwsClients(http, timer, StaticCredentialsProvider.create(invented), true);
    }

    /** The client that carries the calls, as {@code HTTP_CLIENT} names it, or that none is open yet. Never waits. */
    public String httpClient() {
        if (http instanceof OpeningHttp opening) {
            return opening.opened().map(HttpClients::setting).orElse("none yet");
        }
        return HttpClients.setting(http);
    }

    /** Secrets Manager in the stack's Region, called as the function itself. */
    public SecretsManagerClient secretsManager(Region region) {
        SecretsManagerClientBuilder builder = SecretsManagerClient.builder();
        configure(builder, region, own, "secretsmanager", RetryMode.FREELY);
        return builder.build();
    }

    /** DynamoDB in the stack's Region, called as the function itself. */
    public DynamoDbClient dynamoDb(Region region) {
        // Endpoints by account id would need one more host to be let through, for nothing.
        DynamoDbClientBuilder builder = DynamoDbClient.builder().accountIdEndpointMode(AccountIdEndpointMode.DISABLED);
        configure(builder, region, own, "dynamodb", RetryMode.FREELY);
        return builder.build();
    }

    StsClient sts(Region region, AwsCredentialsProvider credentials) {
        StsClientBuilder builder = StsClient.builder();
        configure(builder, region, credentials, "sts", RetryMode.FREELY);
        return builder.build();
    }

    GlueClient glue(Region region, AwsCredentialsProvider credentials, RetryMode mode) {
        GlueClientBuilder builder = GlueClient.builder();
        configure(builder, region, credentials, "glue", mode);
        return builder.build();
    }

    /** The credentials of the function's own role. Nothing is resolved before the first call. */
    AwsCredentialsProvider ownCredentials() {
        return own;
    }

    // After a snapshot's restore they come from the container endpoint. Made at first use, since making it draws random
    // numbers.
    private static AwsCredentialsProvider fromEnvironmentOrContainer() {
        Lazy<AwsCredentialsProvider> chain = new Lazy<>(() -> AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build()));
        return () -> chain.getValue().resolveCredentials();
    }

    /** The timer that ships: one thread for all clients, where each would make five of its own otherwise. */
    public static ScheduledExecutorService timer() {
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "call-timer");
            thread.setDaemon(true);
            return thread;
        };
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons);
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> void configure(
            B builder, Region region, AwsCredentialsProvider credentials, String service, RetryMode mode) {
        builder.region(region)
                .credentialsProvider(credentials)
                .httpClient(http)
                .defaultsMode(DefaultsMode.STANDARD)
                .overrideConfiguration(config -> {
                    config.defaultProfileFile(NO_PROFILES)
                            .scheduledExecutorService(timer)
                            .retryStrategy(mode.strategy())
                            .addExecutionInterceptor(guard(service, region));
                    switch (service) {
                        case "glue" -> ofGlue(config, mode);
                        case "dynamodb" -> config.apiCallTimeout(TABLE_CALL);
                        default -> config.apiCallTimeout(OWN_CALL);
                    }
                });
    }

    private ExecutionInterceptor guard(String service, Region region) {
        HostGuard guard = new HostGuard(service, region);
        return rehearsing ? new RehearsedGuard(guard) : guard;
    }

    // The deadline of the call at hand ends all attempts together.
    private static void ofGlue(ClientOverrideConfiguration.Builder config, RetryMode mode) {
        config.apiCallAttemptTimeout(HttpClients.ANSWER).addExecutionInterceptor(new EmptyAnswers());
        if (mode == RetryMode.ONLY_WITHOUT_EFFECT) {
            config.addExecutionInterceptor(new FreshConnection());
        }
    }
}
