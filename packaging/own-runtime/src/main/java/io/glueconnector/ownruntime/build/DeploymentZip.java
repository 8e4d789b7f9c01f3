package io.glueconnector.ownruntime.build;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The zip that is deployed to Lambda.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda quotas</a>
 */
final class DeploymentZip {
    private static final long MOST_ZIPPED = 50L * 1024 * 1024;
    private static final long MOST_UNZIPPED = 250L * 1024 * 1024;
    private static final FileTime FIXED = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final Map<String, ?> WITH_PERMISSIONS = Map.of("create", true, "enablePosixFileAttributes", true);
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    private DeploymentZip() {}

    /**
     * Packs a folder into a zip.
     *
     * @throws PackagingFailed if the zip exceeds a Lambda quota
     */
    static void pack(Path folder, Path zip) throws IOException {
        long unzipped = 0;
        Files.deleteIfExists(zip);
        try (FileSystem packed = FileSystems.newFileSystem(zip, WITH_PERMISSIONS)) {
            for (Path file : filesBelow(folder)) {
                unzipped += Files.size(file);
                Path entry = packed.getPath("/" + folder.relativize(file));
                Files.createDirectories(entry.getParent());
                Files.copy(file, entry);
                Files.setPosixFilePermissions(entry, Files.isExecutable(file) ? EXECUTABLE : FILE);
                Files.setLastModifiedTime(entry, FIXED);
            }
        }
        check("unzipped", unzipped, MOST_UNZIPPED);
        check("zipped", Files.size(zip), MOST_ZIPPED);
    }

    static void unpack(Path zip, Path folder) throws IOException {
        try (FileSystem packed = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            Path root = packed.getPath("/");
            for (Path file : filesBelow(root)) {
                Path target = folder.resolve(root.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
            }
        }
    }

    static void check(String what, long bytes, long most) {
        if (bytes > most) {
            throw new PackagingFailed(
                    "functions.zip has %,d bytes %s; Lambda allows at most %,d.".formatted(bytes, what, most));
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
