package io.glueconnector.contract;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The combinations that parameterized tests run through. */
public final class Ways {
    private Ways() {}

    public static Stream<Arguments> doorsAndConnections() {
        return Arrays.stream(Door.values())
                .flatMap(door -> Arrays.stream(Connections.values()).map(kind -> Arguments.of(door, kind)));
    }

    public static Stream<Arguments> actionsAndDoors() {
        return Arrays.stream(Action.values())
                .flatMap(action -> Arrays.stream(Door.values()).map(door -> Arguments.of(action, door)));
    }

    /** The actions that ask Glue, and so need the connection: GetStart asks the table of starts alone. */
    public static Stream<Arguments> glueActionsAndDoors() {
        return actionsAndDoors().filter(way -> action(way) != Action.GET_START);
    }

    /** The actions on something that has a name. */
    static Stream<Arguments> namedActionsAndDoors() {
        return actionsAndDoors().filter(way -> Samples.of(action(way)).containsKey("name"));
    }

    /** The ways by which values have types: a query has none, there every value is text. */
    static Stream<Arguments> typedActionsAndDoors() {
        return actionsAndDoors()
                .filter(way -> door(way) == Door.DIRECT || !action(way).route().isGet());
    }

    /** Each way with each field that it cannot do without; over HTTP a route without its path's fields is another route. */
    static Stream<Arguments> requiredFields() {
        return actionsAndDoors()
                .flatMap(way -> Samples.of(action(way)).keySet().stream()
                        .filter(field -> door(way) == Door.DIRECT
                                || !action(way).route().fields().contains(field))
                        .map(field -> Arguments.of(action(way), door(way), field)));
    }

    private static Action action(Arguments way) {
        return (Action) way.get()[0];
    }

    private static Door door(Arguments way) {
        return (Door) way.get()[1];
    }
}
