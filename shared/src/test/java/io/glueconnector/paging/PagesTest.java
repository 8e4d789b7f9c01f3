package io.glueconnector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists that are read from their beginning. */
class PagesTest {
    private static final Page<Integer> LAST = new Page<>(List.of(3), "");

    @Test
    void read_listOfTwoPages_isComplete() {
        assertThat(Pages.<Integer>read(token -> token == null ? new Page<>(List.of(1, 2), "a") : LAST))
                .isEqualTo(new Pages<>(List.of(1, 2, 3), true, null));
    }

    @Test
    void read_moreThanTenPages_isIncomplete() {
        Pages<Integer> pages = Pages.read(token -> {
            int page = token == null ? 1 : Integer.parseInt(token);
            return new Page<>(List.of(page), Integer.toString(page + 1));
        });

        assertThat(pages).isEqualTo(new Pages<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), false, "11"));
    }

    @Test
    void read_repeatedToken_isIncomplete() {
        assertThat(Pages.read(_ -> new Page<>(List.of(1), "same"))).isEqualTo(new Pages<>(List.of(1, 1), false, null));
    }

    @Test
    void read_responseWithoutAList_isIncomplete() {
        assertThat(Pages.<Integer>read(_ -> new Page<>(false, List.of(), null)))
                .isEqualTo(new Pages<>(List.of(), false, null));
        assertThat(Pages.<Integer>read(
                        token -> token == null ? new Page<>(List.of(1), "a") : new Page<>(false, List.of(), "b")))
                .isEqualTo(new Pages<>(List.of(1), false, null));
    }

    @Test
    void read_itemBeyondTheWantedRange_endsTheList() {
        assertThat(Pages.<Integer>read(_ -> new Page<>(List.of(1, 2, 5, 1), "a").until(item -> item > 2)))
                .isEqualTo(new Pages<>(List.of(1, 2), true, null));
    }
}
