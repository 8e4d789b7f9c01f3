package io.glueconnector.ownruntime.build;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java runtime that contains the functions and AWS's runtime interface client as one module.
 *
 * <p>The JVM checks a cache against the size, time and path of each jar, but only against the size of a runtime. So the cache
 * stays valid wherever and whenever Lambda unpacks the package.
 */
final class Image {
    private static final String MODULE = "io.glueconnector.functions";
    private static final String SERVICES = "META-INF/services";
    private static final String LIBRARY = "libaws-crt-jni.so";

    private final Path classes;
    private final Path libraries;
    private final Map<String, String> providers = new TreeMap<>();

    /** Creates an image in a folder. Its content is added later. */
    Image(Path folder) {
        classes = folder.resolve("classes");
        libraries = folder.resolve("libraries");
    }

    /** Adds the classes and licenses of a jar, or of a zip and its jars. Keeps existing files. */
    void add(Path archive) throws IOException {
        try (FileSystem packed = FileSystems.newFileSystem(archive)) {
            Path root = packed.getPath("/");
            for (Path file : filesBelow(root)) {
                Path name = root.relativize(file);
                if (name.toString().endsWith(".jar")) {
                    addInner(file);
                } else if (name.startsWith(SERVICES)) {
                    provide(file);
                } else if (name.toString().endsWith(LIBRARY)) {
                    copy(file, libraries.resolve(name.toString()));
                } else if (isWanted(name)) {
                    copy(file, classes.resolve(name.toString()));
                }
            }
        }
    }

    private void addInner(Path jar) throws IOException {
        Path copy = Files.createTempFile("inner", ".jar");
        try {
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
            add(copy);
        } finally {
            Files.delete(copy);
        }
    }

    /** Adds the classes of one package, without its subpackages. */
    void addPackage(Path folder, String name) throws IOException {
        Path place = folder.resolve(name.replace('.', '/'));
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, classes.resolve(folder.relativize(file).toString()));
            }
        }
    }

    /** Copies an added library to a folder of the runtime. */
    void take(String library, Path folder) throws IOException {
        copy(libraries.resolve(library), folder.resolve(LIBRARY));
    }

    /**
     * Links the runtime. Since JEP 493, a JDK may lack jmods; jlink then reads the modules from the JDK itself.
     *
     * @see <a href="https://openjdk.org/jeps/493">JEP 493: Linking Run-Time Images without JMODs</a>
     */
    void link(Path sources, Path runtime) throws IOException {
        Path source = Files.writeString(Files.createDirectories(sources).resolve("module-info.java"), module());
        Commands.tool(
                "javac", "-proc:none", "-nowarn", "--patch-module", MODULE + "=" + classes, "-d", classes, source);
        Commands.tool(
                "jlink",
                "--module-path",
                classes,
                "--add-modules",
                MODULE,
                "--no-header-files",
                "--no-man-pages",
                "--output",
                runtime);
    }

    /**
     * Returns the module's declaration. The module is open because the runtime interface client and the SDK look up classes
     * and resources by name.
     */
    private String module() {
        StringBuilder text = new StringBuilder("open module " + MODULE + " {\n");
        text.append("    requires java.xml;\n    requires jdk.unsupported;\n");
        providers.forEach((service, provider) -> text.append("    uses ")
                .append(service)
                .append(";\n    provides ")
                .append(service)
                .append(" with ")
                .append(provider)
                .append(";\n"));
        return text.append("}\n").toString();
    }

    private void provide(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String name = line.replaceAll("#.*", "").strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        providers.put(file.getFileName().toString(), String.join(", ", names));
    }

    private static boolean isWanted(Path name) {
        boolean isAboutTheJar = name.startsWith("META-INF/maven")
                || name.startsWith("META-INF/versions")
                || name.endsWith("MANIFEST.MF")
                || name.endsWith("module-info.class");
        // The wrapper script and the list of classes to preload are for Lambda's own Java runtime only.
        boolean isForLambdasRuntime = name.startsWith("boot-path") || name.startsWith("class-list");
        return !isAboutTheJar && !isForLambdasRuntime && !name.startsWith("jni");
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(to)) {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
