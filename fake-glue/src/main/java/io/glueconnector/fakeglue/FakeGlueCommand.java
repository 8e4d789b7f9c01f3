package io.glueconnector.fakeglue;

import io.glueconnector.fakeglue.events.EventPoster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs the server as a process until it is stopped. */
public final class FakeGlueCommand {
    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;

    private FakeGlueCommand() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        try {
            run(CommandLine.parse(List.of(arguments)));
        } catch (IllegalArgumentException e) {
            System.err.println("fake-glue: " + e.getMessage());
            System.err.print(CommandLine.USAGE);
            System.exit(WRONG_OPTIONS);
        } catch (UncheckedIOException e) {
            System.err.println("fake-glue: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void run(CommandLine command) throws InterruptedException {
        FakeGlueOptions options = FakeGlueOptions.running().withPort(command.port());
        if (command.scripts().isPresent()) {
            options = options.withScripts(command.scripts().get(), command.python());
        }
        if (command.events().isPresent()) {
            options = options.withListener(new EventPoster(command.events().get()));
        }
        FakeGlue glue = FakeGlue.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(glue::close));
        System.out.println("fake-glue listening on " + glue.endpoint());
        if (command.endWithInput()) {
            drainInput();
            System.exit(0);
        }
        Thread.currentThread().join();
    }

    private static void drainInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // A broken input counts as ended.
        }
    }
}
