package io.glueconnector.fakeglue.protocol;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may call: every access key id, in account 000000000000, until the first one is registered; from then on only the
 * registered ones. Registering says which account a key belongs to.
 */
public final class Credentials {
    private static final String DEFAULT_ACCOUNT = "000000000000";

    private final Map<String, String> accounts = new ConcurrentHashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final Set<String> regionsNotOptedIn = ConcurrentHashMap.newKeySet();

    /** Makes the key known, as one of the account's. */
    public void register(String accessKeyId, String account) {
        accounts.put(accessKeyId, account);
        expired.remove(accessKeyId);
    }

    /** Answers calls signed with this key with {@code ExpiredTokenException} from now on. */
    public void expire(String accessKeyId) {
        expired.add(accessKeyId);
    }

    /** Answers calls in this Region as one that the account has not opted in to: like an unknown key. */
    public void closeRegion(String region) {
        regionsNotOptedIn.add(region);
    }

    public void clear() {
        accounts.clear();
        expired.clear();
        regionsNotOptedIn.clear();
    }

    /** The account of the one who signed; throws {@link GlueError} when the key is unknown or expired. */
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
