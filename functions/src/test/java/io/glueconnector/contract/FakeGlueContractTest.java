package io.glueconnector.contract;

import java.net.URI;

/** Runs the contract against fake-glue, our own implementation of AWS's documentation. */
class FakeGlueContractTest extends GlueContract {
    @Override
    URI endpoint(Functions own) {
        return own.glue().endpoint();
    }
}
