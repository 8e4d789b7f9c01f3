package io.glueconnector.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that runs over HTTP and directly, with each kind of connection. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0} with connection {1}")
@MethodSource("io.glueconnector.contract.Ways#doorsAndConnections")
public @interface EveryWay {}
