package io.glueconnector.fakeglue.jobs;

/** The ten states of a job run, as in Glue's {@code JobRunState}. */
public enum JobRunState {
    STARTING(false),
    RUNNING(false),
    STOPPING(false),
    WAITING(false),
    STOPPED(true),
    SUCCEEDED(true),
    FAILED(true),
    TIMEOUT(true),
    ERROR(true),
    EXPIRED(true);

    private final boolean end;

    JobRunState(boolean end) {
        this.end = end;
    }

    /** Whether a run in this state has ended. */
    public boolean isEnd() {
        return end;
    }
}
