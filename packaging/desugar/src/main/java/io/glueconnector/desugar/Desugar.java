package io.glueconnector.desugar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rewrites a folder of classes in place to remove every {@code invokedynamic}.
 *
 * <p>Usage: {@code Desugar FOLDER}.
 */
public final class Desugar {
    private static final String CLASS = ".class";

    private final Path folder;
    private final ClassFile classFile;

    private Desugar(Path folder) {
        this.folder = folder;
        ClassHierarchyResolver ours = ClassHierarchyResolver.ofResourceParsing(this::stream);
        this.classFile = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ours.orElse(ClassHierarchyResolver.defaultResolver())),
                ClassFile.ConstantPoolSharingOption.NEW_POOL);
    }

    /**
     * Rewrites the classes in the folder given as the only argument.
     *
     * @throws IOException if a file cannot be read or written
     * @throws IllegalStateException if a class has an {@code invokedynamic} of an unknown kind
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("expected one argument: the folder of classes");
        }
        new Desugar(Path.of(arguments[0])).run();
    }

    private void run() throws IOException {
        Map<Path, byte[]> changed = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(CLASS))::iterator) {
                rewritten(Files.readAllBytes(file))
                        .forEach((name, bytes) -> changed.put(folder.resolve(name + CLASS), bytes));
            }
        }
        for (Map.Entry<Path, byte[]> entry : changed.entrySet()) {
            Files.write(entry.getKey(), entry.getValue());
        }
    }

    /** Returns the class without {@code invokedynamic} and its generated classes, by internal name; empty if it has none. */
    private Map<String, byte[]> rewritten(byte[] bytes) {
        ClassModel host = classFile.parse(bytes);
        Rewriting rewriting = new Rewriting(host, classFile);
        if (!rewriting.isNeeded()) {
            return Map.of();
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        classes.put(host.thisClass().asInternalName(), rewriting.host());
        classes.putAll(rewriting.made());
        return classes;
    }

    private InputStream stream(ClassDesc type) {
        String name = type.descriptorString();
        try {
            Path file = folder.resolve(name.substring(1, name.length() - 1) + CLASS);
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
