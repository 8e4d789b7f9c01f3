package io.glueconnector.redaction;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Masks secrets: the values of job arguments with secret names, whatever follows such a name inside another value or message,
 * and, in Glue's messages, every value that is masked in the related arguments.
 *
 * <p>The words that mark a secret name are built in; the stack's {@code RedactedArguments} adds to them. Masking takes time
 * proportional to the text's length, and masking a masked text changes nothing.
 *
 * @see SecretNames
 * @see SecretForms
 */
public final class Redaction {
    static final String MASK = "***";

    private static final int LONGEST_REASON = 500;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}++");
    private static final Pattern RANDOM =
            Pattern.compile("(?<![A-Za-z0-9+/=_%-])(?=[A-Za-z+/=_%-]*+[0-9])[A-Za-z0-9+/=_%-]{16,}+");

    private final SecretNames names;

    /** Creates a redaction with the built-in words and the operator's own. Each hides every name that contains it. */
    public Redaction(Set<String> ownWords) {
        this.names = new SecretNames(ownWords);
    }

    /** Returns the arguments with every secret value, and every secret part of a value, masked. */
    public Map<String, Object> arguments(Map<?, ?> arguments) {
        Map<String, Object> shown = new LinkedHashMap<>();
        arguments.forEach((name, value) ->
                shown.put(text(name.toString()), names.hides(name.toString()) ? MASK : value(value.toString())));
        return shown;
    }

    /** Returns the text with everything masked that follows a secret name. */
    public String text(String text) {
        return masked(text, SecretForms.inMessage(text, names));
    }

    /**
     * Returns a message from Glue, masked like {@link #text}. Values that are masked in the related arguments are masked too.
     *
     * @param arguments the arguments of each run or action that the message may be about
     */
    public String message(String message, Collection<? extends Map<String, String>> arguments) {
        KnownSecrets secrets = new KnownSecrets();
        for (Map<String, String> each : arguments) {
            each.forEach((name, value) -> addSecrets(name, value, secrets));
        }
        return text(masked(message, secrets.in(message)));
    }

    /**
     * Returns Glue's own reason for rejecting a request, for the operator's log: masked like {@link #message}, in one line of at
     * most 500 characters, and without long words that mix letters and digits, as keys and tokens do.
     */
    public String reason(String message, Collection<? extends Map<String, String>> arguments) {
        String line = CONTROL.matcher(
                        RANDOM.matcher(message(message, arguments)).replaceAll(MASK))
                .replaceAll(" ");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    private void addSecrets(String name, String value, KnownSecrets secrets) {
        if (names.hides(name)) {
            secrets.add(value);
        }
        for (String text : List.of(name, value)) {
            SecretForms.inValue(text, names).forEach(span -> secrets.addPart(text.substring(span.start(), span.end())));
        }
    }

    private String value(String value) {
        return masked(value, SecretForms.inValue(value, names));
    }

    private static String masked(String text, List<Span> spans) {
        if (spans.isEmpty()) {
            return text;
        }
        BitSet hidden = new BitSet(text.length());
        spans.forEach(span -> hidden.set(span.start(), span.end()));
        StringBuilder masked = new StringBuilder();
        int shown = 0;
        for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(shown)) {
            masked.append(text, shown, start).append(MASK);
            shown = hidden.nextClearBit(start);
        }
        return masked.append(text, shown, text.length()).toString();
    }

    /** A part of a text, from {@code start} (inclusive) to {@code end} (exclusive). */
    record Span(int start, int end) {}
}
