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
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.GlueClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.utils.Lazy;

/** Builds the AWS service clients. They share one HTTP client, and each has a {@link HostGuard}. Thread-safe. */
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
     * Creates clients with their own HTTP client.
     *
     * @param log receives a line if that client cannot be created and another one replaces it
     */
    public AwsClients(HttpClients http, PrintStream log) {
        this(OpeningHttp.begin(() -> http.open(log), http.clientName()), timer());
    }

    /**
     * Creates clients over the given HTTP client, which the caller closes.
     *
     * @param timer interrupts calls that take too long
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
     * Returns clients for a rehearsal, which must not see the function's own credentials. Their requests reach no network,
     * so an endpoint setting that serves only the stack's Region does not make them fail.
     *
     * @param http replaces the network; its name decides how requests are signed
     * @param timer ends calls that take too long; the caller shuts it down
     */
    public static AwsClients rehearsing(SdkHttpClient http, ScheduledExecutorService timer) {
        AwsCredentials invented = AwsBasicCredentials.create("AKIAREHEARSED0000000", "rehearsed".repeat(4));
        return new AwsClients(http, timer, StaticCredentialsProvider.create(invented), true);
    }

    /** Returns the {@code HTTP_CLIENT} value of the client that sends the calls, or {@code none yet}. Never waits. */
    public String httpClient() {
        if (http instanceof OpeningHttp opening) {
            return opening.opened().map(HttpClients::setting).orElse("none yet");
        }
        return HttpClients.setting(http);
    }

    /** Returns a Secrets Manager client for the stack's Region with the function's own credentials. */
    public SecretsManagerClient secretsManager(Region region) {
        SecretsManagerClientBuilder builder = SecretsManagerClient.builder();
        configure(builder, region, own, "secretsmanager", RetryMode.FREELY);
        return builder.build();
    }

    /** Returns a DynamoDB client for the stack's Region with the function's own credentials. */
    public DynamoDbClient dynamoDb(Region region) {
        // Account-based endpoints would make the host guard allow one more host, for no benefit.
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

    CloudWatchLogsClient logs(Region region, AwsCredentialsProvider credentials) {
        CloudWatchLogsClientBuilder builder = CloudWatchLogsClient.builder();
        configure(builder, region, credentials, "logs", RetryMode.FREELY);
        return builder.build();
    }

    /** Returns the credentials of the function's own role, which are not resolved before the first call. */
    AwsCredentialsProvider ownCredentials() {
        return own;
    }

    // After a snapshot is restored, the credentials come from the container endpoint. Their provider is created
    // at first use, because it needs random numbers.
    private static AwsCredentialsProvider fromEnvironmentOrContainer() {
        Lazy<AwsCredentialsProvider> chain = new Lazy<>(() -> AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build()));
        return () -> chain.getValue().resolveCredentials();
    }

    /** Returns the production timer: one thread for all clients, each of which would otherwise create five. */
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
        if (HttpClients.isCrt(http)) {
            builder.putAuthScheme(new CrtAuthScheme());
        }
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
                        case "glue", "logs" -> withinDeadline(config, mode);
                        case "dynamodb" -> config.apiCallTimeout(TABLE_CALL);
                        default -> config.apiCallTimeout(OWN_CALL);
                    }
                });
    }

    private ExecutionInterceptor guard(String service, Region region) {
        HostGuard guard = new HostGuard(service, region);
        return rehearsing ? new RehearsedGuard(guard) : guard;
    }

    // The deadline of the current call covers all its attempts.
    private static void withinDeadline(ClientOverrideConfiguration.Builder config, RetryMode mode) {
        config.apiCallAttemptTimeout(HttpClients.ANSWER).addExecutionInterceptor(new EmptyAnswers());
        if (mode == RetryMode.ONLY_WITHOUT_EFFECT) {
            config.addExecutionInterceptor(new FreshConnection());
        }
    }
}
