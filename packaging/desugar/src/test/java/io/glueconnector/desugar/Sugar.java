package io.glueconnector.desugar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Uses every kind of {@code invokedynamic} that is replaced and returns comparable results. */
public final class Sugar implements Supplier<List<Object>> {
    private final int base;
    private final long wide;

    public Sugar() {
        this(7, 1L << 40);
    }

    private Sugar(int base, long wide) {
        this.base = base;
        this.wide = wide;
    }

    /** A record with a component of each kind. */
    record Sample(
            String text,
            byte tiny,
            short small,
            int number,
            long count,
            float part,
            double share,
            boolean flag,
            char letter,
            List<Integer> list) {}

    /** A record that compares its array by identity, as records do. */
    @SuppressWarnings("ArrayRecordComponent")
    record Held(int[] array) {}

    /** A record with a name that looks like that of a nested class. */
    record With$Dollar(int number) {}

    /** A record without components. */
    record Empty() {}

    interface Shape {
        default Supplier<String> described() {
            return () -> hidden("default");
        }

        static Supplier<String> shared() {
            return () -> "static";
        }

        private String hidden(String text) {
            return text + area();
        }

        int area();
    }

    interface Bridged<T extends Comparable<T>> extends Function<T, T> {
        @Override
        T apply(T value);
    }

    @FunctionalInterface
    interface Both extends Bridged<String> {
        @Override
        String apply(String value);
    }

    private static final class Secretive {
        private final String text;

        private Secretive(String text) {
            this.text = text;
        }

        private String told() {
            return text;
        }
    }

    /** Holds lambdas of six shapes, and one method reference twice. */
    private static final class Alike {
        private static List<Object> results(String captured, long number) {
            List<Supplier<?>> suppliers = List.of(
                    () -> captured,
                    () -> 1,
                    () -> number,
                    captured::trim,
                    Alike::new,
                    () -> -number,
                    () -> captured + 2);
            List<Function<String, ?>> functions = List.of(
                    String::length,
                    (UnaryOperator<String>) value -> value + value,
                    String::length,
                    (Both) value -> value + captured,
                    Integer::valueOf,
                    (Both) value -> captured + value);
            List<Object> results = new ArrayList<>();
            for (Supplier<?> supplier : suppliers) {
                results.add(supplier.get().toString());
            }
            for (Function<String, ?> function : functions) {
                results.add(function.apply("12"));
            }
            return results;
        }

        @Override
        public String toString() {
            return "alike";
        }
    }

    @Override
    public List<Object> get() {
        List<Object> results = new ArrayList<>();
        lambdas(results);
        references(results);
        primitives(results);
        interfaces(results);
        switches(results);
        records(results);
        results.addAll(Alike.results(" captured", wide));
        return results;
    }

    private void lambdas(List<Object> results) {
        String captured = "captured";
        byte small = 3;
        double share = 0.5;
        results.add(((Supplier<String>) () -> "plain").get());
        results.add(((Supplier<String>) () -> captured + small + share + base).get());
        results.add(((BiFunction<Integer, Long, String>) (a, b) -> a + ":" + b + wide).apply(1, 2L));
        Runnable adds = () -> results.add("ran");
        adds.run();
        Supplier<Supplier<String>> nested = () -> () -> captured + base;
        results.add(nested.get().get());
        Supplier<Object> first = Sugar::constant;
        results.add(first.equals(constantAgain()));
        results.add(IntStream.range(0, 5).mapToObj(i -> i * base).collect(Collectors.toList()));
    }

    private static Supplier<Object> constantAgain() {
        return Sugar::constant;
    }

    private static Object constant() {
        return "constant";
    }

    private void references(List<Object> results) {
        Function<String, Secretive> make = Secretive::new;
        Function<Secretive, String> told = Secretive::told;
        results.add(make.andThen(told).apply("private"));
        results.add(Stream.of("b", "a")
                .sorted(Comparator.comparingInt(String::length).thenComparing(String::toString))
                .toList());
        Supplier<String> bound = "bound"::toUpperCase;
        results.add(bound.get());
        Function<Object, String> own = this::joined;
        results.add(own.apply("x"));
        IntFunction<String[]> array = String[]::new;
        results.add(array.apply(3).length);
        Supplier<List<String>> list = ArrayList::new;
        results.add(list.get());
        Function<Map.Entry<String, Integer>, Integer> value = Map.Entry::getValue;
        results.add(value.apply(Map.entry("k", 5)));
        Supplier<Integer> upper = super::hashCode;
        results.add(upper.get() == System.identityHashCode(this));
    }

    private String joined(Object value) {
        return value + "/" + base;
    }

    private void primitives(List<Object> results) {
        ToLongFunction<Integer> widened = Integer::intValue;
        results.add(widened.applyAsLong(9));
        LongSupplier fromInt = () -> base;
        results.add(fromInt.getAsLong());
        Function<Integer, Integer> boxed = Math::abs;
        results.add(boxed.apply(-4));
        IntUnaryOperator unboxed = value -> value + 1;
        results.add(unboxed.applyAsInt(1));
        Function<Character, Boolean> letter = Character::isLetter;
        results.add(letter.apply('x'));
        UnaryOperator<Double> negated = value -> -value;
        results.add(negated.apply(2.5));
        Function<Object, String> described = String::valueOf;
        results.add(described.apply(null));
        Runnable dropsLong = this::count;
        dropsLong.run();
        Callable<Long> kept = this::count;
        results.add(called(kept));
    }

    private long count() {
        return wide;
    }

    private static Object called(Callable<?> callable) {
        try {
            return callable.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void interfaces(List<Object> results) {
        Shape square = () -> 16;
        results.add(square.described().get());
        results.add(Shape.shared().get());
        Supplier<String> marked = (Supplier<String> & Cloneable) () -> "marked" + base;
        results.add(marked.get());
        results.add(marked instanceof Cloneable);
        Both both = value -> value + "!";
        Function<String, String> bridged = both;
        results.add(bridged.apply("bridge"));
    }

    private static void switches(List<Object> results) {
        Stream.of(1, 2L, "two", "three", List.of(), new Empty(), 'c', true)
                .map(Sugar::kind)
                .forEach(results::add);
        results.add(kind(null));
        Stream.of("a", "b", "long text", "other").map(Sugar::word).forEach(results::add);
    }

    private static String kind(Object value) {
        return switch (value) {
            case null -> "null";
            case Integer number when number > 1 -> "large";
            case Integer number -> "integer " + number;
            case Long number -> "long " + number;
            case String text when text.startsWith("th") -> "th";
            case String text -> "text " + text;
            case List<?> list -> "list " + list.size();
            case Record made -> "record " + made;
            default -> "else";
        };
    }

    private static int word(String value) {
        return switch (value) {
            case "a" -> 1;
            case "b" -> 2;
            case String text when text.length() > 6 -> 3;
            case String text -> text.length() + 10;
        };
    }

    private static void records(List<Object> results) {
        List<Integer> list = List.of(1);
        Sample sample = sample("t", 0.0f, 0.1, list);
        Sample other = sample(null, Float.NaN, Double.NaN, null);
        results.add(sample.equals(sample("t", 0.0f, 0.1, list)));
        results.add(sample.equals(sample("t", -0.0f, 0.1, list)));
        results.add(sample.equals(other));
        results.add(other.equals(sample(null, Float.NaN, Double.NaN, null)));
        results.add(sample.equals((Object) "another type"));
        results.add(other.hashCode());
        results.add(other.toString());
        results.add(new Empty().equals(new Empty()));
        results.add(new Empty().hashCode());
        results.add(new Empty().toString());
        int[] array = {1};
        results.add(new Held(array).equals(new Held(array)));
        results.add(new Held(array).equals(new Held(array.clone())));
        record Local(int number) {}
        results.add(new Local(3).toString());
        results.add(new With$Dollar(4).toString());
    }

    private static Sample sample(String text, float part, double share, List<Integer> list) {
        return new Sample(text, (byte) -1, (short) 300, 1, 2, part, share, true, 'x', list);
    }
}
