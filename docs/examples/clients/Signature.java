import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * AWS Signature Version 4 for API Gateway, for a client that openapi-generator's library native made:
 * {@code new ApiClient().setRequestInterceptor(new Signature(credentials, region))}.
 */
public final class Signature implements Consumer<HttpRequest.Builder> {

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final String region;

    public Signature(IdentityProvider<? extends AwsCredentialsIdentity> credentials, String region) {
        this.credentials = credentials;
        this.region = region;
    }

    @Override
    public void accept(HttpRequest.Builder builder) {
        HttpRequest request = builder.copy().build();
        byte[] body = request.bodyPublisher().map(Signature::bytes).orElse(new byte[0]);
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.uri())
                .build();
        signer.sign(it -> it.identity(credentials.resolveIdentity().join())
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request()
                .forEachHeader((name, values) -> set(builder, name, values));
    }

    /** HttpClient sets the header Host itself, and does not let others do so. */
    private static void set(HttpRequest.Builder builder, String name, List<String> values) {
        if (!name.equalsIgnoreCase("Host")) {
            builder.setHeader(name, String.join(",", values));
        }
    }

    private static byte[] bytes(BodyPublisher publisher) {
        BodySubscriber<byte[]> collected = BodySubscribers.ofByteArray();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                collected.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                collected.onNext(List.of(bytes));
            }

            @Override
            public void onError(Throwable failure) {
                collected.onError(failure);
            }

            @Override
            public void onComplete() {
                collected.onComplete();
            }
        });
        return collected.getBody().toCompletableFuture().join();
    }
}
