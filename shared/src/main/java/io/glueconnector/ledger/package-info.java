/** Starting once: what is recorded of each start, and the protocol that never starts twice. */
package io.glueconnector.ledger;
