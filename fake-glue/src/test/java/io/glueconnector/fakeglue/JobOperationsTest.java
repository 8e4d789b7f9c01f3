package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Job;
import software.amazon.awssdk.services.glue.model.ListJobsResponse;

class JobOperationsTest {
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    @Test
    void getJob_created_returnsEveryGivenMember() {
        client.createJob(request -> request.name("nightly")
                .role("arn:aws:iam::000000000000:role/glue")
                .command(command -> command.name("glueetl").scriptLocation("s3://scripts/nightly.py"))
                .glueVersion("4.0")
                .workerType("G.2X")
                .numberOfWorkers(3)
                .maxRetries(1)
                .timeout(60)
                .executionProperty(property -> property.maxConcurrentRuns(4))
                .defaultArguments(Map.of("--day", "today")));

        Job job = client.getJob(request -> request.jobName("nightly")).job();

        assertThat(job.name()).isEqualTo("nightly");
        assertThat(job.command().scriptLocation()).isEqualTo("s3://scripts/nightly.py");
        assertThat(job.glueVersion()).isEqualTo("4.0");
        assertThat(job.workerTypeAsString()).isEqualTo("G.2X");
        assertThat(job.maxRetries()).isEqualTo(1);
        assertThat(job.executionProperty().maxConcurrentRuns()).isEqualTo(4);
        assertThat(job.defaultArguments()).containsExactly(Map.entry("--day", "today"));
        assertThat(job.createdOn()).isEqualTo(glue.clock().instant());
    }

    @Test
    void createJob_nameTaken_isRejected() {
        account.createJob("nightly");

        assertThatThrownBy(() -> client.createJob(
                        request -> request.name("nightly").role("role").command(command -> command.name("glueetl"))))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("nightly");
    }

    @Test
    void updateJob_newDefinition_replacesTheOldOne() {
        account.createJob(JobDefinition.spark("nightly").withMaxRetries(3));

        client.updateJob(request -> request.jobName("nightly")
                .jobUpdate(update -> update.role("other").command(command -> command.name("glueetl"))));

        Job job = client.getJob(request -> request.jobName("nightly")).job();
        assertThat(job.role()).isEqualTo("other");
        assertThat(job.maxRetries()).isNull();
    }

    @Test
    void getJob_unknownName_isNotFound() {
        assertThatThrownBy(() -> client.getJob(request -> request.jobName("missing")))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Job with name: missing not found.");
    }

    @Test
    void batchGetJobs_someUnknown_namesThem() {
        account.createJob("a");

        var answer = client.batchGetJobs(request -> request.jobNames("a", "b"));

        assertThat(answer.jobs()).extracting(Job::name).containsExactly("a");
        assertThat(answer.jobsNotFound()).containsExactly("b");
    }

    @Test
    void listJobs_severalPages_listsEachNameOnceInOrder() {
        List<String> names =
                IntStream.range(0, 23).mapToObj(i -> "job-%02d".formatted(i)).toList();
        names.forEach(account::createJob);

        List<String> listed = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListJobsResponse page =
                    client.listJobs(request -> request.maxResults(10).nextToken(from));
            assertThat(page.jobNames()).hasSizeLessThanOrEqualTo(10);
            listed.addAll(page.jobNames());
            token = page.nextToken();
        } while (token != null);

        assertThat(listed).containsExactlyElementsOf(names);
    }

    @Test
    void listJobs_pageEndsWithTheList_hasNoToken() {
        IntStream.range(0, 10).forEach(i -> account.createJob("job-" + i));

        assertThat(client.listJobs(request -> request.maxResults(10)).nextToken())
                .isNull();
    }

    @Test
    void listJobs_jobAddedBetweenPages_neitherRepeatsNorSkips() {
        List.of("b", "d", "f").forEach(account::createJob);
        ListJobsResponse first = client.listJobs(request -> request.maxResults(2));

        List.of("a", "e").forEach(account::createJob);
        ListJobsResponse second = client.listJobs(request -> request.nextToken(first.nextToken()));

        assertThat(first.jobNames()).containsExactly("b", "d");
        assertThat(second.jobNames()).containsExactly("e", "f");
    }

    @Test
    void listJobs_tokenOfAnotherScopeOrFilter_isRejected() {
        List.of("a", "b").forEach(account::createJob);
        String token = client.listJobs(request -> request.maxResults(1)).nextToken();
        GlueClient elsewhere = Sdk.client(glue, "us-east-1", AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));

        assertThatThrownBy(() -> elsewhere.listJobs(request -> request.nextToken(token)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        client.listJobs(request -> request.nextToken(token).tags(Map.of("env", "prod"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> client.listJobs(request -> request.nextToken("made up")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("pagination token");
    }

    @Test
    void listJobs_tags_listsJobsWithAllOfThem() {
        account.createJob(JobDefinition.spark("both").withTag("env", "prod").withTag("team", "a"));
        account.createJob(JobDefinition.spark("one").withTag("env", "prod"));
        account.createJob(JobDefinition.spark("other").withTag("env", "prod").withTag("team", "b"));

        assertThat(client.listJobs(request -> request.tags(Map.of("env", "prod", "team", "a")))
                        .jobNames())
                .containsExactly("both");
    }

    @Test
    void listJobs_otherRegionOrAccount_isEmpty() {
        account.createJob("nightly");
        glue.credentials().register("AKIAEXAMPLE", Sdk.ACCOUNT);
        glue.credentials().register("AKIAOTHER", "111111111111");
        GlueClient otherRegion = Sdk.client(glue, "us-east-1", AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));
        GlueClient otherAccount = Sdk.client(glue, Sdk.REGION, AwsBasicCredentials.create("AKIAOTHER", "secret"));

        assertThat(client.listJobs(request -> {}).jobNames()).containsExactly("nightly");
        assertThat(otherRegion.listJobs(request -> {}).jobNames()).isEmpty();
        assertThat(otherAccount.listJobs(request -> {}).jobNames()).isEmpty();
    }
}
