package io.glueconnector.fakeglue.crawlers;

import static io.glueconnector.fakeglue.protocol.Shape.UNBOUNDED;
import static io.glueconnector.fakeglue.protocol.Shape.anything;
import static io.glueconnector.fakeglue.protocol.Shape.integer;
import static io.glueconnector.fakeglue.protocol.Shape.list;
import static io.glueconnector.fakeglue.protocol.Shape.name;
import static io.glueconnector.fakeglue.protocol.Shape.oneOf;
import static io.glueconnector.fakeglue.protocol.Shape.structure;
import static io.glueconnector.fakeglue.protocol.Shape.tags;
import static io.glueconnector.fakeglue.protocol.Shape.text;

import io.glueconnector.fakeglue.protocol.Shape;
import io.glueconnector.fakeglue.protocol.Shape.Structure;

/**
 * The shapes of requests about crawlers. Targets are stored as they were sent.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-crawling.html">Crawlers</a>
 */
final class CrawlerShapes {
    private static final Shape TARGET_LIST = list(anything(), 0, UNBOUNDED);

    private static final Structure TARGETS = structure()
            .optional("S3Targets", TARGET_LIST)
            .optional("JdbcTargets", TARGET_LIST)
            .optional("MongoDBTargets", TARGET_LIST)
            .optional("DynamoDBTargets", TARGET_LIST)
            .optional("CatalogTargets", TARGET_LIST)
            .optional("DeltaTargets", TARGET_LIST)
            .optional("IcebergTargets", TARGET_LIST)
            .optional("HudiTargets", TARGET_LIST);

    private static final Structure CRAWLS_FILTER = structure()
            .optional("FieldName", oneOf("CRAWL_ID", "STATE", "START_TIME", "END_TIME", "DPU_HOUR"))
            .optional("FilterOperator", oneOf("GT", "GE", "LT", "LE", "EQ", "NE"))
            .optional("FieldValue", text());

    static final Shape CREATE_CRAWLER = structure()
            .required("Name", name())
            .required("Role", text())
            .required("Targets", TARGETS)
            .optional("DatabaseName", text())
            .optional("Description", text(0, 2048))
            .optional("Schedule", text())
            .optional("Classifiers", list(name(), 0, UNBOUNDED))
            .optional("TablePrefix", text(0, 128))
            .optional("SchemaChangePolicy", anything())
            .optional("RecrawlPolicy", anything())
            .optional("LineageConfiguration", anything())
            .optional("LakeFormationConfiguration", anything())
            .optional("Configuration", text())
            .optional("CrawlerSecurityConfiguration", text(0, 128))
            .optional("CatalogId", name())
            .optional("Tags", tags());

    static final Shape ONE_CRAWLER = structure().required("Name", name());

    static final Shape BATCH_GET_CRAWLERS = structure().required("CrawlerNames", list(name(), 0, 100));

    static final Shape LIST_CRAWLERS = structure()
            .optional("NextToken", text())
            .optional("MaxResults", integer(1, 1000))
            .optional("Tags", tags());

    static final Shape LIST_CRAWLS = structure()
            .required("CrawlerName", name())
            .optional("NextToken", text())
            .optional("MaxResults", integer(1, 1000))
            .optional("Filters", list(CRAWLS_FILTER, 0, UNBOUNDED));

    private CrawlerShapes() {}
}
