package io.glueconnector.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the package's notices name the software in it. */
class NoticesIT {
    private static final Path ROOT = Path.of("..");
    private static final Path FOUND = Path.of("target", "components.txt");
    private static final Pattern COMPONENT = Pattern.compile("(?m)^[\\w.-]+:([\\w.-]+):([\\w.-]+) - (.+)$");
    private static final Pattern NATIVE =
            Pattern.compile("\\b(aws-c-[a-z0-9-]+|aws-checksums|s2n-tls|AWS-LC \\d+\\.\\d+\\.\\d+)\\b");
    private static final Pattern OWN_AND_LAMBDAS =
            Pattern.compile("(shared-development|aws-lambda-java-core-[\\d.]+)\\.jar");
    private static final String CRT = "software.amazon.awssdk.crt:aws-crt:";
    private static final String RENEW = "Run in the project's folder: sed -i -e '/^[^ :]*:[^ :]*:[^ ]* - /d'"
            + " -e '/^Java libraries/r functions/target/components.txt' THIRD-PARTY-NOTICES";

    @TempDir
    private static Path unpacked;

    private static String notices;

    @BeforeAll
    static void read() throws IOException {
        PackagedFunction.unpack(unpacked);
        notices = Files.readString(ROOT.resolve("THIRD-PARTY-NOTICES"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LICENSE", "NOTICE", "THIRD-PARTY-NOTICES"})
    void zip_asDeployed_carriesTheProjectsNotices(String name) {
        assertThat(unpacked.resolve(name)).hasSameTextualContentAs(ROOT.resolve(name));
    }

    @Test
    void notices_ofJavaLibraries_areThoseThatMavenFound() throws IOException {
        assertThat(all(COMPONENT, notices, 0)).as(RENEW).isEqualTo(Files.readAllLines(FOUND));
    }

    /** Maven's list includes test dependencies if they change a version. The assembly's jars do not. */
    @Test
    void notices_ofJavaLibraries_areTheJarsThatWereShrunk() throws IOException {
        List<String> listed = COMPONENT
                .matcher(notices)
                .results()
                .map((MatchResult match) -> match.group(1) + "-" + match.group(2) + ".jar")
                .toList();

        assertThat(Files.readString(Path.of("target", "jars.txt")).split(" "))
                .filteredOn(jar -> !OWN_AND_LAMBDAS.matcher(jar).matches())
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    @Test
    void notices_ofJavaLibraries_haveTheTextOfEachLicense() {
        assertThat(all(COMPONENT, notices, 3))
                .isNotEmpty()
                .allSatisfy(license -> assertThat(notices).contains("\n\n" + license + "\n---"));
    }

    /** The binary contains the libraries' names, and AWS-LC's version. */
    @Test
    void notices_ofNativeLibraries_areThoseInTheBinaries() throws IOException {
        assertThat(distinct(all(NATIVE, notices, 0)))
                .as("Compare the licenses of the CRT's submodules, too: https://github.com/awslabs/aws-crt-java")
                .isEqualTo(distinct(all(NATIVE, binaries(), 0)));
    }

    @Test
    void notices_ofNativeLibraries_areOfTheCrtInThePackage() throws IOException {
        String crt = Files.readAllLines(FOUND).stream()
                .filter(line -> line.startsWith(CRT))
                .map(line -> line.replaceAll(" - .*", ""))
                .collect(Collectors.joining());

        assertThat(notices)
                .as("Compare the licenses of the CRT's submodules before you change the version")
                .contains("libaws-crt-jni.so of " + crt + ":\n");
    }

    private static List<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(group))
                .toList();
    }

    private static Set<String> distinct(Collection<String> names) {
        return new TreeSet<>(names);
    }

    private static String binaries() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(unpacked.resolve("linux"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
