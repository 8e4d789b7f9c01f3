package io.glueconnector.ledger;

/**
 * The life of a recorded start.
 *
 * <pre>
 *  (none) ──claim──► STARTING ──commit──► STARTED
 *                     │  ▲
 *                  refuse│claim
 *                     ▼  │
 *                    REFUSED
 * </pre>
 *
 * A start whose lease has lapsed while STARTING is in doubt: a look at Glue finds its run, or a take-over tries again under the
 * same token.
 */
enum StartState {
    STARTING,
    STARTED,
    REFUSED
}
