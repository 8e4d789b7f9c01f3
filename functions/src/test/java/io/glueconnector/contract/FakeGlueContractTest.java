package io.glueconnector.contract;

import java.net.URI;

/** The contract over our own reading of AWS. */
class FakeGlueContractTest extends GlueContract {
    @Override
    URI endpoint(Functions own) {
        return own.glue().endpoint();
    }
}
