package io.glueconnector.connection;

import java.time.Duration;
import java.util.Optional;

/** The credentials that sign a connection's calls to Glue. */
public sealed interface Credentials {

    /** A key pair. It is temporary if it has a session token. */
    record AccessKey(String accessKeyId, Secret secretAccessKey, Optional<Secret> sessionToken)
            implements Credentials {}

    /**
     * A role assumed through STS.
     *
     * @param roleArn the role's ARN
     * @param base the key pair that calls AssumeRole; empty for the function's own role
     * @param externalId the External ID that the role's trust policy requires
     * @param session the duration of a session, 15 minutes to 12 hours
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
     */
    record AssumeRole(String roleArn, Optional<AccessKey> base, Optional<Secret> externalId, Duration session)
            implements Credentials {}

    /** The function's own role. */
    record ExecutionRole() implements Credentials {}
}
