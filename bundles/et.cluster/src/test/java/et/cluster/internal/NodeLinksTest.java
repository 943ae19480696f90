package et.cluster.internal;

import static et.cluster.internal.TestNode.request;
import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Link;
import et.cluster.Place;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Tier;
import et.cluster.internal.TestNode.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links between containers over real sockets, in one process. */
class NodeLinksTest {

    private static final byte[] SMALL = {1, 2, 3};

    private static void never() {}

    private final Town town = new Town();
    private final List<TestNode> nodes = new ArrayList<>();

    private TestNode gateway(Map<String, Object> config) {
        TestNode node = TestNode.gateway(town, "g", config);
        nodes.add(node);
        return node;
    }

    private TestNode logic(String name, long incarnation, Map<String, Object> config) {
        TestNode node = TestNode.logic(town, name, incarnation, config);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private static void send(TestNode gateway, int loop, Link link, Request... requests) {
        gateway.run(loop, () -> {
            Arrays.stream(requests).forEach(link::send);
            link.flush();
        });
    }

    // ---- in the same container

    @Test
    void onTheLanesOwnLoopARequestIsAMethodCallAndElseATask() {
        TestNode node = new TestNode(town, "here", 1, EnumSet.allOf(Tier.class), Map.of());
        nodes.add(node);
        Session session = new Session(7);
        Link own = node.open(1, "here", 1, NodeLinksTest::never);
        node.run(1, () -> {
            own.send(request(session, 1, SMALL));
            assertThat(session.answers).isEqualTo(1);
        });
        Link other = node.open(0, "here", 1, NodeLinksTest::never);
        node.run(0, () -> {
            other.send(request(session, 2, SMALL));
            other.rejoin(3, 1, "t", "i", 7, "p", session);
            other.ended(3, "t", "i", 7, "p");
            other.send(request(session, 3, SMALL));
            assertThat(session.answers).isEqualTo(1);
            other.flush();
            other.flush();
        });
        until(() -> session.answers == 3);
        assertThat(node.seen).containsExactly("rejoin 1 3 t/i 7 p", "ended 1 3 t/i 7 p");
        assertThat(node.threads.stream().distinct()).hasSize(1);
        assertThat(node.on(0, () -> node.links.carry(new Place("here", 1, 1), SMALL)))
                .isTrue();
        assertThat(node.seen).contains("parcel 1 3 1");
    }

    @Test
    void linksToOwnLanesBreakWhenTheRuntimeGoes() {
        TestNode node = new TestNode(town, "here", 1, EnumSet.allOf(Tier.class), Map.of());
        nodes.add(node);
        AtomicInteger broken = new AtomicInteger();
        Link link = node.open(0, "here", 1, broken::incrementAndGet);
        node.links.unsetGate(node);
        until(() -> broken.get() == 1);
        Session session = new Session(7);
        send(node, 0, link, request(session, 1, SMALL));
        assertThat(node.threads).isEmpty();
        assertThatThrownBy(() -> node.open(0, "here", 1, NodeLinksTest::never))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(node.on(0, () -> node.links.carry(new Place("here", 1, 1), SMALL)))
                .isFalse();
    }

    // ---- to another container

    @Test
    void whatComesOverALinkThatWasCutIsNotHeard() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        List<ReturnPath> paths = new CopyOnWriteArrayList<>();
        logic.logic = (lane, request) -> {
            paths.add(request.path());
            request.path().answer(request.number(), request.message(), request.payload());
        };
        AtomicInteger broken = new AtomicInteger();
        Session session = new Session(7);
        Link link = gateway.open(0, "l", 1, broken::incrementAndGet);
        send(gateway, 0, link, request(session, 1, SMALL));
        until(() -> session.answers == 1);
        gateway.run(0, () -> {
            // It is on its way, and this loop has not read it.
            logic.run(1, () -> paths.get(0).answer(2, 7, SMALL));
            link.cut();
        });
        until(() -> broken.get() == 1);
        // Whatever the loop had to read, it has read by now.
        gateway.run(0, NodeLinksTest::never);
        assertThat(session.answered).containsExactly(1L);
    }

    @Test
    void requestsAndAnswersKeepTheirOrderOverThousandsOfMessages() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        List<Long> arrived = new CopyOnWriteArrayList<>();
        List<Request> requests = new ArrayList<>();
        List<Session> sessions = new ArrayList<>();
        for (long id = 1; id <= 20; id++) {
            sessions.add(new Session(id));
        }
        logic.logic = (lane, request) -> {
            if (request.session() == 1) {
                arrived.add(request.number());
                assertThat(request.after()).isEqualTo(request.number() - 1);
                assertThat(request.player()).isEqualTo("p1");
                assertThat(request.type()).isEqualTo("counter");
                assertThat(request.id()).isEqualTo("c1");
                assertThat(request.shard()).isEqualTo(1);
            }
            request.path().answer(request.number(), request.message(), request.payload());
        };
        Link link = gateway.open(0, "l", 1, NodeLinksTest::never);
        int each = 500;
        for (long number = 1; number <= each; number++) {
            for (Session session : sessions) {
                byte[] payload = new byte[random.nextInt(100) == 0 ? random.nextInt(200_000) : random.nextInt(100)];
                random.nextBytes(payload);
                requests.add(request(session, number, payload));
            }
        }
        for (int from = 0; from < requests.size(); from += 97) {
            send(
                    gateway,
                    0,
                    link,
                    requests.subList(from, Math.min(from + 97, requests.size())).toArray(new Request[0]));
        }
        for (Session session : sessions) {
            until(() -> session.answers == each);
            assertThat(session.answered)
                    .isEqualTo(LongStream.rangeClosed(1, each).boxed().toList());
        }
        for (Request request : requests) {
            assertThat(sessions.get((int) request.session() - 1).payloads.get(request.number()))
                    .isEqualTo(request.payload());
        }
        assertThat(arrived).isEqualTo(LongStream.rangeClosed(1, each).boxed().toList());
        assertThat(logic.threads.stream().distinct()).hasSize(1);
    }

    @Test
    void everythingThatIsToldReachesTheSession() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        logic.logic = (lane, request) -> {
            ReturnPath path = request.path();
            path.asked(5);
            path.fail(6, 311, "späť");
            path.moved(255);
            path.joined(9, "zone", "z1", 1);
            path.push("zone", "z1", -7, SMALL);
            path.closed(9, "zone", "z1", 1L << 40);
            path.stale("zone", "z1");
            path.left(9, "zone", "z1");
        };
        Session session = new Session(1L << 62);
        Link link = gateway.open(0, "l", 0, NodeLinksTest::never);
        gateway.run(0, () -> {
            link.rejoin(8, 1, "zone", "z0", session.id, "who", session);
            link.send(request(session, 1, SMALL));
            link.ended(8, "zone", "z0", 77, "someone else");
            link.flush();
        });
        until(() -> session.told.size() == 9);
        assertThat(session.told)
                .containsExactly(
                        "joined 8 zone/z0 " + TestNode.EPOCH,
                        "asked 5",
                        "fail 6 311 späť",
                        "moved 255",
                        "joined 9 zone/z1 1",
                        "push zone/z1 -7 3",
                        "closed 9 zone/z1 1099511627776",
                        "stale zone/z1",
                        "left 9 zone/z1");
        until(() -> logic.seen.size() == 2);
        assertThat(logic.seen)
                .containsExactly("rejoin 0 8 zone/z0 " + session.id + " who", "ended 0 8 zone/z0 77 someone else");
    }

    @Test
    void oneSessionHasOneWayBackOnALinkWhoeverUsesIt() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        List<ReturnPath> paths = new CopyOnWriteArrayList<>();
        logic.logic = (lane, request) -> paths.add(request.path());
        Session session = new Session(1);
        Session other = new Session(2);
        Link one = gateway.open(0, "l", 0, NodeLinksTest::never);
        Link two = gateway.open(0, "l", 0, NodeLinksTest::never);
        assertThat(one).isSameAs(two);
        send(gateway, 0, one, request(session, 1, SMALL), request(other, 1, SMALL), request(session, 2, SMALL));
        until(() -> paths.size() == 3);
        assertThat(paths.get(0)).isSameAs(paths.get(2)).isNotSameAs(paths.get(1));
    }

    @Test
    void waysBackOfSessionsThatHaveEndedAreForgottenAtBothEnds() {
        TestNode logic = logic("l", 2, Map.of("ping_millis", 10, "silence_millis", 20_000));
        TestNode gateway = gateway(Map.of("ping_millis", 10, "silence_millis", 20_000));
        RemoteLink link = (RemoteLink) gateway.open(0, "l", 1, NodeLinksTest::never);
        Session stays = new Session(1);
        for (int round = 0; round < 5; round++) {
            visit(gateway, link, 1000);
            send(gateway, 0, link, request(stays, round + 1, SMALL));
        }
        until(() -> {
            System.gc();
            return gateway.on(0, link::slots) == 1 && logic.on(1, () -> logic.server.attached(1)) == 1;
        });
        until(() -> stays.answers == 5);
        send(gateway, 0, link, request(stays, 6, SMALL));
        until(() -> stays.answers == 6);
    }

    private static void visit(TestNode gateway, Link link, int count) {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(new Session(i + 1000));
        }
        send(
                gateway,
                0,
                link,
                sessions.stream().map(session -> request(session, 1, SMALL)).toArray(Request[]::new));
        sessions.forEach(session -> until(() -> session.answers == 1));
    }

    @Test
    void whoJoinsAfterItsSessionHasEndedIsToldToLeave() {
        TestNode logic = logic("l", 2, Map.of("ping_millis", 10, "silence_millis", 20_000));
        TestNode gateway = gateway(Map.of("ping_millis", 10, "silence_millis", 20_000));
        List<ReturnPath> paths = new CopyOnWriteArrayList<>();
        logic.logic = (lane, request) -> {
            paths.add(request.path());
            request.path().answer(request.number(), 1, SMALL);
        };
        RemoteLink link = (RemoteLink) gateway.open(0, "l", 0, NodeLinksTest::never);
        visit(gateway, link, 1);
        until(() -> {
            System.gc();
            return logic.on(0, () -> logic.server.attached(0)) == 0;
        });
        paths.get(0).joined(5, "zone", "z", 1);
        until(() -> logic.seen.size() == 1);
        assertThat(logic.seen).containsExactly("ended 0 5 zone/z 1000 p1000");
    }

    @Test
    void actorsLearnThatTheWayToASessionIsLost() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        logic.logic = (lane, request) -> {
            request.path().joined(5, "zone", "stays", 1);
            request.path().joined(6, "zone", "moves", 1);
            request.path().joined(7, "zone", "left", 1);
            request.path().left(7, "zone", "left");
            request.path().moved(6);
            request.path().answer(request.number(), 1, SMALL);
        };
        Link link = gateway.open(0, "l", 0, NodeLinksTest::never);
        Session session = new Session(1);
        send(gateway, 0, link, request(session, 1, SMALL));
        until(() -> session.answers == 1);
        town.remove("l");
        until(() -> !logic.seen.isEmpty());
        assertThat(logic.seen).containsExactly("lost 0 5 zone/stays 1");
    }

    @Test
    void parcelsKeepTheirOrder() {
        TestNode one = logic("l1", 2, Map.of());
        TestNode two = logic("l2", 3, Map.of());
        for (int i = 0; i < 100; i++) {
            byte[] parcel = {(byte) i};
            assertThat(one.on(0, () -> one.links.carry(new Place("l2", 1, 1), parcel)))
                    .isTrue();
        }
        until(() -> two.seen.size() == 100);
        for (int i = 0; i < 100; i++) {
            assertThat(two.seen.get(i)).isEqualTo("parcel 1 1 " + i);
        }
        assertThat(one.on(0, () -> one.links.carry(new Place("l9", 1, 1), SMALL)))
                .isFalse();
    }

    // ---- the end of a link

    @Test
    void whenTheOtherContainerStopsUsersAreToldOnceAndALaterOneIsReachedAgain() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        AtomicInteger broken = new AtomicInteger();
        Link link = gateway.open(0, "l", 0, () -> {
            assertThat(gateway.loops.get(0).inEventLoop()).isTrue();
            broken.incrementAndGet();
        });
        Session session = new Session(1);
        send(gateway, 0, link, request(session, 1, SMALL));
        until(() -> session.answers == 1);
        logic.close();
        nodes.remove(logic);
        until(() -> broken.get() == 1);
        send(gateway, 0, link, request(session, 2, SMALL));

        TestNode next = logic("l", 4, Map.of());
        Link again = gateway.open(0, "l", 0, broken::incrementAndGet);
        send(gateway, 0, again, request(session, 2, SMALL));
        until(() -> session.answers == 2);
        assertThat(session.answered).containsExactly(1L, 2L);
        assertThat(next.threads).hasSize(1);
        assertThat(broken.get()).isEqualTo(1);
    }

    @Test
    void aRefusedConnectionIsEvidenceAndItsAddressRestsForAMoment() {
        TestNode logic = logic("l", 2, Map.of());
        List<Integer> ports = logic.server.open(town);
        logic.close();
        nodes.remove(logic);
        TestNode asks = new TestNode(town, "m", 5, EnumSet.of(Tier.LOGIC), Map.of());
        nodes.add(asks);
        town.join(logic, ports);
        AtomicInteger broken = new AtomicInteger();
        List<String> refused = new CopyOnWriteArrayList<>();
        asks.on(
                0,
                () -> asks.links.open(new Place("l", 0, 1), () -> {
                    try {
                        asks.links.open(new Place("l", 0, 1), NodeLinksTest::never);
                    } catch (IllegalStateException resting) {
                        refused.add(resting.getMessage());
                    }
                    broken.incrementAndGet();
                }));
        until(() -> broken.get() == 1);
        assertThat(refused).singleElement().asString().contains("has just broken");
        assertThat(town.suspects).containsExactly("l 2");
    }

    @Test
    void aProcessThatLeftTheClusterIsFenced() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        AtomicInteger broken = new AtomicInteger();
        Link link = gateway.open(0, "l", 0, broken::incrementAndGet);
        Session session = new Session(1);
        send(gateway, 0, link, request(session, 1, SMALL));
        until(() -> session.answers == 1);

        town.remove("l");
        until(() -> broken.get() == 1);
        assertThatThrownBy(() -> gateway.open(0, "l", 0, NodeLinksTest::never))
                .hasStackTraceContaining("expected: a member");
        assertThat(town.suspects).isEmpty();

        // The gateway has left as well: it is not let in any more, though it knows the way.
        town.join(logic, logic.server.open(town));
        Link again = gateway.open(0, "l", 0, broken::incrementAndGet);
        send(gateway, 0, again, request(session, 2, SMALL));
        until(() -> session.answers == 2);
        town.join(gateway, List.of());
        town.remove("g");
        until(() -> broken.get() == 2);
        int handled = logic.threads.size();
        gateway.run(0, () -> {});
        until(() -> {
            try {
                Link refused = gateway.open(0, "l", 0, broken::incrementAndGet);
                send(gateway, 0, refused, request(session, 3, SMALL));
                return true;
            } catch (AssertionError resting) {
                return false;
            }
        });
        until(() -> broken.get() == 3);
        assertThat(logic.threads).hasSize(handled);
    }

    @Test
    void aPortThatBelongsToAnotherProcessNowIsRefused() {
        TestNode logic = logic("l", 2, Map.of());
        TestNode gateway = gateway(Map.of());
        TestNode old = new TestNode(new Town(), "old", 9, EnumSet.of(Tier.LOGIC), Map.of());
        nodes.add(old);
        town.join(old, logic.server.open(town));
        AtomicInteger broken = new AtomicInteger();
        Link link = gateway.open(1, "old", 1, broken::incrementAndGet);
        send(gateway, 1, link, request(new Session(1), 1, SMALL));
        until(() -> broken.get() == 1);
        assertThat(logic.threads).isEmpty();
        assertThat(old.threads).isEmpty();
    }

    @Test
    void aSilentContainerIsNoEvidenceOfDeath() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
            TestNode logic = new TestNode(new Town(), "l", 2, EnumSet.of(Tier.LOGIC), Map.of());
            nodes.add(logic);
            TestNode gateway = gateway(Map.of("handshake_millis", 100));
            town.join(logic, List.of(silent.getLocalPort(), silent.getLocalPort()));
            AtomicInteger broken = new AtomicInteger();
            Session session = new Session(1);
            Link link = gateway.open(1, "l", 1, broken::incrementAndGet);
            send(gateway, 1, link, request(session, 1, SMALL));
            until(() -> broken.get() == 1);
            assertThat(town.suspects).isEmpty();
        }
    }

    // ---- bounds

    @Test
    void aGatewayLinkBreaksRatherThanGrow() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
            TestNode logic = new TestNode(new Town(), "l", 2, EnumSet.of(Tier.LOGIC), Map.of());
            nodes.add(logic);
            TestNode gateway = gateway(Map.of("max_frame", 65_536, "output_high", 65_536, "output_limit", 100_000));
            town.join(logic, List.of(silent.getLocalPort(), silent.getLocalPort()));
            AtomicInteger broken = new AtomicInteger();
            Session session = new Session(1);
            Link link = gateway.open(1, "l", 1, broken::incrementAndGet);
            gateway.run(1, () -> {
                for (int i = 1; i <= 10; i++) {
                    link.send(request(session, i, new byte[20_000]));
                }
                assertThat(((RemoteLink) link).isDown()).isTrue();
                assertThat(broken.get()).isZero();
            });
            until(() -> broken.get() == 1);
        }
    }

    @Test
    void whatIsLongerThanAFrameIsRefusedAndTheLinkStays() {
        Map<String, Object> small = Map.of("max_frame", 65_536);
        TestNode logic = logic("l", 2, small);
        TestNode gateway = gateway(small);
        logic.logic = (lane, request) ->
                request.path().answer(request.number(), 1, request.number() == 2 ? new byte[70_000] : SMALL);
        Session session = new Session(1);
        Link link = gateway.open(0, "l", 0, NodeLinksTest::never);
        send(
                gateway,
                0,
                link,
                request(session, 1, new byte[70_000]),
                request(session, 2, SMALL),
                request(session, 3, SMALL));
        until(() -> session.answers == 1 && session.told.size() == 2);
        assertThat(session.answered).containsExactly(3L);
        assertThat(session.told).allMatch(told -> told.matches("fail [12] 101 .*"));
    }
}
