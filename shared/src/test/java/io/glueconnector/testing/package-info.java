/** Fakes and drivers for tests: loopback servers that speak like AWS, a clock to turn, seeded cases. */
package io.glueconnector.testing;
