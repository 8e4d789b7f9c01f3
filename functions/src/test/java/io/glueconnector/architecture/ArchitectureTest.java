package io.glueconnector.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Connector;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The architecture rules: which packages may depend on which, and where the environment enters. */
class ArchitectureTest {
    private static final String[] SHARED =
            packages("aws", "connection", "error", "http", "json", "ledger", "paging", "redaction", "request");
    private static final String[] NOUNS = packages("connections", "crawlers", "jobs", "starts", "triggers");
    private static final String[] KNOW_LAMBDA = packages("handler", "snapshot");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("fakeglue"))
            .withImportOption(location -> !location.contains("io/glueconnector/desugar"))
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.glueconnector");

    // The composition root: the only place that uses the environment, the clock, randomness and standard streams.
    private static final DescribedPredicate<JavaClass> OUTSIDE_THE_ROOT =
            describe("outside the composition root", type -> !type.isEquivalentTo(Connector.class));

    // RandomReseed only advances a thread's generator.
    private static final DescribedPredicate<JavaClass> OUTSIDE_ROOT_AND_SNAPSHOT = OUTSIDE_THE_ROOT.and(
            describe("outside RandomReseed", type -> !type.getName().equals("io.glueconnector.snapshot.RandomReseed")));

    // These take an optional request field as it was read. Do not add to this list.
    private static final Set<String> TAKE_OPTIONAL =
            Set.of("Regions.resolve", "Call.<init>", "ConditionalWrites.write");

    @Test
    void classes_ofBothModules_areChecked() {
        assertThat(CLASSES.contain("io.glueconnector.jobs.StartJobRun")).isTrue();
        assertThat(CLASSES.contain(Connector.class)).isTrue();
        assertThat(CLASSES.contain("io.glueconnector.contract.Functions")).isFalse();
        assertThat(CLASSES.contain("io.glueconnector.fakeglue.FakeGlue")).isFalse();
    }

    /** functions/pom.xml puts these classes on the boot loader's path, which does not include Lambda's classes. */
    @Test
    void shared_dependsOnNoTypeOfLambda() {
        noClasses()
                .that()
                .resideInAnyPackage(SHARED)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("com.amazonaws..", "org.crac..").or(resideInAnyPackage(KNOW_LAMBDA)))
                .check(CLASSES);
    }

    /** Each request and each shape in a response belongs to one noun of Glue, such as jobs. Only exceptions belong to shared. */
    @Test
    void shared_dependsOnNoNounOfGlue() {
        noClasses()
                .that()
                .resideInAnyPackage(SHARED)
                .should()
                .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services.glue.model..")
                        .and(describe(
                                "are shapes of one noun",
                                type -> !type.isAssignableTo(Exception.class)
                                        && !type.getSimpleName().equals("GlueRequest"))))
                .check(CLASSES);
    }

    /** Only GetSettledStart searches for the runs and crawls of starts. */
    @Test
    void nouns_areUsedByNoOtherPackage() {
        for (String noun : NOUNS) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(noun)
                    .and(describe(
                            "are not GetSettledStart", type -> !type.getName().contains(".starts.GetSettledStart")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(noun)
                    .check(CLASSES);
        }
    }

    @Test
    void classes_resideInKnownPackages() {
        classes()
                .should()
                .resideInAnyPackage(SHARED)
                .orShould()
                .resideInAnyPackage(NOUNS)
                .orShould()
                .resideInAnyPackage(KNOW_LAMBDA)
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.glueconnector.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void handlers_areFinalAndExtendTheBaseClass() {
        classes()
                .that()
                .implement(RequestStreamHandler.class)
                .and()
                .areNotAssignableFrom(ActionHandler.class)
                .should()
                .haveModifier(FINAL)
                .andShould()
                .beAssignableTo(ActionHandler.class)
                .andShould()
                .bePublic()
                .check(CLASSES);
    }

    @Test
    void handlers_haveNoFieldsOfTheirOwn() {
        fields().that()
                .areDeclaredInClassesThat()
                .areAssignableTo(ActionHandler.class)
                .and()
                .areNotDeclaredIn(ActionHandler.class)
                .should()
                .beStatic()
                .check(CLASSES);
    }

    @Test
    void handlers_areNamedLikeTheirActions() {
        classes()
                .that()
                .areAssignableTo(ActionHandler.class)
                .and()
                .areNotAssignableFrom(ActionHandler.class)
                .should()
                .haveNameMatching(".*\\.(Get|List|Start|Stop|Test)[A-Z][A-Za-z]+")
                .check(CLASSES);
    }

    @Test
    void classes_areFinalUnlessDesignedForExtension() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(ABSTRACT)
                .and(describe("are written by hand", type -> !type.getName().matches(".*\\$[0-9]+")))
                .should()
                .haveModifier(FINAL)
                .check(CLASSES);
    }

    @Test
    void errors_areFinalAndInOnePackage() {
        classes()
                .that()
                .areAssignableTo(ConnectorException.class)
                .should()
                .resideInAPackage("io.glueconnector.error")
                .andShould(describedAs(
                        "be final or abstract",
                        type -> type.getModifiers().contains(FINAL) || type.isEquivalentTo(ConnectorException.class)))
                .check(CLASSES);
    }

    @Test
    void environment_isReadOnlyInTheCompositionRoot() {
        noClasses()
                .that(OUTSIDE_THE_ROOT)
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .check(CLASSES);
    }

    @Test
    void timeAndRandomness_areUsedOnlyInTheCompositionRoot() {
        noClasses()
                .that(OUTSIDE_ROOT_AND_SNAPSHOT)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(CLASSES);
    }

    @Test
    void streamsOfTheProcess_areUsedOnlyInTheCompositionRoot() {
        noClasses()
                .that(OUTSIDE_THE_ROOT)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CLASSES);
    }

    @Test
    void sdkCredentials_areUsedOnlyByTheClients() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.glueconnector.aws..", "io.glueconnector.connection..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AwsCredentials.class.getPackageName() + "..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.services.sts..")
                .check(CLASSES);
    }

    @Test
    void secretsManager_isCalledOnlyByTheConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.glueconnector.aws..", "io.glueconnector.connection..")
                .should()
                .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services.secretsmanager..")
                        .and(describe(
                                "except the client itself",
                                type -> !type.getSimpleName().equals("SecretsManagerClient"))))
                .check(CLASSES);
    }

    @Test
    void optional_isAParameterOnlyOfRecords() {
        classes().that().areNotRecords().should(takeNoOptional()).check(CLASSES);
    }

    @Test
    void staticState_isConstant() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(describe("are written by hand", type -> !type.isEnum()))
                .should()
                .beFinal()
                .check(CLASSES);
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(describe(
                        "a mutable type",
                        type -> type.isAssignableTo(java.util.concurrent.atomic.AtomicInteger.class)
                                || type.isAssignableTo(java.util.concurrent.atomic.AtomicReference.class)
                                || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                                || type.isAssignableTo(java.util.HashMap.class)
                                || type.isAssignableTo(java.util.ArrayList.class)
                                || type.isAssignableTo(ThreadLocal.class)))
                .check(CLASSES);
    }

    @Test
    void staticCollections_cannotBeChanged() throws ReflectiveOperationException {
        int looked = 0;
        for (JavaClass type : CLASSES) {
            for (var field : type.getFields()) {
                boolean collection = field.getRawType().isAssignableTo(Collection.class)
                        || field.getRawType().isAssignableTo(Map.class);
                if (field.getModifiers().contains(STATIC) && collection) {
                    var reflected = field.reflect();
                    reflected.setAccessible(true);
                    assertThat(reflected.get(null).getClass().getName())
                            .as(field.getFullName())
                            .startsWith("java.util.ImmutableCollections");
                    looked++;
                }
            }
        }
        assertThat(looked).isPositive();
    }

    @Test
    void loggers_areNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.slf4j..", "java.util.logging..", "org.apache.logging..", "org.apache.commons.logging..")
                .check(CLASSES);
    }

    @Test
    void handleRequest_isDeclaredOnlyInTheBaseClass() {
        methods()
                .that()
                .haveName("handleRequest")
                .should()
                .beDeclaredIn(ActionHandler.class)
                .check(CLASSES);
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map("io.glueconnector."::concat).toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> describedAs(
            String description, java.util.function.Predicate<JavaClass> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, holds.test(type), type.getName()));
            }
        };
    }

    private static ArchCondition<JavaClass> takeNoOptional() {
        return new ArchCondition<>("take no Optional") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    boolean optional = unit.getRawParameterTypes().stream()
                            .anyMatch(parameter -> parameter.isEquivalentTo(Optional.class));
                    boolean written = !unit.getName().contains("lambda$");
                    boolean known = TAKE_OPTIONAL.contains(type.getSimpleName() + "." + unit.getName());
                    events.add(new SimpleConditionEvent(type, !(optional && written) || known, unit.getFullName()));
                }
            }
        };
    }
}
