package io.glueconnector.ownruntime.build;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    private Path project;

    @Test
    void training_ofATemplateWithoutHandlers_isRejected() throws IOException {
        Files.writeString(project.resolve("template.yaml"), "Resources: {}\n");

        assertThatThrownBy(() -> new Training(project, project.resolve("log"), null, null))
                .isInstanceOf(PackagingFailed.class)
                .hasMessageContaining("template.yaml: expected handlers such as io.glueconnector.jobs.ListJobs");
    }
}
