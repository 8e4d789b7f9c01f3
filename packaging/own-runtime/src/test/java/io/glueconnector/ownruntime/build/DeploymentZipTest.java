package io.glueconnector.ownruntime.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentZipTest {
    private static final long LIMIT = 52_428_800;

    @TempDir
    private Path folder;

    @Test
    void check_atTheLimit_passes() {
        assertThatCode(() -> DeploymentZip.check("zipped", LIMIT, LIMIT)).doesNotThrowAnyException();
    }

    @Test
    void check_beyondTheLimit_failsWithBothNumbers() {
        assertThatExceptionOfType(PackagingFailed.class)
                .isThrownBy(() -> DeploymentZip.check("zipped", LIMIT + 1, LIMIT))
                .withMessage("functions.zip has 52,428,801 bytes zipped; Lambda allows at most 52,428,800.");
    }

    @Test
    void pack_thenUnpack_keepsContentAndPermissions() throws IOException {
        Path task = Files.createDirectories(folder.resolve("task/jre"));
        Files.writeString(task.resolve("plain"), "one");
        Files.writeString(task.resolve("program"), "two");
        Files.setPosixFilePermissions(task.resolve("program"), PosixFilePermissions.fromString("rwx------"));

        DeploymentZip.pack(folder.resolve("task"), folder.resolve("made.zip"));
        DeploymentZip.unpack(folder.resolve("made.zip"), folder.resolve("elsewhere"));

        Path program = folder.resolve("elsewhere/jre/program");
        assertThat(program).hasContent("two");
        assertThat(Files.getPosixFilePermissions(program)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        Path plain = folder.resolve("elsewhere/jre/plain");
        assertThat(plain).hasContent("one");
        assertThat(Files.isExecutable(plain)).isFalse();
    }
}
