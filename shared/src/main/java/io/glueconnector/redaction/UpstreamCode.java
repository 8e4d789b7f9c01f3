package io.glueconnector.redaction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The error codes that may be repeated. A service may send any text as a code, even a secret. A code that is not on these lists
 * is shown by its length and the start of its hash, which is enough to compare two codes.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/CommonErrors.html">Errors common to all actions</a>
 */
public final class UpstreamCode {
    /** The errors in the service models of Glue, STS, Secrets Manager and DynamoDB. */
    private static final String OF_THE_MODELS = """
            AccessDeniedException AlreadyExistsException BackupInUseException BackupNotFoundException
            ColumnStatisticsTaskNotRunningException ColumnStatisticsTaskRunningException
            ColumnStatisticsTaskStoppingException ConcurrentModificationException
            ConcurrentRunsExceededException ConditionCheckFailureException
            ConditionalCheckFailedException ConflictException ContinuousBackupsUnavailableException
            CrawlerNotRunningException CrawlerRunningException CrawlerStoppingException
            DecryptionFailure DuplicateItemException EncryptionFailure EntityNotFoundException
            ExpiredTokenException ExpiredTradeInTokenException ExportConflictException
            ExportNotFoundException FederatedResourceAlreadyExistsException FederationSourceException
            FederationSourceRetryableException GlobalTableAlreadyExistsException
            GlobalTableNotFoundException GlueEncryptionException IDPCommunicationError IDPRejectedClaim
            IdempotentParameterMismatchException IllegalBlueprintStateException
            IllegalSessionStateException IllegalWorkflowStateException ImportConflictException
            ImportNotFoundException IndexNotFoundException IntegrationConflictOperationFault
            IntegrationNotFoundFault IntegrationQuotaExceededFault InternalServerError
            InternalServerException InternalServiceError InternalServiceException
            InvalidAuthorizationMessageException InvalidExportTimeException InvalidIdentityToken
            InvalidInputException InvalidIntegrationStateFault InvalidNextTokenException
            InvalidParameterException InvalidRequestException InvalidRestoreTimeException
            InvalidStateException ItemCollectionSizeLimitExceededException
            JWTPayloadSizeExceededException KMSKeyNotAccessibleFault LimitExceededException
            MLTransformNotReadyException MalformedPolicyDocument MalformedPolicyDocumentException
            MaterializedViewRefreshTaskNotRunningException MaterializedViewRefreshTaskRunningException
            MaterializedViewRefreshTaskStoppingException NoScheduleException
            OperationNotSupportedException OperationTimeoutException
            OutboundWebIdentityFederationDisabledException PackedPolicyTooLarge
            PermissionTypeMismatchException PointInTimeRecoveryUnavailableException
            PolicyNotFoundException PreconditionNotMetException ProvisionedThroughputExceededException
            PublicPolicyException RegionDisabledException ReplicaAlreadyExistsException
            ReplicaNotFoundException ReplicatedWriteConflictException RequestLimitExceeded
            ResourceExistsException ResourceInUseException ResourceNotFoundException
            ResourceNotReadyException ResourceNumberLimitExceededException SchedulerNotRunningException
            SchedulerRunningException SchedulerTransitioningException SessionBusyException
            SessionDurationEscalationException TableAlreadyExistsException TableInUseException
            TableNotFoundException TargetResourceNotFound ThrottlingException
            TransactionCanceledException TransactionConflictException TransactionInProgressException
            ValidationException VersionMismatchException
            """;

    /** The errors that every service may return, and those that the AWS front end returns in their place. */
    private static final String COMMON = """
            AccessDenied AccessDeniedException ExpiredToken ExpiredTokenException IncompleteSignature
            InternalError InternalFailure InvalidAction InvalidClientTokenId InvalidSignatureException
            MalformedHttpRequestException MissingAuthenticationToken MissingAuthenticationTokenException
            NotAuthorized OptInRequired RequestAbortedException RequestEntityTooLargeException
            RequestExpired RequestLimitExceeded RequestTimeTooSkewed RequestTimeoutException
            SerializationException ServiceUnavailable ServiceUnavailableException SignatureDoesNotMatch
            ThrottledException Throttling ThrottlingException TooManyRequestsException
            UnknownOperationException UnrecognizedClient UnrecognizedClientException ValidationError
            ValidationException
            """;

    /**
     * Errors that Glue documents but does not declare in its model, such as those of individual runs. Glue also sends some of
     * them without the suffix Exception.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html">Glue exceptions</a>
     */
    private static final String OF_GLUES_PAGE = """
            InvalidExecutionEngineException InvalidTaskStatusTransitionException JobDefinitionErrorException
            JobRunInTerminalStateException JobRunInvalidStateTransition JobRunInvalidStateTransitionException
            JobRunNotInTerminalStateException LateRunnerException UnrecognizedRunnerException
            """;

    /**
     * The reasons for which DynamoDB cancels a transaction.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">TransactWriteItems:
     *     TransactionCanceledException</a>
     */
    private static final String OF_TRANSACTIONS = """
            ConditionalCheckFailed ItemCollectionSizeLimitExceeded ProvisionedThroughputExceeded ThrottlingError
            TransactionConflict ValidationError
            """;

    private static final Set<String> KNOWN = Stream.of(OF_THE_MODELS, COMMON, OF_GLUES_PAGE, OF_TRANSACTIONS)
            .flatMap(codes -> Arrays.stream(codes.strip().split("\\s+")))
            .collect(Collectors.toUnmodifiableSet());

    private static final int SHOWN_OF_THE_HASH = 8;

    private UpstreamCode() {}

    /** Returns the error code of a failure. It may be any text: only what {@link #shown} returns may be repeated. */
    public static String of(AwsServiceException failure) {
        return failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
    }

    /** Returns a listed code; otherwise {@code UnknownError.}, its length, a dot and 8 digits of its SHA-256 hash. */
    public static String shown(String code) {
        return KNOWN.contains(code) ? code : "UnknownError.%d.%s".formatted(code.length(), hash(code));
    }

    private static String hash(String code) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, SHOWN_OF_THE_HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }
}
