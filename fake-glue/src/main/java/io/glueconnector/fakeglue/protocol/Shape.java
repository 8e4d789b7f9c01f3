package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The shape of a request in Glue's service model. A value of the wrong type is a serialization error; a value out of bounds is
 * a validation error. Unlike AWS, which ignores unknown members, this server rejects them, so tests notice misspelt ones.
 */
public sealed interface Shape {
    int UNBOUNDED = Integer.MAX_VALUE;

    /** Checks a value and adds the problems that it finds; throws {@link GlueError} for a wrong type. */
    void check(String path, JsonNode value, List<String> problems);

    /**
     * {@code NameString} and {@code IdString}: 1 to 255 characters of Glue's single-line pattern, which allows U+007F.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-common.html">Glue's string patterns</a>
     */
    static Shape name() {
        String pattern = "[\\t\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*";
        return new Text(1, 255, Pattern.compile(pattern), Set.of());
    }

    static Shape text() {
        return text(0, UNBOUNDED);
    }

    static Shape text(int minimum, int maximum) {
        return new Text(minimum, maximum, Pattern.compile("(?s).*"), Set.of());
    }

    static Shape matching(String pattern) {
        return new Text(1, 255, Pattern.compile(pattern), Set.of());
    }

    static Shape oneOf(String... values) {
        return new Text(0, UNBOUNDED, Pattern.compile("(?s).*"), Set.of(values));
    }

    static Shape integer() {
        return integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static Shape integer(int minimum, int maximum) {
        return new Whole(minimum, maximum);
    }

    static Shape number() {
        return new Decimal();
    }

    static Shape flag() {
        return new Flag();
    }

    static Shape list(Shape member, int minimum, int maximum) {
        return new ListOf(member, minimum, maximum);
    }

    /** {@code TagsMap}: at most 50 tags. */
    static Shape tags() {
        return new MapOf(text(1, 128), text(0, 256), 50);
    }

    /** {@code GenericMap}: a map of strings to strings, without bounds. */
    static Shape arguments() {
        return new MapOf(text(), text(), UNBOUNDED);
    }

    /** Any value, for members that are stored but never read. */
    static Shape anything() {
        return new Anything();
    }

    static Structure structure() {
        return new Structure(Map.of(), Set.of());
    }

    private static void type(boolean right, String path, String expected) {
        if (!right) {
            throw GlueError.serialization("'" + path + "' must be " + expected);
        }
    }

    private static void constraint(boolean holds, String path, String constraint, List<String> problems) {
        if (!holds) {
            problems.add("Value at '" + path + "' failed to satisfy constraint: Member must " + constraint);
        }
    }

    private static void size(int size, int minimum, int maximum, String path, List<String> problems) {
        constraint(size >= minimum, path, "have length greater than or equal to " + minimum, problems);
        constraint(size <= maximum, path, "have length less than or equal to " + maximum, problems);
    }

    record Text(int minimum, int maximum, Pattern pattern, Set<String> values) implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isTextual(), path, "a string");
            String text = value.textValue();
            size(text.codePointCount(0, text.length()), minimum, maximum, path, problems);
            constraint(
                    pattern.matcher(text).matches(),
                    path,
                    "satisfy regular expression pattern: " + pattern.pattern(),
                    problems);
            constraint(
                    values.isEmpty() || values.contains(text),
                    path,
                    "satisfy enum value set: " + new TreeSet<>(values),
                    problems);
        }
    }

    record Whole(int minimum, int maximum) implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isIntegralNumber() && value.canConvertToInt(), path, "an integer");
            constraint(value.intValue() >= minimum, path, "have value greater than or equal to " + minimum, problems);
            constraint(value.intValue() <= maximum, path, "have value less than or equal to " + maximum, problems);
        }
    }

    record Decimal() implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isNumber(), path, "a number");
        }
    }

    record Flag() implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isBoolean(), path, "a boolean");
        }
    }

    record Anything() implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {}
    }

    record ListOf(Shape member, int minimum, int maximum) implements Shape {
        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isArray(), path, "a list");
            size(value.size(), minimum, maximum, path, problems);
            for (int i = 0; i < value.size(); i++) {
                member.check(path + "." + (i + 1) + ".member", value.get(i), problems);
            }
        }
    }

    record MapOf(Shape key, Shape value, int maximum) implements Shape {
        @Override
        public void check(String path, JsonNode map, List<String> problems) {
            type(map.isObject(), path, "a map");
            size(map.size(), 0, maximum, path, problems);
            map.properties().forEach(entry -> {
                key.check(path + ".key", TextNode.valueOf(entry.getKey()), problems);
                value.check(path + "." + entry.getKey() + ".value", entry.getValue(), problems);
            });
        }
    }

    /** A structure, built member by member. */
    record Structure(Map<String, Shape> members, Set<String> required) implements Shape {
        public Structure {
            members = Map.copyOf(members);
            required = Set.copyOf(required);
        }

        public Structure required(String name, Shape shape) {
            Set<String> names = new HashSet<>(required);
            names.add(name);
            return new Structure(with(name, shape), names);
        }

        public Structure optional(String name, Shape shape) {
            return new Structure(with(name, shape), required);
        }

        public Structure optional(Map<String, Shape> more) {
            Map<String, Shape> all = new LinkedHashMap<>(members);
            all.putAll(more);
            return new Structure(all, required);
        }

        private Map<String, Shape> with(String name, Shape shape) {
            Map<String, Shape> all = new LinkedHashMap<>(members);
            all.put(name, shape);
            return all;
        }

        @Override
        public void check(String path, JsonNode value, List<String> problems) {
            type(value.isObject(), path, "a structure");
            value.properties().forEach(entry -> checkMember(path, entry.getKey(), entry.getValue(), problems));
            required.stream()
                    .sorted()
                    .filter(name ->
                            value.path(name).isNull() || value.path(name).isMissingNode())
                    .forEach(name -> constraint(false, join(path, name), "not be null", problems));
        }

        private void checkMember(String path, String name, JsonNode value, List<String> problems) {
            Shape shape = members.get(name);
            if (shape == null) {
                problems.add("'" + join(path, name) + "' is not a member of this structure");
            } else if (!value.isNull()) {
                shape.check(join(path, name), value, problems);
            }
        }

        private static String join(String path, String name) {
            return path.isEmpty() ? name : path + "." + name;
        }
    }
}
