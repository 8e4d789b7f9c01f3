package io.glueconnector.paging;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One item of a history.
 *
 * @param id what identifies the item in its history; one line
 * @param state its state, in Glue's word
 * @param startedOn when it started, null if Glue does not say
 * @param shown makes the item as the caller sees it; called for wanted items only
 */
public record Entry(String id, String state, Instant startedOn, Supplier<Map<String, Object>> shown) {}
