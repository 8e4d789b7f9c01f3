/** The ledger: the record of each start, and the protocol that never starts twice. */
package io.glueconnector.ledger;
