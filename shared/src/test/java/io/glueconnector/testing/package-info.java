/** Fakes and drivers for tests: loopback servers with AWS protocols, a clock that tests advance, and seeded cases. */
package io.glueconnector.testing;
