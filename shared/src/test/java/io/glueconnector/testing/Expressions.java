package io.glueconnector.testing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A subset of DynamoDB's condition and update expressions: comparisons, attribute_exists, attribute_not_exists, AND, OR and SET,
 * without parentheses. Like DynamoDB, it rejects names and values that are undefined or unused.
 *
 * @param names the placeholders of attribute names
 * @param values the placeholders of values
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Condition
 *     and filter expressions</a>
 */
record Expressions(Map<String, Object> names, Map<String, Object> values) {
    private static final Pattern PLACEHOLDER = Pattern.compile("[#:][A-Za-z0-9]+");
    private static final Pattern FUNCTION = Pattern.compile("attribute_(not_)?exists\\(([^)]+)\\)");
    private static final Pattern COMPARISON = Pattern.compile("(\\S+) (=|<>|<|<=|>|>=) (\\S+)");

    /** An error that DynamoDB returns as a ValidationException. */
    static final class Invalid extends RuntimeException {
        Invalid(String message) {
            super(message);
        }
    }

    /** Rejects placeholders that are undefined or unused, like DynamoDB. */
    void check(String... expressions) {
        Set<String> used = Arrays.stream(expressions)
                .flatMap(expression -> PLACEHOLDER.matcher(expression).results().map(match -> match.group()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> defined = new TreeSet<>(names.keySet());
        defined.addAll(values.keySet());
        if (!used.equals(defined)) {
            throw new Invalid("placeholders used: %s, defined: %s".formatted(used, defined));
        }
    }

    boolean holds(String condition, Map<String, Object> row) {
        return Arrays.stream(condition.split(" OR ", -1))
                .anyMatch(terms -> Arrays.stream(terms.split(" AND ", -1)).allMatch(term -> termHolds(term, row)));
    }

    /** Returns the item after a SET. */
    Map<String, Object> changed(String update, Map<String, Object> row) {
        if (!update.startsWith("SET ")) {
            throw new Invalid("expected SET, but got " + update);
        }
        Map<String, Object> changed = new LinkedHashMap<>(row);
        for (String assignment : update.substring("SET ".length()).split(", ", -1)) {
            String[] sides = assignment.split(" = ", -1);
            changed.put(name(sides[0]), value(sides[1]));
        }
        return changed;
    }

    private boolean termHolds(String term, Map<String, Object> row) {
        Matcher function = FUNCTION.matcher(term);
        if (function.matches()) {
            return row.containsKey(name(function.group(2))) == (function.group(1) == null);
        }
        Matcher comparison = COMPARISON.matcher(term);
        if (!comparison.matches()) {
            throw new Invalid("unsupported term: " + term);
        }
        Object left = row.get(name(comparison.group(1)));
        return left != null && compares(left, comparison.group(2), value(comparison.group(3)));
    }

    private static boolean compares(Object left, String operator, Object right) {
        Optional<Integer> order = order(left, right);
        return switch (operator) {
            case "=" -> left.equals(right);
            case "<>" -> !left.equals(right);
            case "<" -> order.filter(sign -> sign < 0).isPresent();
            case "<=" -> order.filter(sign -> sign <= 0).isPresent();
            case ">" -> order.filter(sign -> sign > 0).isPresent();
            case String _ -> order.filter(sign -> sign >= 0).isPresent();
        };
    }

    /** Returns the order of two values of the same type, or nothing if their types differ, because then no comparison holds. */
    private static Optional<Integer> order(Object left, Object right) {
        Map<?, ?> one = (Map<?, ?>) left;
        Map<?, ?> other = (Map<?, ?>) right;
        if (one.get("N") instanceof String number && other.get("N") instanceof String than) {
            return Optional.of(new BigDecimal(number).compareTo(new BigDecimal(than)));
        }
        if (one.get("S") instanceof String text && other.get("S") instanceof String than) {
            return Optional.of(text.compareTo(than));
        }
        return Optional.empty();
    }

    private String name(String path) {
        return path.startsWith("#") ? String.valueOf(names.get(path)) : path;
    }

    private Object value(String placeholder) {
        return values.get(placeholder);
    }
}
