package io.glueconnector.ownruntime.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void here_onLinux_hasTheNameInTheTemplate() {
        assertThat(Machine.here("Linux", "amd64").architecture()).isEqualTo("x86_64");
        assertThat(Machine.here("Linux", "aarch64").architecture()).isEqualTo("arm64");
    }

    @Test
    void here_unsupportedProcessor_failsAndNamesTheSupportedOnes() {
        assertThatExceptionOfType(PackagingFailed.class)
                .isThrownBy(() -> Machine.here("Linux", "riscv64"))
                .withMessage("Lambda supports x86_64 and arm64; this machine is riscv64.");
        assertThatExceptionOfType(PackagingFailed.class)
                .isThrownBy(() -> Machine.here("Mac OS X", "aarch64"))
                .withMessageContaining("on Linux, not on Mac OS X");
    }
}
