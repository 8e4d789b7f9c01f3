package io.glueconnector.redaction;

import io.glueconnector.redaction.Redaction.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets in a text by their form: what follows a secret name in {@code name=value}, {@code name: value}, JSON members at
 * any depth of escaping, XML elements, URL queries and property lists; the user information of URLs; and, in argument values,
 * also {@code --name value}.
 *
 * <p>A value without quotes ends at the next name or option, because no other end can be recognized. The text is read once from
 * start to end, and each position is examined at most a fixed number of times.
 */
final class SecretForms {
    /** The prefix of a secret's ARN in Secrets Manager. The name that follows it is not a secret. */
    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*+:secretsmanager:[a-z0-9-]*+:[0-9]*+:secret:");
    /** Oracle's own format of user information: {@code jdbc:oracle:thin:user/password@host}. */
    private static final Pattern ORACLE = Pattern.compile("jdbc:oracle:[a-z0-9]++:");
    /** The name of an exception, such as Python's KeyError, is not a secret name. */
    private static final Pattern EXCEPTION = Pattern.compile("[A-Za-z0-9.]*[a-z](Error|Exception)");

    private static final Pattern ENCODED = Pattern.compile("%(25)*[0-9A-Fa-f]{2}");
    private static final String CDATA = "<![CDATA[";
    private static final int LONGEST_USER_INFO = 256;
    private static final int LONGEST_TAG = 256;

    private final Syntax text;
    private final SecretNames names;
    private final boolean withOptions;
    private final ValueEnd end;
    private final List<Span> found = new ArrayList<>();
    /** The earliest position at which the next name may begin. */
    private int from;
    /** The latest search for the end of character data: where it began, and what it found. */
    private int searchedFrom = Integer.MAX_VALUE;

    private int endOfData;

    private SecretForms(String text, SecretNames names, boolean withOptions) {
        this.text = new Syntax(text);
        this.names = names;
        this.withOptions = withOptions;
        this.end = new ValueEnd(this.text);
    }

    /** Returns the secrets in an argument's value. */
    static List<Span> inValue(String value, SecretNames names) {
        return new SecretForms(value, names, true).find();
    }

    /** Returns the secrets in a message, in which the word after an option is part of the sentence. */
    static List<Span> inMessage(String message, SecretNames names) {
        return new SecretForms(message, names, false).find();
    }

    private List<Span> find() {
        int at = 0;
        while (!text.isEnd(at)) {
            at = next(at);
        }
        return found;
    }

    /** Examines one position and returns the next one. */
    private int next(int at) {
        int separator = text.separator(at);
        if (text.startsWith("://", at)) {
            return userInfo(at + 3);
        }
        if (separator > 0) {
            return value(at, at + separator);
        }
        return switch (text.at(at)) {
            case '>' -> element(at);
            case 'a' -> secretArn(at);
            case 'j' -> oracleUserInfo(at);
            case '-' -> withOptions && !text.isOfAName(at - 1) ? option(at) : at + 1;
            default -> at + 1;
        };
    }

    private int value(int separator, int afterwards) {
        String name = ENCODED.matcher(nameBefore(separator)).replaceAll(" ");
        if (!names.hides(name) || EXCEPTION.matcher(name).matches()) {
            return goOn(afterwards);
        }
        int value = afterwards;
        while (text.separator(value) > 0 || text.at(value) == '>') {
            value += Math.max(1, text.separator(value));
        }
        value = text.afterSpaces(value);
        return text.isEnd(value) ? goOn(value) : hide(value);
    }

    private String nameBefore(int separator) {
        int last = separator;
        while (last > from && text.isSpace(last - 1)) {
            last--;
        }
        int first = last;
        if (last > from && text.isQuote(last - 1)) {
            last--;
            first = last;
            while (first > from && text.at(first - 1) != text.at(last)) {
                first--;
            }
        } else {
            while (first > from && text.isOfAName(first - 1)) {
                first--;
            }
        }
        return text.text().substring(first, last);
    }

    private int hide(int value) {
        int opening = text.afterBackslashes(value);
        if (text.isQuote(opening)) {
            return hideQuoted(value, opening);
        }
        if (text.startsWith(Redaction.MASK, value) && end.isBorder(value + Redaction.MASK.length())) {
            return goOn(value + Redaction.MASK.length());
        }
        int closed = text.isOneOf("{[(", value) ? end.ofBrackets(value) : value;
        return add(value, closed > value && end.isBorder(closed) ? closed : end.ofPlain(closed));
    }

    // Text directly after a closing quote or bracket belongs to the value, as in a shell.
    private int hideQuoted(int value, int opening) {
        int closing = end.ofQuoted(opening);
        int afterwards = text.afterBackslashes(closing) + 1;
        return end.isBorder(afterwards) ? add(opening + 1, closing) : add(value, end.ofPlain(afterwards));
    }

    private int option(int at) {
        int name = at;
        while (text.at(name) == '-') {
            name++;
        }
        int after = name;
        while (text.isOfAName(after)) {
            after++;
        }
        int value = after;
        while (text.isSpace(value) || text.isOneOf("\\\"',", value)) {
            value++;
        }
        boolean followed = value > after && !text.isEnd(value) && text.separator(value) == 0 && text.at(value) != '-';
        return followed && names.hides(text.text().substring(name, after)) ? add(value, end.ofPlain(value)) : at + 1;
    }

    // Called at the end of a tag, after its attributes have been examined.
    private int element(int at) {
        int opening = at - 1;
        while (opening >= Math.max(0, at - LONGEST_TAG) && !text.isOneOf("<>", opening)) {
            opening--;
        }
        int name = opening + 1;
        int after = name;
        while (text.isOfAName(after)) {
            after++;
        }
        if (text.at(opening) != '<' || !names.hides(text.text().substring(name, after))) {
            return at + 1;
        }
        int data = text.startsWith(CDATA, at + 1) ? endOfData(at) : -1;
        int closing = text.text().indexOf('<', Math.max(at, data));
        // In most texts, a name in angle brackets without a closing tag is a placeholder: "login <user> <password>".
        return text.startsWith("</", closing) ? add(at + 1, closing) : at + 1;
    }

    // Many elements can precede the same end, or none; a search from each of them would take quadratic time.
    private int endOfData(int at) {
        if (at < searchedFrom || (endOfData >= 0 && at > endOfData)) {
            searchedFrom = at;
            endOfData = text.text().indexOf("]]>", at);
        }
        return endOfData;
    }

    private int userInfo(int start) {
        int authority = start;
        while (!text.isEnd(authority) && !text.isSpace(authority) && !text.isOneOf("/?#;,<>\\\"'", authority)) {
            authority++;
        }
        int host = lastAt(start, authority);
        int colon = first(':', start, host < 0 ? authority : host);
        if (host < 0 && colon >= 0 && text.at(start) != '[' && !isPort(colon + 1, authority)) {
            host = lastAt(colon, afterUserInfo(start));
        }
        return host < 0 ? goOn(start) : add(colon < 0 ? start : colon + 1, host);
    }

    private int oracleUserInfo(int at) {
        int start = after(ORACLE, at);
        if (start == at) {
            return at + 1;
        }
        int host = lastAt(start, afterUserInfo(start));
        int slash = first('/', start, host);
        return slash < 0 ? goOn(start) : add(slash + 1, host);
    }

    private int secretArn(int at) {
        int name = after(SECRET_ARN, at);
        return name == at ? at + 1 : goOn(name);
    }

    private int afterUserInfo(int start) {
        int at = start;
        while (at < start + LONGEST_USER_INFO
                && !text.isEnd(at)
                && !text.isSpace(at)
                && !text.isOneOf("<>\"'", at)
                && !text.startsWith("://", at)) {
            at++;
        }
        return at;
    }

    private boolean isPort(int start, int end) {
        int at = start;
        while (at < end && Character.isDigit(text.at(at))) {
            at++;
        }
        return at == end;
    }

    private int lastAt(int start, int end) {
        for (int at = end - 1; at >= start; at--) {
            if (text.at(at) == '@') {
                return at;
            }
        }
        return -1;
    }

    private int first(char letter, int start, int end) {
        for (int at = start; at < end; at++) {
            if (text.at(at) == letter) {
                return at;
            }
        }
        return -1;
    }

    private int after(Pattern form, int at) {
        Matcher matcher = form.matcher(text.text()).region(at, text.length());
        return matcher.lookingAt() ? matcher.end() : at;
    }

    private int add(int start, int end) {
        if (end > start) {
            found.add(new Span(start, end));
        }
        return goOn(Math.max(start, end));
    }

    private int goOn(int at) {
        from = at;
        return at;
    }
}
