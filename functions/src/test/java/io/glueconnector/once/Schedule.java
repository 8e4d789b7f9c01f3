package io.glueconnector.once;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.aws.AwsClients;
import io.glueconnector.contract.Connections;
import io.glueconnector.handler.Connector;
import io.glueconnector.json.Json;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.DynamoDbRows;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A random history of starts that depends only on its seed: invocations start, take turns at each request, meet mishaps and are
 * killed, and time passes. Then the faults stop, and each key is retried until it succeeds.
 */
final class Schedule {
    private static final int STEPS = 40;
    private static final int MOST_INVOCATIONS = 6;
    private static final int MOST_TRIES = 15;
    private static final int MOST_CONFLICTS = 3;
    private static final List<Mishap> MISHAPS = List.of(Mishap.values());
    private static final String SECRET = Json.write(Map.of(
            "Name", "glue-connector/default",
            "VersionId", "00000000-0000-4000-8000-000000000001",
            "SecretString", Json.write(Connections.KEYS.secret())));

    private final Random random;
    private final Kind kind;
    private final List<String> keys;
    private final DrivenClock clock = new DrivenClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final DynamoDbRows table = new DynamoDbRows();
    private final ModelGlue glue;
    private final RequestStreamHandler handler;
    private final List<Actor> running = new ArrayList<>();
    private final List<Answered> answers = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private int names;
    private int invocations;

    /** A response to a start under a key. */
    record Answered(String key, Try with) {}

    Schedule(Kind kind, long seed) {
        this.random = new Random(seed);
        this.kind = kind;
        this.keys = random.nextBoolean() ? List.of("one") : List.of("one", "two");
        this.glue = new ModelGlue(clock, random, Duration.ofSeconds(random.nextInt(60)));
        PrintStream noLog = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        AwsClients aws = new AwsClients(new ModelHttp(this::network), new NoTimer());
        Connector connector = Connector.of(FunctionProcess.ENVIRONMENT, clock, () -> "name-" + ++names, noLog, aws);
        this.handler = kind.action().create(connector);
    }

    /** Plays the schedule to its end. */
    void play() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        while (!running.isEmpty()) {
            turn(running.getFirst(), false);
        }
        glue.listAll();
        table.conflict(0);
        keys.forEach(this::askUntilAnswered);
    }

    Kind kind() {
        return kind;
    }

    List<String> keys() {
        return keys;
    }

    ModelGlue glue() {
        return glue;
    }

    List<Answered> answers() {
        return answers;
    }

    /** Returns the last response for a key. */
    Try lastAnswer(String key) {
        return answers.stream()
                .filter(it -> it.key().equals(key))
                .reduce((_, later) -> later)
                .orElseThrow()
                .with();
    }

    /** Returns the events in order. */
    String story() {
        return String.join("\n", story);
    }

    private void step() {
        int dice = random.nextInt(10);
        if (dice == 0) {
            pass(Duration.ofSeconds(random.nextInt(40)));
        } else if (dice == 2 && kind != Kind.CRAWLER) {
            // A start in doubt may claim another caller's crawl. The guide names this limit.
            glue.strangerStarts();
            story.add("another caller's run starts");
        } else if (running.isEmpty() || (dice == 1 && invocations < MOST_INVOCATIONS)) {
            invoke(keys.get(random.nextInt(keys.size())));
        } else {
            turn(running.get(random.nextInt(running.size())), random.nextInt(4) == 0);
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
        story.add("time passes: " + time);
        List.copyOf(running).stream()
                .filter(actor -> actor.isOverdue(clock.instant()))
                .forEach(actor -> {
                    actor.kill();
                    settle(actor);
                });
    }

    private Actor invoke(String key) {
        Actor actor = new Actor(key, clock);
        running.add(actor);
        story.add("%s: invoked".formatted(key));
        actor.begin(handler, kind.input(key), "request-" + ++invocations, clock);
        settle(actor);
        return actor;
    }

    private void turn(Actor actor, boolean badly) {
        Request request = actor.request();
        Optional<Mishap> mishap = badly ? mishap(request) : Optional.empty();
        story.add("%s: %s %s"
                .formatted(
                        actor.key(),
                        request.operation(),
                        mishap.map(Mishap::name).orElse("")));
        Reply reply = mishap.map(it -> it.strike(() -> effect(request, actor.key())))
                .orElseGet(() -> effect(request, actor.key()));
        if (mishap.filter(Mishap::kills).isPresent()) {
            actor.kill();
        } else {
            actor.resume(reply);
        }
        settle(actor);
    }

    // DynamoDB's successful responses to writes have no fields, so no field can be missing.
    private Optional<Mishap> mishap(Request request) {
        if (request.operation().equals("TransactWriteItems") && random.nextBoolean()) {
            table.conflict(1 + random.nextInt(MOST_CONFLICTS));
            story.add("other transactions hold the item");
            return Optional.empty();
        }
        Mishap mishap = MISHAPS.get(random.nextInt(MISHAPS.size()));
        return mishap == Mishap.NO_ID && !isForGlue(request) ? Optional.empty() : Optional.of(mishap);
    }

    private void settle(Actor actor) {
        actor.ended().ifPresent(with -> {
            running.remove(actor);
            answers.add(new Answered(actor.key(), with));
            story.add("%s: responded %s %s".formatted(actor.key(), with.code(), with.ids()));
        });
    }

    private void askUntilAnswered(String key) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Actor actor = invoke(key);
            while (actor.ended().isEmpty()) {
                turn(actor, false);
            }
            if (actor.ended().orElseThrow().isOk()) {
                return;
            }
            pass(actor.ended().orElseThrow().delay());
        }
    }

    private Reply network(Request request) {
        return request.operation().equals("GetSecretValue")
                ? Reply.json(200, SECRET)
                : Actor.current().ask(request);
    }

    private Reply effect(Request request, String key) {
        return isForGlue(request) ? glue.answer(request, key) : table.answer(request);
    }

    private static boolean isForGlue(Request request) {
        return request.header("X-Amz-Target").startsWith("AWSGlue");
    }
}
