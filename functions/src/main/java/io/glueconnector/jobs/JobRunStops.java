package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import io.glueconnector.redaction.UpstreamCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchStopJobRunError;
import software.amazon.awssdk.services.glue.model.BatchStopJobRunRequest;
import software.amazon.awssdk.services.glue.model.BatchStopJobRunResponse;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * Stops many runs of one job, 25 per call as Glue's limit requires, and returns one verdict per run.
 *
 * <p>Glue reports success for the whole call even if it stopped nothing, so each run's own error decides.
 */
final class JobRunStops {
    private static final int MOST_PER_CALL = 25;
    private static final String NO_VERDICT = "NoVerdict";
    /** Glue's code, with or without the suffix Exception, for a run in a state that does not allow a stop. */
    private static final String ANOTHER_STATE = "JobRunInvalidStateTransition";

    private static final Set<String> RETRYABLE = Set.of(
            "InternalServiceException",
            "OperationTimeoutException",
            "ThrottlingException",
            "ConcurrentModificationException");

    private final String jobName;
    private final Glue glue;
    private final Map<String, StopVerdict> verdicts = new HashMap<>();

    JobRunStops(String jobName, Glue glue) {
        this.jobName = jobName;
        this.glue = glue;
    }

    /**
     * Stops the runs.
     *
     * @return one verdict per run, in the order of the ids
     * @throws ConnectorException if the first call fails as a whole, so nothing was stopped
     */
    List<StopVerdict> stop(List<String> jobRunIds) {
        for (int start = 0; start < jobRunIds.size(); start += MOST_PER_CALL) {
            List<String> chunk = jobRunIds.subList(start, Math.min(start + MOST_PER_CALL, jobRunIds.size()));
            try {
                stopChunk(chunk);
            } catch (ConnectorException e) {
                if (start == 0) {
                    throw e;
                }
                chunk.forEach(id -> verdicts.put(id, StopVerdict.failed(id, e.code())));
            }
        }
        return jobRunIds.stream().map(verdicts::get).toList();
    }

    private void stopChunk(List<String> chunk) {
        Map<String, String> errors = send(chunk);
        List<String> again = new ArrayList<>();
        errors.forEach((id, code) -> {
            if (RETRYABLE.contains(code)) {
                again.add(id);
            }
        });
        if (!again.isEmpty()) {
            resend(again, errors);
        }
        chunk.forEach(id -> verdicts.put(id, verdict(id, errors.get(id))));
    }

    // Glue may already be stopping the other runs, so the first response stands if the second request fails as a whole.
    private void resend(List<String> again, Map<String, String> errors) {
        Map<String, String> second;
        try {
            second = send(again);
        } catch (ConnectorException failed) {
            return;
        }
        errors.keySet().removeAll(again);
        errors.putAll(second);
    }

    private StopVerdict verdict(String jobRunId, String code) {
        if (code == null) {
            return StopVerdict.stopping(jobRunId);
        }
        return code.equals("EntityNotFoundException") ? StopVerdict.notFound(jobRunId) : lookedUp(jobRunId, code);
    }

    /** Sends one call and returns the error code of each run that was not stopped. */
    private Map<String, String> send(List<String> jobRunIds) {
        Glue.Requested<BatchStopJobRunRequest> request = limit -> BatchStopJobRunRequest.builder()
                .jobName(jobName)
                .jobRunIds(jobRunIds)
                .overrideConfiguration(limit)
                .build();
        BatchStopJobRunResponse answer = glue.call(GlueClient::batchStopJobRun, request, "job " + jobName);
        Map<String, String> errors = new LinkedHashMap<>();
        jobRunIds.forEach(id -> errors.put(id, NO_VERDICT));
        answer.successfulSubmissions().forEach(stopped -> errors.remove(stopped.jobRunId()));
        answer.errors().forEach(error -> errors.replace(error.jobRunId(), code(error)));
        return errors;
    }

    private static String code(BatchStopJobRunError error) {
        String code = error.errorDetail() == null ? null : error.errorDetail().errorCode();
        return code == null || code.isEmpty() ? NO_VERDICT : UpstreamCode.shown(code);
    }

    // Glue documents no code for a run that has ended or is already stopping, so read the run itself.
    private StopVerdict lookedUp(String jobRunId, String code) {
        try {
            JobRunState state = new JobRuns(jobName, glue).get(jobRunId).jobRunState();
            if (state == JobRunState.STOPPING && code.startsWith(ANOTHER_STATE)) {
                return StopVerdict.stopping(jobRunId);
            }
            return state != null && JobRuns.isEnd(state)
                    ? StopVerdict.alreadyEnded(jobRunId, state.toString())
                    : StopVerdict.failed(jobRunId, code);
        } catch (NotFound e) {
            return StopVerdict.notFound(jobRunId);
        } catch (ConnectorException e) {
            return StopVerdict.failed(jobRunId, code);
        }
    }
}
