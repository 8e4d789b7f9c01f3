package io.glueconnector.connection;

import io.glueconnector.testing.Seeded;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random stored connections: valid ones, and variants with something missing, added, misplaced or wrong. */
final class ConnectionDocuments {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LETTERS = UPPER + "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String PRINTABLE = IntStream.rangeClosed('!', '~')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    private static final List<String> MEMBERS = List.of(
            "type",
            "accessKeyId",
            "secretAccessKey",
            "sessionToken",
            "roleArn",
            "externalId",
            "sessionDurationSeconds",
            "region",
            "allowedRegions");

    private ConnectionDocuments() {}

    /** Returns a valid document. */
    static Map<String, Object> valid(RandomGenerator random) {
        Map<String, Object> document = new LinkedHashMap<>();
        String type = Seeded.oneOf(random, List.of("accessKey", "assumeRole", "executionRole"));
        document.put("type", type);
        boolean keyPair = type.equals("accessKey") || (type.equals("assumeRole") && random.nextBoolean());
        if (keyPair) {
            document.put("accessKeyId", "AKIA" + Seeded.text(random, LETTERS + "_", random.nextInt(12, 125)));
            document.put("secretAccessKey", Seeded.text(random, PRINTABLE, random.nextInt(16, 257)));
        }
        if (type.equals("accessKey") && random.nextBoolean()) {
            document.put("accessKeyId", "ASIA" + Seeded.text(random, UPPER, 16));
            document.put("sessionToken", Seeded.text(random, PRINTABLE, random.nextInt(16, 600)));
        }
        if (type.equals("assumeRole")) {
            addRole(document, random, keyPair);
        }
        addRegions(document, random);
        return document;
    }

    /** Returns a valid document, or one with up to three errors, which may cancel each other out. */
    static Map<String, Object> any(RandomGenerator random) {
        Map<String, Object> document = valid(random);
        for (int i = random.nextInt(4); i > 0; i--) {
            change(document, random);
        }
        return document;
    }

    private static void addRole(Map<String, Object> document, RandomGenerator random, boolean keyPair) {
        String partition = Seeded.oneOf(random, List.of("aws", "aws-cn", "aws-us-gov"));
        String path = Seeded.oneOf(
                random, List.of("", "team/", "a/b/", "a!b~(c)/", Seeded.text(random, PRINTABLE, 20) + "/"));
        document.put(
                "roleArn",
                "arn:%s:iam::%012d:role/%s%s"
                        .formatted(
                                partition,
                                random.nextLong(1_000_000_000_000L),
                                path,
                                Seeded.text(random, LETTERS, 20)));
        if (!keyPair || random.nextBoolean()) {
            document.put("externalId", Seeded.text(random, LETTERS + "_+=,.@:/-", random.nextInt(12, 1225)));
        }
        if (random.nextBoolean()) {
            long seconds = random.nextLong(900, keyPair ? 43_201 : 3_601);
            document.put("sessionDurationSeconds", random.nextBoolean() ? seconds : Long.toString(seconds));
        }
    }

    private static void addRegions(Map<String, Object> document, RandomGenerator random) {
        if (random.nextBoolean()) {
            document.put("region", Seeded.oneOf(random, List.of("eu-west-1", "us-gov-west-1", "cn-north-1", "x")));
        }
        if (random.nextInt(4) == 0) {
            List<String> regions = new ArrayList<>(List.of("eu-west-1", "eu-west-2", "us-east-1", "ap-south-1"));
            List<String> some = regions.subList(0, random.nextInt(1, 5));
            String comma = Seeded.oneOf(random, List.of(",", ", ", " , "));
            document.put("allowedRegions", random.nextBoolean() ? some : String.join(comma, some));
        }
    }

    private static void change(Map<String, Object> document, RandomGenerator random) {
        String member = Seeded.oneOf(random, MEMBERS);
        switch (random.nextInt(9)) {
            case 0, 1 -> document.remove(member);
            case 2 -> document.put(member, valid(random).get(member));
            case 3 -> document.put(member, wrongType(random));
            case 4 -> document.computeIfPresent(member, (_, value) -> damaged(value, random));
            case 5 ->
                document.put(
                        "type", Seeded.oneOf(random, List.of("accessKey", "assumeRole", "executionRole", "", "x")));
            case 6 -> document.put("sessionDurationSeconds", duration(random));
            case 7 -> document.put("allowedRegions", regions(random));
            default -> document.put(Seeded.oneOf(random, List.of("endpoint", "profile", "Type", "tags", "")), "x");
        }
    }

    private static Object wrongType(RandomGenerator random) {
        List<Object> values = new ArrayList<>(List.of(
                "", " ", 5L, new BigDecimal("0.5"), true, List.of(), List.of("eu-west-1"), Map.of(), 123_456_789_012L));
        values.add(null);
        return values.get(random.nextInt(values.size()));
    }

    private static Object damaged(Object value, RandomGenerator random) {
        if (!(value instanceof String text)) {
            return value.toString();
        }
        return switch (random.nextInt(6)) {
            case 0 -> text + "\n";
            case 1 -> " " + text;
            case 2 -> text.repeat(20);
            case 3 -> text.substring(0, random.nextInt(text.length() + 1));
            case 4 -> text + Seeded.unicode(random, 3);
            default -> text.replace('A', Seeded.oneOf(random, List.of(' ', 'é', '\u0000', 'B')));
        };
    }

    private static Object duration(RandomGenerator random) {
        return Seeded.oneOf(
                random,
                List.of(
                        899L,
                        900L,
                        3600L,
                        3601L,
                        43_200L,
                        43_201L,
                        -900L,
                        0L,
                        "900",
                        "899",
                        "0900",
                        "-900",
                        "900.0",
                        " 900",
                        "3600",
                        "3601",
                        "43200",
                        "43201",
                        "",
                        new BigDecimal("900.0"),
                        new BigDecimal("900.5"),
                        new BigDecimal("9e2"),
                        new BigDecimal("1e15")));
    }

    private static Object regions(RandomGenerator random) {
        if (random.nextBoolean()) {
            List<String> parts =
                    List.of("a", "b", "ab", "a-b", "-", "", "A", "eu-west-1", "x".repeat(32), "x".repeat(33));
            String comma = Seeded.oneOf(random, List.of(",", ", ", " ,", ",,", " ", ";"));
            return IntStream.range(0, random.nextInt(1, 4))
                    .mapToObj(_ -> Seeded.oneOf(random, parts))
                    .collect(Collectors.joining(comma));
        }
        List<Object> regions = new ArrayList<>(Arrays.asList("eu-west-1", "eu-west-2"));
        switch (random.nextInt(6)) {
            case 0 -> regions.clear();
            case 1 -> regions.add("eu-west-1");
            case 2 -> regions.add(Seeded.oneOf(random, Arrays.asList(5L, null, "", "EU-WEST-1", "eu-west-1\n", "é")));
            case 3 -> IntStream.range(0, random.nextInt(97, 101)).forEach(i -> regions.add("region-" + i));
            case 4 -> Collections.reverse(regions);
            default -> regions.removeLast();
        }
        return regions;
    }
}
