package et.cluster.internal;

import static et.cluster.internal.TestNode.request;
import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.Link;
import et.cluster.ReturnPath;
import et.cluster.Tier;
import et.cluster.internal.TestNode.Session;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What both ends know of a link that is no more: whether something can have been lost with it is decided by that. */
class LostLinkTest {

    private static final byte[] SMALL = {1, 2, 3};

    private final Town town = new Town();
    private final List<TestNode> nodes = new ArrayList<>();
    private final TestNode gateway = add(TestNode.gateway(town, "g", Map.of()));
    private final TestNode logic = add(TestNode.logic(town, "l", 2, Map.of()));
    private final AtomicInteger broken = new AtomicInteger();

    /** Kept: ways to sessions that nobody knows any more are forgotten. */
    private final Session session = new Session(1);

    private TestNode add(TestNode node) {
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private Link use() {
        Link link = gateway.open(0, "l", 0, broken::incrementAndGet);
        gateway.run(0, () -> {
            link.send(request(session, 1, SMALL));
            link.flush();
        });
        until(() -> session.answers == 1);
        return link;
    }

    @Test
    void aLinkThatHasBeenUpSaysSoWhenItHasBroken() {
        Link link = use();
        assertThat(gateway.on(0, link::wasUp)).isTrue();
        town.remove("l");
        until(() -> broken.get() == 1);
        assertThat(gateway.on(0, link::wasUp)).isTrue();
    }

    @Test
    void oneThatNeverCameUpSaysSoToo() {
        List<Integer> ports = logic.server.open(town);
        logic.close();
        nodes.remove(logic);
        // One that does not connect by itself, as gateways do.
        TestNode other = add(new TestNode(town, "m", 5, EnumSet.of(Tier.LOGIC), Map.of()));
        gateway.close();
        nodes.remove(gateway);
        town.join(logic, ports);
        Link link = other.open(0, "l", 0, broken::incrementAndGet);
        until(() -> broken.get() == 1);
        assertThat(other.on(0, link::wasUp)).isFalse();
    }

    @Test
    void anActorThatIsJoinedWhenTheLinkHasBrokenIsToldThatTheWayIsLost() {
        List<ReturnPath> ways = new CopyOnWriteArrayList<>();
        logic.logic = (lane, request) -> {
            ways.add(request.path());
            request.path().answer(request.number(), 1, SMALL);
        };
        use();
        town.remove("l");
        until(() -> broken.get() == 1);
        // The lane may not have noticed yet; then the join goes with those that it tells of when it does.
        logic.run(0, () -> ways.get(0).joined(5, "zone", "late", 1));
        until(() -> !logic.seen.isEmpty());
        assertThat(logic.seen).containsExactly("lost 0 5 zone/late 1");
        logic.run(0, () -> ways.get(0).joined(6, "zone", "later", 1));
        until(() -> logic.seen.size() == 2);
        assertThat(logic.seen.get(1)).isEqualTo("lost 0 6 zone/later 1");
    }
}
