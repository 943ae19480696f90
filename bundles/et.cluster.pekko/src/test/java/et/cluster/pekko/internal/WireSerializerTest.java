package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Load;
import et.cluster.Tier;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WireSerializerTest {

    private final WireSerializer serializer = new WireSerializer();

    @Test
    void everyMessageComesBack() throws Exception {
        Wishes wishes =
                Wishes.NONE.drain("gateway", 5, "logic-1", 77, true).move("manager", 6, 255, "logic-2", Long.MAX_VALUE);
        List<Wire> messages = List.of(
                new Wire.Beat(
                        "logic-1",
                        -3,
                        Set.of(Tier.LOGIC, Tier.MANAGER),
                        "::1",
                        List.of(9001, 65535),
                        new Load(.5, .25, 3, 4.5, 6, 1L << 40, 7.25),
                        Map.of(0, 1L, 255, Long.MAX_VALUE),
                        wishes),
                new Wire.Hello(),
                new Wire.Opened(255, "logic-1", 4, 1, 1L << 50),
                new Wire.Closed(7, 8),
                new Wire.Locate(9),
                new Wire.Wished(10, wishes),
                new Wire.Noted(11),
                new Wire.HandOff());
        for (Wire message : messages) {
            assertThat(serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)))
                    .isEqualTo(message);
        }
        Wire.Notice notice = new Wire.Notice("topic", new byte[] {1, 2});
        Wire.Notice back =
                (Wire.Notice) serializer.fromBinary(serializer.toBinary(notice), serializer.manifest(notice));
        assertThat(back.topic()).isEqualTo("topic");
        assertThat(back.notice()).containsExactly(1, 2);
    }

    @Test
    void aBeatWithEverythingFitsAFrame() {
        Wishes wishes = Wishes.NONE;
        Map<Integer, Long> open = new HashMap<>();
        for (int shard = 0; shard < 256; shard++) {
            open.put(shard, Long.MAX_VALUE);
            wishes = wishes.move("x".repeat(64), 1, shard, "y".repeat(64), 1);
        }
        Wire.Beat beat = new Wire.Beat("z".repeat(64), 1, Set.of(), "h", List.of(), Load.NONE, open, wishes);
        assertThat(serializer.toBinary(beat)).hasSizeLessThan(64 << 10);
    }

    @Test
    void whatIsNotUnderstoodFailsAlone() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "from the future"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("from the future");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[3], "o")).isInstanceOf(NotSerializableException.class);
    }
}
