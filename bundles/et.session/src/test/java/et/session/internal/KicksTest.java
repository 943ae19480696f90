package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.CallException;
import et.cluster.Calls;
import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.NoticeHandler;
import et.cluster.Tier;
import et.persistence.AccountStore.Session;
import et.persistence.AuditStore;
import et.persistence.StoreException;
import et.proto.auth.Kick;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.session.KickException;
import et.session.Kicks;
import et.session.Sessions;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KicksTest {

    private final MemoryStore store = new MemoryStore();
    private final List<Member> members = new ArrayList<>();
    /** What others were told, and before it what had been written. */
    private final List<Notice> told = new ArrayList<>();

    private final Cluster cluster = (Cluster) Proxy.newProxyInstance(
            KicksTest.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("tell")) {
                    assertThat(arguments[0]).isEqualTo(Tier.GATEWAY);
                    assertThat(arguments[1]).isEqualTo(Sessions.NOTICES);
                    assertThat(store.entries).isNotEmpty();
                    told.add(Notice.parseFrom((byte[]) arguments[2]));
                    return null;
                }
                return members;
            });
    private AuditStore audit = store;
    private final List<NoticeHandler> handlers = new ArrayList<>();
    private final StoredKicks kicks = new StoredKicks(
            store,
            entry -> {
                // Nobody is kicked before it is written down.
                assertThat(store.sessions).hasSize(2);
                audit.append(entry);
            },
            cluster,
            then -> handlers.forEach(then));
    private final KickCalls calls = new KickCalls(kicks);
    private Calls way = (service, request) -> {
        assertThat(service).isEqualTo(calls.service());
        return calls.handle(request);
    };
    private final Kicks remote = new RemoteKicks((service, request) -> way.call(service, request));

    KicksTest() {
        for (long id : new long[] {7, 8}) {
            byte[] hash = {(byte) id};
            store.sessions.put(id, new Session(id, "p" + id, hash, new byte[0], Instant.EPOCH, Instant.MAX));
        }
        member("gateway-1", Tier.GATEWAY, Member.State.UP);
        member("logic-1", Tier.LOGIC, Member.State.UNREACHABLE);
    }

    @AfterEach
    void close() {
        kicks.deactivate();
    }

    @Test
    void aKickFromAnotherContainerIsWrittenOnceAndTellsTheGateways() throws Exception {
        List<Notice> here = new ArrayList<>();
        handlers.add(handler("weather", here));
        handlers.add(handler(Sessions.NOTICES, here));
        assertThat(get(remote.kick("ada", "p7", "too loud"))).isEqualTo(new Kicks.Kicked(1, List.of()));
        assertThat(store.entries).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo("ada");
            assertThat(entry.what()).isEqualTo("session.kick");
            assertThat(entry.subject()).isEqualTo("p7");
            assertThat(entry.detail()).isEqualTo("too loud");
        });
        assertThat(store.sessions).containsOnlyKeys(8L);
        assertThat(told)
                .containsExactly(Notice.newBuilder()
                        .addEnded(7)
                        .setKicked("p7")
                        .setCode(Code.KICKED)
                        .setText("too loud")
                        .build());
        assertThat(here).isEqualTo(told);
    }

    @Test
    void whoHasNoSessionInTheStoreIsKickedFromGatewaysAllTheSame() throws Exception {
        assertThat(get(kicks.kick("ada", "p9", "why")).ended()).isZero();
        assertThat(told).extracting(Notice::getKicked).containsExactly("p9");
        assertThat(store.sessions).hasSize(2);
    }

    @Test
    void gatewaysThatDoNotAnswerAreNamed() throws Exception {
        member("gateway-2", Tier.GATEWAY, Member.State.UNREACHABLE);
        assertThat(get(remote.kick("ada", "p7", "why"))).isEqualTo(new Kicks.Kicked(1, List.of("gateway-2")));
    }

    @Test
    void withoutItsRecordThereIsNoKick() {
        audit = entry -> {
            throw new StoreException("asleep", new java.io.IOException("gone"), true);
        };
        assertThatThrownBy(() -> get(remote.kick("ada", "p7", "why")))
                .isInstanceOf(KickException.class)
                .hasMessage("nobody was kicked: the database does not answer: asleep");
        assertThat(store.sessions).hasSize(2);
        assertThat(told).isEmpty();
    }

    @Test
    void aLogicContainerOutOfReachIsSaid() {
        way = (service, request) -> CompletableFuture.failedFuture(new CallException("none can be reached"));
        assertThatThrownBy(() -> get(remote.kick("ada", "p7", "why")))
                .isInstanceOf(KickException.class)
                .hasMessageContaining("no logic container has confirmed the kick of player p7")
                .hasMessageContaining("none can be reached");
    }

    @Test
    void inputIsBounded() {
        for (Kick kick : List.of(
                Kick.newBuilder().setOperator("ada").setPlayer("p7").build(),
                Kick.newBuilder().setOperator("ada").setReason("why").build(),
                Kick.newBuilder()
                        .setOperator("ada")
                        .setPlayer("p7")
                        .setReason("x".repeat(201))
                        .build())) {
            assertThatThrownBy(() -> get(remote.kick(kick.getOperator(), kick.getPlayer(), kick.getReason())))
                    .isInstanceOf(KickException.class)
                    .hasMessageContaining("nobody was kicked");
        }
        assertThat(calls.handle(new byte[] {-1, -1, -1}).toCompletableFuture()).isCompletedExceptionally();
        assertThat(store.entries).isEmpty();
    }

    @Test
    void noMoreThanSomeWait() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        audit = entry -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        List<CompletionStage<Kicks.Kicked>> waiting = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            waiting.add(kicks.kick("ada", "p9", "why"));
        }
        assertThatThrownBy(() -> get(kicks.kick("ada", "p9", "why"))).hasMessageContaining("16 kicks wait");
        stuck.countDown();
        store.entries.add(new AuditStore.Entry(Instant.EPOCH, "", "", "", ""));
        for (CompletionStage<Kicks.Kicked> one : waiting) {
            assertThat(get(one).ended()).isZero();
        }
    }

    private void member(String name, Tier tier, Member.State state) {
        members.add(new Member(name, 1, Set.of(tier), state, "127.0.0.1", List.of(), false, Load.NONE));
    }

    private static NoticeHandler handler(String topic, List<Notice> heard) {
        return new NoticeHandler() {
            @Override
            public String topic() {
                return topic;
            }

            @Override
            public void handle(byte[] notice) {
                try {
                    heard.add(Notice.parseFrom(notice));
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw (Exception) failure.getCause();
        }
    }
}
