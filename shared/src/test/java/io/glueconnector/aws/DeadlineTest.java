package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.DeadlineExceeded;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
    @ParameterizedTest
    @CsvSource({"26000, 25000, 17000", "17001, 16001, 8001", "10000, 9000, 4500", "1002, 2, 1"})
    void left_timeBeforeTheEnd_reservesASecondToRespondAndTimeToResolveAStart(
            long untilEnded, long left, long toStart) {
        Deadline deadline = new Deadline(() -> Duration.ofMillis(untilEnded));

        assertThat(deadline.left()).isEqualTo(Duration.ofMillis(left));
        assertThat(deadline.leftToStart()).isEqualTo(Duration.ofMillis(toStart));
    }

    @ParameterizedTest
    @CsvSource({"1000", "999", "0", "-5"})
    void left_lastSecond_isTooLate(long untilEnded) {
        Deadline deadline = new Deadline(() -> Duration.ofMillis(untilEnded));

        assertThatExceptionOfType(DeadlineExceeded.class).isThrownBy(deadline::left);
        assertThatExceptionOfType(DeadlineExceeded.class).isThrownBy(deadline::leftToStart);
    }

    @Test
    void left_asTimePasses_isReadAgain() {
        long[] millis = {3000};
        Deadline deadline = new Deadline(() -> Duration.ofMillis(millis[0]));
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(2));
        millis[0] = 500;

        assertThatExceptionOfType(DeadlineExceeded.class).isThrownBy(deadline::left);
    }
}
