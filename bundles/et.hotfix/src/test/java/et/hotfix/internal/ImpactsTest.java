package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import et.hotfix.HotfixException;
import et.hotfix.Impact;
import et.hotfix.Impact.Now;
import et.hotfix.Impact.Touched;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.Touch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImpactsTest {

    private static final String BAD = "arena/1.1.0";
    private static final String GOOD = "arena/1.0.0";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final FakeStore hotfixes = new FakeStore();
    private final FakeImpacts store = new FakeImpacts();
    private final Impacts impacts =
            new Impacts(store, store, hotfixes, Duration.ofDays(30), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whatGoesOnIsReadFromTheRow() {
        store.touched("player", "7", new Touch(BAD, 11, "ada", 1000, 0, 1000, 0));
        store.row("player", "7", 14, true, BAD, 11, 9000, 5, 2);
        assertThat(impacts.of("arena", "1.1.0", "", 10))
                .isEqualTo(new Impact(
                        "arena",
                        "1.1.0",
                        1,
                        List.of(new Touched(
                                "player",
                                "7",
                                "ada",
                                Instant.ofEpochMilli(1000),
                                Instant.ofEpochMilli(9000),
                                4,
                                3,
                                Now.AS_LEFT,
                                BAD)),
                        false));
    }

    @Test
    void whatIsOverIsReadFromTheRecord() {
        store.touched("player", "7", new Touch(BAD, 11, "ada", 1000, 15, 8000, 6));
        store.row("player", "7", 90, true, GOOD, 16, 99_000, 70, 8);
        assertThat(one("arena", "1.1.0"))
                .isEqualTo(new Touched(
                        "player",
                        "7",
                        "ada",
                        Instant.ofEpochMilli(1000),
                        Instant.ofEpochMilli(8000),
                        5,
                        6,
                        Now.CHANGED_SINCE,
                        GOOD));
    }

    @Test
    void aStateThatWasLeftAloneIsSaidToBe() {
        store.touched("player", "7", new Touch(BAD, 11, "", 1000, 0, 1000, 0));
        store.row("player", "7", 11, false, BAD, 11, 1000, 1, 0);
        assertThat(one("arena", "1.1.0").now()).isEqualTo(Now.AS_BEFORE);
    }

    @Test
    void anActorWithoutARowIsSaidToBeGone() {
        store.touched("player", "7", new Touch(BAD, 11, "", 1000, 0, 1000, 0));
        assertThat(one("arena", "1.1.0").now()).isEqualTo(Now.GONE);
    }

    @Test
    void anActorThatWentOverTwiceIsOneLine() {
        store.touched("player", "7", new Touch(BAD, 11, "ada", 1000, 12, 2000, 1));
        store.touched("player", "7", new Touch(BAD, 20, "bob", 5000, 0, 5000, 0));
        store.row("player", "7", 23, true, BAD, 20, 6000, 9, 7);
        assertThat(one("arena", "1.1.0"))
                .isEqualTo(new Touched(
                        "player",
                        "7",
                        "ada",
                        Instant.ofEpochMilli(1000),
                        Instant.ofEpochMilli(6000),
                        6,
                        3,
                        Now.AS_LEFT,
                        BAD));
    }

    @Test
    void pagesTogetherAreTheWhole() {
        for (int number = 10; number < 35; number++) {
            for (int time = 0; time <= number % 3; time++) {
                store.touched("player", "n" + number, new Touch(BAD, 1 + 2 * time, "", 1000, 1 + 2 * time, 1000, 0));
            }
        }
        store.touched("player", "n99", new Touch(GOOD, 1, "", 1000, 1, 1000, 0));
        for (int limit : List.of(1, 2, 7, 25, 100)) {
            List<String> ids = new ArrayList<>();
            String after = "";
            Impact page;
            do {
                page = impacts.of("arena", "1.1.0", after, limit);
                assertThat(page.actors()).isEqualTo(25);
                assertThat(page.touched()).hasSizeLessThanOrEqualTo(limit);
                page.touched().forEach(touched -> ids.add(touched.id()));
                after = "player/" + ids.get(ids.size() - 1);
            } while (page.more());
            assertThat(ids).as("pages of %s", limit).hasSize(25).doesNotHaveDuplicates();
        }
    }

    @Test
    void mistakesAreSentences() {
        assertThatThrownBy(() -> impacts.of("arena", "9.0.0", "", 10))
                .isInstanceOf(HotfixException.class)
                .hasMessageStartingWith("there is no record that arena 9.0.0 has changed an actor");
        store.touched("player", "7", new Touch(BAD, 11, "", 1000, 0, 1000, 0));
        assertThatThrownBy(() -> impacts.of("arena", "1.1.0", "seven", 10))
                .hasMessage("after: seven (expected: type/id, such as player/77)");
    }

    @Test
    void whatIsOldIsForgottenUnlessItsHotfixStandsOpen() {
        long old = NOW.minus(Duration.ofDays(31)).toEpochMilli();
        long young = NOW.minus(Duration.ofDays(29)).toEpochMilli();
        store.touched("player", "old", new Touch(GOOD, 1, "", old, 1, old, 0));
        store.touched("player", "young", new Touch(GOOD, 1, "", young, 1, young, 0));
        store.touched("player", "old", new Touch(BAD, 2, "", old, 2, old, 0));
        hotfixes.begin(
                new Hotfix(0, "arena", "1.0.0", "1.1.0", "abc", Phase.SWITCHED, "ada", NOW, NOW, "", ""), new byte[0]);
        impacts.tidy();
        assertThat(store.all())
                .extracting(one -> one.id(), one -> one.touch().code())
                .containsExactlyInAnyOrder(tuple("young", GOOD), tuple("old", BAD));
    }

    private Touched one(String bundle, String version) {
        List<Touched> touched = impacts.of(bundle, version, "", 10).touched();
        assertThat(touched).hasSize(1);
        return touched.get(0);
    }
}
