package io.glueconnector.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.testing.Canaries;
import io.glueconnector.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Checks that the published schema and the reader agree on every document. */
class ConnectionSchemaTest {
    private static final int DOCUMENTS = 20_000;
    private static final List<String> SECRETS =
            List.of("accessKeyId", "secretAccessKey", "sessionToken", "roleArn", "externalId");

    private final Schema schema = schema();

    @Test
    void schema_isAValidSchemaItself() throws IOException {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(metaSchema.validate(text(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void read_validDocument_isAcceptedByBoth() {
        Seeded.cases(2_000, random -> {
            String json = Json.write(ConnectionDocuments.valid(random));
            assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
            assertThat(rejection(json)).as(json).isEmpty();
        });
    }

    @Test
    void read_anyDocument_isAcceptedExactlyIfTheSchemaAcceptsIt() {
        AtomicInteger accepted = new AtomicInteger();
        Seeded.cases(DOCUMENTS, random -> {
            String json = Json.write(ConnectionDocuments.any(random));
            boolean allowed = schema.validate(json, InputFormat.JSON).isEmpty();
            assertThat(rejection(json).isEmpty())
                    .as("schema allows: %s; reader rejects: %s; document: %s", allowed, rejection(json), json)
                    .isEqualTo(allowed);
            accepted.addAndGet(allowed ? 1 : 0);
        });
        assertThat(accepted.get()).isBetween(DOCUMENTS / 5, DOCUMENTS * 4 / 5);
    }

    @Test
    void read_rejectedDocument_neverShowsItsContent() {
        Seeded.cases(DOCUMENTS / 8, random -> {
            Map<String, Object> document = ConnectionDocuments.any(random);
            rejection(Json.write(document))
                    .ifPresent(detail -> assertThat(canaries(document).firstIn(detail))
                            .as(detail)
                            .isEmpty());
        });
    }

    private static Canaries canaries(Map<String, Object> document) {
        return new Canaries(SECRETS.stream()
                .map(document::get)
                .filter(value -> value != null && value.toString().length() >= 12)
                .map(Object::toString)
                .toArray(String[]::new));
    }

    private static Optional<String> rejection(String json) {
        try {
            ConnectionReader.read(ConnectionName.DEFAULT, "1", json);
            return Optional.empty();
        } catch (InvalidRequest e) {
            return Optional.of(e.detail());
        }
    }

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("..", "api", "connection.schema.json"));
    }
}
