package io.glueconnector.snapshot;

import io.glueconnector.aws.AwsClients;
import io.glueconnector.aws.HttpClients;
import io.glueconnector.error.ConnectorException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.HttpsURLConnection;

/**
 * Makes an action's calls with fake credentials against canned responses. The calls run through the handler and the SDK's own
 * clients but do not reach the network. Their clients and handlers are discarded afterwards.
 *
 * @param http the client that the calls would use
 * @param handlers creates the action's handler over clients; it returns a response or throws a {@link ConnectorException}
 */
record Rehearsal(
        String action, Properties answers, HttpClients http, Function<AwsClients, UnaryOperator<String>> handlers) {
    /** Enough rounds for the JVM to compile the code that a call uses. */
    private static final int ROUNDS = 20;

    private static final String SECRET = "secretsmanager.GetSecretValue";

    /** Reads AWS's canned responses, and an event for each action that has no sample event. */
    static Properties canned() throws IOException {
        Properties answers = new Properties();
        answers.load(new StringReader(text("answers.properties")));
        return answers;
    }

    /**
     * Plays the action's sample events several times.
     *
     * @throws IllegalStateException if a call fails
     * @throws IOException if the action has no sample events
     */
    void perform() throws IOException {
        List<String> events = events();
        Properties byRole = (Properties) answers.clone();
        byRole.setProperty(SECRET, answers.getProperty(SECRET + ".assumeRole"));
        for (int round = 0; round < ROUNDS; round++) {
            play(events, round % 2 == 0 ? answers : byRole);
        }
        // Loads the certificates that the JDK trusts, which every later connection needs.
        HttpsURLConnection.getDefaultSSLSocketFactory();
    }

    /**
     * Plays each of the action's sample events once.
     *
     * @throws IllegalStateException if a call fails
     * @throws IOException if the action has no sample events
     */
    void performOnce() throws IOException {
        play(events(), answers);
    }

    private List<String> events() throws IOException {
        String event = answers.getProperty("event." + action);
        if (event != null) {
            return List.of(event);
        }
        String name = action.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        return List.of(text("/events/" + name + ".direct.json"), text("/events/" + name + ".api.json"));
    }

    private void play(List<String> events, Properties canned) {
        CannedAws aws = new CannedAws(canned, http);
        ScheduledExecutorService timer = AwsClients.timer();
        try {
            UnaryOperator<String> handler = handlers.apply(AwsClients.rehearsing(aws, timer));
            events.forEach(event -> succeed(handler, event));
        } finally {
            timer.shutdownNow();
        }
    }

    private static void succeed(UnaryOperator<String> handler, String event) {
        try {
            String answer = handler.apply(event);
            if (answer.contains("\"statusCode\"") && !answer.contains("\"statusCode\":200")) {
                throw new IllegalStateException("Rehearsal: a call returned " + answer);
            }
        } catch (ConnectorException e) {
            throw new IllegalStateException(
                    "Rehearsal: a call failed with %s (%s)".formatted(e.getMessage(), e.diagnosis()), e);
        }
    }

    private static String text(String name) throws IOException {
        try (InputStream file = Rehearsal.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new FileNotFoundException("Rehearsal: " + name + " is not in the package");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
