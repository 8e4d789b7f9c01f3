package io.glueconnector.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Converts AWS SDK shapes into plain JSON values through their own field descriptions, so every member that Glue returns is
 * passed on.
 *
 * <p>Member names keep Glue's spelling with the first word in lower case ({@code DPUSeconds} becomes {@code dpuSeconds}). Map
 * keys stay unchanged. Times become ISO 8601 in UTC. Absent members are omitted.
 */
public final class SdkShapes {
    private SdkShapes() {}

    /** Returns the members of a shape by their JSON names. */
    public static Map<String, Object> toJson(SdkPojo shape) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = field.getValueOrDefault(shape);
            if (value != null && !isUnset(value)) {
                json.put(firstWordInLowerCase(field.locationName()), value(value));
            }
        }
        return json;
    }

    // The SDK uses empty auto-constructed collections for absent members.
    private static boolean isUnset(Object value) {
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap;
    }

    private static Object value(Object value) {
        return switch (value) {
            case SdkPojo shape -> toJson(shape);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default -> value;
        };
    }

    private static List<Object> list(List<?> list) {
        List<Object> json = new ArrayList<>();
        list.forEach(item -> json.add(value(item)));
        return json;
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> json = new LinkedHashMap<>();
        map.forEach((key, item) -> json.put(key.toString(), value(item)));
        return json;
    }

    static String firstWordInLowerCase(String member) {
        int end = 0;
        while (end < member.length() && Character.isUpperCase(member.charAt(end))) {
            end++;
        }
        boolean acronymBeforeWord = end > 1 && end < member.length() && Character.isLowerCase(member.charAt(end));
        int lowered = acronymBeforeWord ? end - 1 : end;
        return member.substring(0, lowered).toLowerCase(Locale.ROOT) + member.substring(lowered);
    }
}
