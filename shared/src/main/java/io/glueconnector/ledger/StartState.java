package io.glueconnector.ledger;

/**
 * The states of a recorded start.
 *
 * <pre>
 *  (none) ──claim──► STARTING ──commit──► STARTED
 *                     │  ▲
 *                  refuse│claim
 *                     ▼  │
 *                    REFUSED
 * </pre>
 *
 * If the lease of a STARTING start has expired, the start is in doubt: a search in Glue finds its run, or another caller takes it
 * over and tries again under the same token.
 */
enum StartState {
    STARTING,
    STARTED,
    REFUSED
}
