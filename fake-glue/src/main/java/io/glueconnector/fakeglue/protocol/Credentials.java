package io.glueconnector.fakeglue.protocol;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The access keys that the server accepts. Until a key is registered, the server accepts every access key ID, in account
 * 000000000000. From then on, it accepts only registered keys. Each key is registered for an account.
 */
public final class Credentials {
    private static final String DEFAULT_ACCOUNT = "000000000000";

    private final Map<String, String> accounts = new ConcurrentHashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Set<String> regionsNotOptedIn = ConcurrentHashMap.newKeySet();

    /** Registers a key of the account. */
    public void register(String accessKeyId, String account) {
        accounts.put(accessKeyId, account);
        expired.remove(accessKeyId);
    }

    /** Returns {@code ExpiredTokenException} for calls signed with this key from now on. */
    public void expire(String accessKeyId) {
        expired.add(accessKeyId);
    }

    /** Treats this Region as not opted in: its calls fail as with an unknown key. */
    public void closeRegion(String region) {
        regionsNotOptedIn.add(region);
    }

    public void clear() {
        accounts.clear();
        expired.clear();
        regionsNotOptedIn.clear();
    }

    /** Returns the account of the signing key; throws {@link GlueError} if the key is unknown or expired. */
    public String accountOf(Signature signature) {
        String key = signature.accessKeyId();
        if (expired.contains(key)) {
            throw new GlueError(400, "ExpiredTokenException", "The security token included in the request is expired");
        }
        boolean unknown = !accounts.isEmpty() && !accounts.containsKey(key);
        if (unknown || regionsNotOptedIn.contains(signature.region())) {
            throw new GlueError(
                    400, "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        return accounts.getOrDefault(key, DEFAULT_ACCOUNT);
    }
}
