package io.glueconnector.fakeglue.crawlers;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.protocol.GlueError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A filter of ListCrawls. Times are milliseconds since 1970, as a string. */
record CrawlFilter(String field, String operator, String value) {

    static CrawlFilter of(JsonNode json) {
        return new CrawlFilter(member(json, "FieldName"), member(json, "FilterOperator"), member(json, "FieldValue"));
    }

    /** Whether the crawl matches; throws InvalidInputException for a value that the field cannot have. */
    boolean matches(Crawl crawl) {
        return switch (field) {
            case "CRAWL_ID" -> matchesText(crawl.id());
            case "STATE" -> matchesState(crawl.state());
            case "START_TIME" -> matchesTime(Optional.of(crawl.startTime()));
            case "END_TIME" -> matchesTime(crawl.endTime());
            case "DPU_HOUR" -> matches(BigDecimal.valueOf(crawl.dpuHours()).compareTo(number()));
            default -> throw GlueError.invalidInput("Unknown field " + field);
        };
    }

    private boolean matchesText(String actual) {
        return switch (operator) {
            case "EQ" -> actual.equals(value);
            case "NE" -> !actual.equals(value);
            default -> throw GlueError.invalidInput("Operator " + operator + " is not supported for " + field);
        };
    }

    private boolean matchesState(CrawlState state) {
        if (Arrays.stream(CrawlState.values()).noneMatch(known -> known.name().equals(value))) {
            throw GlueError.invalidInput("Unknown crawl state " + value);
        }
        return matchesText(state.name());
    }

    private boolean matchesTime(Optional<Instant> time) {
        BigDecimal milliseconds = number();
        return time.map(actual -> BigDecimal.valueOf(actual.toEpochMilli()))
                .map(actual -> matches(actual.compareTo(milliseconds)))
                .orElse(false);
    }

    private boolean matches(int comparison) {
        return switch (operator) {
            case "GT" -> comparison > 0;
            case "GE" -> comparison >= 0;
            case "LT" -> comparison < 0;
            case "LE" -> comparison <= 0;
            case "EQ" -> comparison == 0;
            case "NE" -> comparison != 0;
            default -> throw GlueError.invalidInput("Unknown operator " + operator);
        };
    }

    private BigDecimal number() {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw GlueError.invalidInput("Value of " + field + " must be a number, not " + value);
        }
    }

    private static String member(JsonNode json, String name) {
        if (!json.hasNonNull(name)) {
            throw GlueError.invalidInput("A filter requires " + name);
        }
        return json.path(name).asText();
    }
}
