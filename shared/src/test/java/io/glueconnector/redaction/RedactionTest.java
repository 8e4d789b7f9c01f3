package io.glueconnector.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String SECRET = "canary";

    private final Redaction redaction = new Redaction(Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "--password",
                "--DB_PASSWORD",
                "--dbPassWord",
                "--dbpassword",
                "--pass-word",
                "--pass.word",
                "--api_key",
                "--apiKey",
                "--apikey",
                "--secrets",
                "--client-secret-name",
                "--TOKEN",
                "--credentials-file",
                "--pwd",
                "--dbpwd",
                "--passwd",
                "--passphrase",
                "--passcode",
                "--auth",
                "--basicAuth",
                "--HTTP_AUTH",
                "--authorization",
                "--dbPass",
                "--DBPass",
                "--db-pw",
                "--bearer",
                "--creds",
                "--jwt",
                "--dsn",
                "--signature",
                "--session_cookie",
                "--cosmos-primary-key",
                "--partition-key-secret",
                "--primary-key-password",
                "--monkey-token",
                "--tokenizer-key",
                "--resort-key",
                "--keystore",
                "--key"
            })
    void arguments_nameOfASecret_isMasked(String name) {
        assertThat(redaction.arguments(Map.of(name, SECRET))).isEqualTo(Map.of(name, "***"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--input",
                "--TempDir",
                "--passage",
                "--bypass",
                "--secre",
                "--author",
                "--authority",
                "--signal",
                "",
                "--",
                "--job-language",
                "--primary_keys",
                "--primaryKey",
                "--partition-keys",
                "--foreign_key",
                "--sort-keys",
                "--join_keys",
                "--merge-key",
                "--business_key",
                "--surrogate_key",
                "--natural-key",
                "--key_columns",
                "--merge_key_columns",
                "--keyspace",
                "--keywords",
                "--monkey",
                "--tokenizer",
                "--tokenized"
            })
    void arguments_otherName_isShown(String name) {
        assertThat(redaction.arguments(Map.of(name, "shown"))).isEqualTo(Map.of(name, "shown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--primary_keys", "--monkey", "--apiId", "--tokenizer", "--DONKEY"})
    void arguments_operatorsOwnWord_hidesEveryNameThatContainsIt(String name) {
        Redaction own = new Redaction(Set.of("key", "api-id", "token"));

        assertThat(own.arguments(Map.of(name, SECRET))).isEqualTo(Map.of(name, "***"));
    }

    @Test
    void arguments_formerDefaultOfTheParameter_isNotTheOperatorsOwn() {
        Redaction kept = new Redaction(Set.of("password", "secret", "token", "key", "credential"));

        assertThat(kept.arguments(Map.of("--primary_keys", "id"))).isEqualTo(Map.of("--primary_keys", "id"));
        assertThat(kept.arguments(Map.of("--api_key", SECRET))).isEqualTo(Map.of("--api_key", "***"));
    }

    @Test
    void arguments_operatorsWordsOfOnlyHyphens_hideNothing() {
        assertThat(new Redaction(Set.of("-", "_")).arguments(Map.of("--x", "x")))
                .isEqualTo(Map.of("--x", "x"));
    }

    @Test
    void arguments_several_keepTheirOrder() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--z", "1");
        arguments.put("--token", SECRET);
        arguments.put("--a", "2");

        assertThat(redaction.arguments(arguments))
                .containsExactly(Map.entry("--z", "1"), Map.entry("--token", "***"), Map.entry("--a", "2"));
    }

    @Test
    void arguments_secretInAName_isMasked() {
        assertThat(redaction.arguments(Map.of("a;pwd=canary", "1", "b?x=1", "2")))
                .isEqualTo(Map.of("a;pwd=***", "***", "b?x=1", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "spark.x.secret.key=canary                             | spark.x.secret.key=***",
                "spark.secret.key=canary --conf spark.y=1              | spark.secret.key=*** --conf spark.y=1",
                "jdbc:mysql://bob:canary@h:3306/db?ssl=true            | jdbc:mysql://bob:***@h:3306/db?ssl=true",
                "jdbc:mysql://bob:can/ary@h:3306/db                    | jdbc:mysql://bob:***@h:3306/db",
                "https://canary@host/x                                 | https://***@host/x",
                "http://[::1]:8080/a@b                                 | http://[::1]:8080/a@b",
                "http://host:8080/a@b                                  | http://host:8080/a@b",
                "jdbc:oracle:thin:scott/canary@//h:1521/s              | jdbc:oracle:thin:scott/***@//h:1521/s",
                "jdbc:oracle:thin:@//h:1521/s                          | jdbc:oracle:thin:@//h:1521/s",
                "jdbc:postgresql://h/db?user=bob&password=canary&ssl=1 | jdbc:postgresql://h/db?user=bob&password=***&ssl=1",
                "jdbc:sqlserver://h;user=bob;password=can@ary;ssl=true | jdbc:sqlserver://h;user=bob;password=***;ssl=true",
                "{\"user\": \"bob\", \"password\": \"canary\"}         | {\"user\": \"bob\", \"password\": \"***\"}",
                "{\"a\":{\"pwd\":123,\"b\":1}}                         | {\"a\":{\"pwd\":***,\"b\":1}}",
                "{\"tokens\":[\"canary\",{\"a\":\"}canary\"}],\"b\":1} | {\"tokens\":***,\"b\":1}",
                "{\"c\":\"{\\\"token\\\":\\\"can\\\\\\\"ary\\\"}\"}    | {\"c\":\"{\\\"token\\\":\\\"***\\\"}\"}",
                "{\"conf\":\"spark.secret=canary\",\"b\":1}            | {\"conf\":\"spark.secret=***\",\"b\":1}",
                "{'password': 'can''ary', 'user': 'bob'}               | {'password': '***', 'user': 'bob'}",
                "{password=canary, user=bob}                           | {password=***, user=bob}",
                "password: canary                                      | password: ***",
                "<user>bob</user><Password>can ary</Password>          | <user>bob</user><Password>***</Password>",
                "<password type='a'>canary</password>                  | <password type='a'>***</password>",
                "<token id=\"1\" key=\"canary\">canary</token>         | <token id=\"1\" key=\"***\">***</token>",
                "<secret><![CDATA[can<ary]]></secret><a>1</a>          | <secret>***</secret><a>1</a>",
                "login <user> <password> [option] <day>                | login <user> <password> [option] <day>",
                "<password>1 or more                                   | <password>1 or more",
                "Client Secret: canary                                 | Client Secret: ***",
                "Authorization: Bearer canary==                        | Authorization: ***",
                "auth=Basic canary= user=bob                           | auth=*** user=bob",
                "h=x password=can ary dbname=d                         | h=x password=*** dbname=d",
                "next=https%3A%2F%2Fh%3Fsig%3Dcanary%26user%3Dbob      | next=https%3A%2F%2Fh%3Fsig%3D***%26user%3Dbob",
                "{\"c\":\"spark.secret\\u003dcanary\"}                 | {\"c\":\"spark.secret\\u003d***\"}",
                "AccountKey=canary==;Suffix=core                       | AccountKey=***;Suffix=core",
                "--password canary --user bob                          | --password *** --user bob",
                "[\"--password\", \"canary\", \"--user\", \"bob\"]     | [\"--password\", \"***\", \"--user\", \"bob\"]",
                "primary_keys=id,day                                   | primary_keys=id,day",
                "arn:aws:secretsmanager:eu-west-1:1:secret:prod-AbC    | arn:aws:secretsmanager:eu-west-1:1:secret:prod-AbC",
                "s3://bucket/keys/x.csv: not found                     | s3://bucket/keys/x.csv: not found",
                "KeyError: 'customer_id'                               | KeyError: 'customer_id'",
                "password=***abc                                       | password=***",
                "password=                                             | password="
            })
    void arguments_secretInsideAValue_isMasked(String value, String shown) {
        assertThat(redaction.arguments(Map.of("--x", value))).isEqualTo(Map.of("--x", shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Authorization: Bearer can=ary                    | Authorization: ***",
                "auth=Bearer                                      | auth=***",
                "auth=Bearer,user=bob                             | auth=***,user=bob",
                "auth=Bearer \"can=ary\"                          | auth=***",
                "auth=Bearer  can=ary user=bob                    | auth=*** user=bob",
                "auth=Other can=ary                               | auth=*** can=ary",
                "a b=1 password={can ary                          | a b=1 password=***",
                "{\"c\":\"x \\\"secret=canary\\\" y\"}            | {\"c\":\"x \\\"secret=***\\\" y\"}",
                "password=can --ary x                             | password=*** --ary x",
                "password=can --1 ary                             | password=***",
                "password=can 'user'=bob                          | password=*** 'user'=bob",
                "password=can \"user\": \"bob\"                   | password=*** \"user\": \"bob\"",
                "{\\\"pwd\\\": canary, \\\"user\\\": 1}           | {\\\"pwd\\\": ***, \\\"user\\\": 1}",
                "password=can \"ary                               | password=***",
                "password=can, \"=ary                             | password=***",
                "password=can = ary                               | password=***",
                "password=can user =bob                           | password=*** user =bob",
                "password=can user= bob                           | password=***",
                "password=can user: bob                           | password=*** user: bob",
                "password=can user:                               | password=***",
                "password=can user=                               | password=***",
                "password=can ary=&user=bob                       | password=***&user=bob",
                "password=can ary=,bob                            | password=***",
                "'password=canary' x                              | 'password=***' x",
                "'password=can'ary x                              | 'password=***",
                "\"a\" password=can\"ary\" x                      | \"a\" password=***\" x",
                "\"password=canary\":1                            | \"password=***\":1",
                "'a' 'password=can\\\\'ary                        | 'a' 'password=***",
                "password==canary                                 | password==***",
                "password=:canary x=1                             | password=:*** x=1",
                "password=>canary                                 | password=>***",
                "password =canary                                 | password =***",
                "{\"password\" : \"canary\"}                      | {\"password\" : \"***\"}",
                "password=***, user=bob                           | password=***, user=bob",
                "password=***x, user=bob                          | password=***, user=bob",
                "password={canary}x y                             | password=***",
                "password={can ary} user=bob                      | password=*** user=bob",
                "password=[can (ary) {x}], a=1                    | password=***, a=1",
                "--password --user bob                            | --password --user bob",
                "--password, canary                               | --password, ***",
                "--password 'can ary' --user x                    | --password '***' --user x",
                "---password canary                               | ---password ***",
                "x--password canary                               | x--password canary",
                "<password></password>                            | <password></password>",
                "http://user:can:ary@h                            | http://user:***@h",
                "http://:canary@h                                 | http://:***@h",
                "http://user:@h                                   | http://user:@h",
                "http://h:80x@y                                   | http://h:***@y",
                "http://h:can/ary@h                               | http://h:***@h",
                "http://h:12/ary@h                                | http://h:12/ary@h",
                "http://u:canary@[::1]:80/                        | http://u:***@[::1]:80/",
                "http://u:http://v:canary@h                       | http://u:http://v:***@h",
                "jdbc:oracle:thin:scott/can/ary@h                 | jdbc:oracle:thin:scott/***@h",
                "jdbc:oracle:thin:/canary@h                       | jdbc:oracle:thin:/***@h",
                "jdbc:oracle:thin:scott/@h                        | jdbc:oracle:thin:scott/@h",
                "next=h%253Fsig%253Dcanary%2526user%253Dbob       | next=h%253Fsig%253D***%2526user%253Dbob",
                "sig%3acanary%3buser=1                            | sig%3a***%3buser=1",
                "sig%25=canary                                    | sig%25=***",
                "password\\u003acanary                            | password\\u003a***",
                "a=b&sig=canary;c=d                               | a=b&sig=***;c=d"
            })
    void arguments_edgesOfASecret_areFound(String value, String shown) {
        assertThat(redaction.arguments(Map.of("--x", value))).isEqualTo(Map.of("--x", shown));
    }

    @Test
    void arguments_userInfoWithASlash_isMaskedUpToItsLimit() {
        String atTheLimit = "u:p/" + "x".repeat(251) + "@h";
        String beyond = "u:p/" + "x".repeat(252) + "@h";

        assertThat(redaction.arguments(Map.of("--x", "http://" + atTheLimit)))
                .isEqualTo(Map.of("--x", "http://u:***@h"));
        assertThat(redaction.arguments(Map.of("--x", "http://" + beyond))).isEqualTo(Map.of("--x", "http://" + beyond));
    }

    @Test
    void arguments_elementWithAttributes_isMaskedUpToTheLimitOfItsTag() {
        String atTheLimit = "<pwd a='" + "x".repeat(248) + "'>";
        String beyond = "<pwd a='" + "x".repeat(249) + "'>";

        assertThat(redaction.arguments(Map.of("--x", atTheLimit + "canary</pwd>")))
                .isEqualTo(Map.of("--x", atTheLimit + "***</pwd>"));
        assertThat(redaction.arguments(Map.of("--x", beyond + "shown</pwd>")))
                .isEqualTo(Map.of("--x", beyond + "shown</pwd>"));
    }

    @Test
    void message_valuesMaskedInTheArguments_areMasked() {
        Map<String, String> arguments =
                Map.of("--password", "canary-0123", "--opts", "token=can2 x", "--pwd", "12", "--day", "2026-01-31");

        assertThat(redaction.message(
                        "Login with xcanary-0123x and can2 on 2026-01-31 failed: line 12 of 120", List.of(arguments)))
                .isEqualTo("Login with x***x and *** on 2026-01-31 failed: line *** of 120");
    }

    @Test
    void message_maskedValueInAnotherEncoding_isMasked() {
        Map<String, String> arguments = Map.of("--password", "can ary/\"é");

        assertThat(redaction.message("a=can+ary%2F%22%C3%A9 b=can ary/\\\"é", List.of(arguments)))
                .isEqualTo("a=*** b=***");
    }

    @Test
    void message_longValueTruncatedByGlue_isMasked() {
        String value = "canary-0123456789".repeat(20);

        assertThat(redaction.message(
                        "Bad value " + value.substring(0, 100) + "...", List.of(Map.of("--secret", value))))
                .isEqualTo("Bad value ***...");
    }

    @Test
    void message_optionInASentence_keepsTheSentence() {
        assertThat(redaction.message("Argument --password is non-overridable", List.of()))
                .isEqualTo("Argument --password is non-overridable");
    }

    @Test
    void reason_longWordOfLettersAndDigits_isMasked() {
        assertThat(redaction.reason("Worker type G.4X is not supported\nfor AKIA0123456789ABCDEF", List.of()))
                .isEqualTo("Worker type G.4X is not supported for ***");
    }

    @Test
    void reason_longText_isTruncated() {
        assertThat(redaction.reason("no ".repeat(1000), List.of())).hasSize(501).endsWith("…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                  | a {} b            | a {} b",
                "*                   | a * b             | a * b",
                "canary-0123         | canary-0123 fails | *** fails",
                "canary78            | xcanary78x        | x***x",
                "canary7             | xcanary7x         | xcanary7x",
                "12                  | a_12 and 12_b     | a_12 and 12_b",
                "can%20ary           | by can ary        | by ***",
                "can%ary             | by can%ary        | by ***"
            })
    void message_valueOfASecretArgument_isMaskedWhereItStandsAlone(String value, String message, String shown) {
        assertThat(redaction.message(message, List.of(Map.of("--password", value))))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token=can ary x=1       | by can ary        | by ***",
                "token='can'x            | by can            | by ***",
                "token={user: can1 ary}  | by ary and user   | by *** and user"
            })
    void message_partOfAValue_isMaskedByItsWords(String value, String message, String shown) {
        assertThat(redaction.message(message, List.of(Map.of("--opts", value)))).isEqualTo(shown);
    }

    @Test
    void message_shortSecretNextToAMaskedOne_isMasked() {
        Map<String, String> arguments = Map.of("--password", "canary-0123", "--pwd", "42");

        assertThat(redaction.message("by canary-012342 and 42canary-0123", List.of(arguments)))
                .isEqualTo("by *** and ***");
    }

    @Test
    void message_longValueTruncatedAtItsEnd_isMasked() {
        String value = "canary-0123456789".repeat(20);

        assertThat(redaction.message("By " + value.substring(0, 100), List.of(Map.of("--secret", value))))
                .isEqualTo("By ***");
        assertThat(redaction.message("By " + value, List.of(Map.of("--secret", value))))
                .isEqualTo("By ***");
    }

    @Test
    void reason_textAtTheLimit_isKept() {
        assertThat(redaction.reason("no ".repeat(166) + "no", List.of()))
                .hasSize(500)
                .endsWith("no");
    }
}
