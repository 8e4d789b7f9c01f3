package io.glueconnector.contract;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The combinations for parameterized tests. */
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

    /** Returns the actions that call Glue and so need the connection. GetStart only reads the starts table. */
    public static Stream<Arguments> glueActionsAndDoors() {
        return actionsAndDoors().filter(way -> action(way) != Action.GET_START);
    }

    /** Returns the actions that take a name. */
    static Stream<Arguments> namedActionsAndDoors() {
        return actionsAndDoors().filter(way -> Samples.of(action(way)).containsKey("name"));
    }

    /** Returns the combinations in which values have types. In a query, every value is text. */
    static Stream<Arguments> typedActionsAndDoors() {
        return actionsAndDoors()
                .filter(way -> door(way) == Door.DIRECT || !action(way).route().isGet());
    }

    /** Returns each combination with each of its required fields. Over HTTP, path fields are part of the route. */
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
