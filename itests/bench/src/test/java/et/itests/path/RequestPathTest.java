package et.itests.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bench.Add;
import bench.AdderLogic;
import bench.Sum;
import et.proto.client.Code;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guards what a request costs on its way from a client's socket through gateway, link and lane to the handler of a relaxed actor, and back: the
 * bytes that the loops allocate, the tasks that one thread hands to another, and the tasks that a loop gives to itself at the end of its turn.
 * These are the same on any machine, however busy it is; microseconds are not. The parts are the bundles' own, put together by {@link Server};
 * clients, the store and who may log in are the test's. The module's pom says how the JVM runs, so that the figures repeat.
 *
 * <p>Of the 776 bytes that a request of 64 costs in one container, the envelope costs 80 (its payload, copied once), the gateway 72 (what it
 * holds until the answer), the core around the handler 88 (what is remembered until the client has seen the answer, and the way out of it), and
 * protobuf 536: 240 to parse the request, 168 in the handler, 128 for the answer's bytes. A hop to another loop adds 40, and 72 per turn. A hop to
 * another container adds 240 (request and answer are copied, and the request is made again there), and 96 per turn.
 *
 * <p>A test that fails prints who makes which objects. When a feature is worth what it costs, raise the figure in the same commit and say why;
 * when a change saves something, lower it, so that it stays saved.
 */
class RequestPathTest {

    private static final int REQUESTS = 160;
    private static final int ROUNDS = 6;

    /** Less than the smallest object. From run to run the figures differ by less than two bytes. */
    private static final double BYTES_MORE = 8;

    /** What a task now and then, which no request has asked for, may add. */
    private static final double TASKS_MORE = 0.05;

    enum Way {
        /** One container, and the actor is on the loop that has accepted its client's connection. */
        SAME_LOOP,
        /** One container, and the actor, the player's own, was on another loop: the connection has gone there. */
        HOME_LOOP,
        /** One container, and the actor, one for everybody, is on another loop: there and back by one task each. */
        OTHER_LOOP,
        /** Gateway and logic container apart: there and back by a connection, which hands nothing over. */
        APART
    }

    /** Other transports cost something else per turn. And classes are loaded here, interpreted, before anybody waits for that with a deadline. */
    @BeforeAll
    static void prepare() {
        assumeTrue(Epoll.isAvailable(), "the figures are those of epoll");
        assumeTrue(Runtime.version().feature() == 17, "the figures are those of JDK 17");
        assertThat(Add.getDescriptor().getFile()).isEqualTo(Sum.getDescriptor().getFile());
        assertThat(Code.getDescriptor().getValues()).isNotEmpty();
    }

    /**
     * @param together requests that arrive in one read, and share what a turn of the loop costs
     * @param bytes that a request may cost, as the other two
     */
    @ParameterizedTest(name = "{0}, {1} together: {2} bytes, {3} hand-offs, {4} own tasks")
    @CsvSource({
        "SAME_LOOP,   1,  784, 0, 2",
        "SAME_LOOP,  16,  784, 0, 0.125",
        "HOME_LOOP,   1,  784, 0, 2",
        "HOME_LOOP,  16,  784, 0, 0.125",
        "OTHER_LOOP,  1,  897, 2, 2",
        "APART,       1, 1129, 0, 2",
        "APART,      16, 1039, 0, 0.125",
    })
    void aRequestCostsNoMoreThanItDid(Way way, int together, double bytes, double handed, double own) throws Exception {
        try (Server server = server(way);
                Client client = new Client(server.port())) {
            client.login(server.player(way == Way.SAME_LOOP || way == Way.APART));
            for (int i = 0; i < 2; i++) {
                ask(client, together);
            }
            Usage least = null;
            for (int round = 0; round < ROUNDS; round++) {
                Usage before = server.usage();
                ask(client, together);
                Usage used = server.usage().since(before, REQUESTS);
                least = least == null ? used : least.least(used);
            }
            System.out.println(way + ", " + together + " together: " + least);
            if (least.bytes() > bytes + BYTES_MORE
                    || least.handed() > handed + TASKS_MORE
                    || least.own() > own + TASKS_MORE) {
                String who = Allocations.of(() -> ask(client, together), REQUESTS);
                assertThat(least)
                        .as("what a request costs (%s, %d together) has grown. %s", way, together, who)
                        .isEqualTo(new Usage(bytes, handed, own));
            }
        }
    }

    private static Server server(Way way) {
        return switch (way) {
            case SAME_LOOP -> Server.one(1, new AdderLogic());
            case HOME_LOOP -> Server.one(2, new AdderLogic());
            case OTHER_LOOP -> Server.one(2, new OpenLogic());
            case APART -> Server.apart();
        };
    }

    private static int ask(Client client, int together) throws Exception {
        for (int i = 0; i < REQUESTS / together; i++) {
            client.ask(together);
        }
        return REQUESTS;
    }
}
