package io.glueconnector.fakeglue.triggers;

import static io.glueconnector.fakeglue.protocol.Shape.UNBOUNDED;
import static io.glueconnector.fakeglue.protocol.Shape.arguments;
import static io.glueconnector.fakeglue.protocol.Shape.flag;
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
 * The shapes of requests about triggers.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-trigger.html">Triggers</a>
 */
final class TriggerShapes {
    private static final Structure ACTION = structure()
            .optional("JobName", name())
            .optional("CrawlerName", name())
            .optional("Arguments", arguments())
            .optional("Timeout", integer(1, UNBOUNDED))
            .optional("SecurityConfiguration", name())
            .optional("NotificationProperty", structure().optional("NotifyDelayAfter", integer(1, UNBOUNDED)));

    private static final Structure CONDITION = structure()
            .optional("LogicalOperator", oneOf("EQUALS"))
            .optional("JobName", name())
            .optional("State", oneOf("SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT"))
            .optional("CrawlerName", name())
            .optional("CrawlState", oneOf("SUCCEEDED", "FAILED", "CANCELLED"));

    private static final Structure PREDICATE =
            structure().optional("Logical", oneOf("AND", "ANY")).optional("Conditions", list(CONDITION, 0, 500));

    private static final Structure EVENT_BATCHING =
            structure().required("BatchSize", integer(1, 100)).optional("BatchWindow", integer(1, 900));

    static final Shape CREATE_TRIGGER = structure()
            .required("Name", name())
            .required("Type", oneOf("SCHEDULED", "CONDITIONAL", "ON_DEMAND", "EVENT"))
            .required("Actions", list(ACTION, 0, UNBOUNDED))
            .optional("WorkflowName", name())
            .optional("Schedule", text())
            .optional("Predicate", PREDICATE)
            .optional("Description", text(0, 2048))
            .optional("StartOnCreation", flag())
            .optional("Tags", tags())
            .optional("EventBatchingCondition", EVENT_BATCHING);

    static final Shape ONE_TRIGGER = structure().required("Name", name());

    static final Shape BATCH_GET_TRIGGERS = structure().required("TriggerNames", list(name(), 0, UNBOUNDED));

    static final Shape LIST_TRIGGERS = structure()
            .optional("NextToken", text())
            .optional("DependentJobName", name())
            .optional("MaxResults", integer(1, 200))
            .optional("Tags", tags());

    private TriggerShapes() {}
}
