package et.gateway.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import et.gateway.internal.FakeConnection.Sent;
import et.proto.client.Code;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Login;
import et.proto.client.Password;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A player who sends numbered requests, loses his connection now and then, sends some requests twice, and checks everything that he gets. Lives
 * on one thread, {@code clients}.
 */
final class Robot {

    private static final int WINDOW = 16;

    private final Stage stage;
    private final EventLoop clients;
    private final Random random;
    private final String name;
    private final long requests;
    private final List<String> complaints;
    private final TreeMap<Long, FakeFrame> unanswered = new TreeMap<>();

    private FakeConnection connection;
    private int generation;
    private boolean open;
    private boolean snapshot = true;
    private ByteString token;
    private long session;
    private long next = 1;
    private long answered;
    private long lastPush;
    private long lastPushed;

    volatile boolean done;

    Robot(Stage stage, EventLoop clients, Random random, String name, long requests, List<String> complaints) {
        this.stage = stage;
        this.clients = clients;
        this.random = random;
        this.name = name;
        this.requests = requests;
        this.complaints = complaints;
    }

    long session() {
        return session;
    }

    void start() {
        clients.execute(this::connect);
    }

    /** The server is gone. */
    void cut() {
        clients.execute(this::lost);
    }

    private void connect() {
        int current = ++generation;
        open = false;
        connection = stage.connect(
                random.nextInt(stage.loops.size()), sent -> clients.execute(() -> receive(current, sent)));
        connection.send(FakeFrame.of(
                Kind.HELLO,
                Hello.newBuilder().setMinVersion(1).setMaxVersion(1).build().toByteArray()));
    }

    private void receive(int from, Sent sent) {
        if (from != generation) {
            return;
        }
        try {
            switch (sent.kind()) {
                case WELCOME -> enter();
                case LOGGED_IN -> {
                    LoggedIn loggedIn = LoggedIn.parseFrom(sent.payload());
                    token = loggedIn.getToken();
                    session = loggedIn.getSession();
                    opened();
                }
                case RESUMED -> resumed(Resumed.parseFrom(sent.payload()));
                case ANSWER -> answer(sent);
                case PUSH -> push(sent);
                case CLOSE -> {
                    if (sent.code() != Code.STOPPING_VALUE) {
                        complaints.add(name + " was told " + sent.code() + " " + sent.text());
                    }
                    lost();
                }
                default -> complaints.add(name + " got " + sent.kind() + " " + sent.code() + " " + sent.text());
            }
        } catch (InvalidProtocolBufferException unreadable) {
            complaints.add(name + " got an unreadable " + sent.kind());
        }
    }

    private void enter() {
        if (token == null) {
            connection.send(FakeFrame.of(
                    Kind.LOGIN,
                    Login.newBuilder()
                            .setPassword(Password.newBuilder().setName(name))
                            .build()
                            .toByteArray()));
        } else {
            Resume resume = Resume.newBuilder()
                    .setToken(token)
                    .setLastPush(lastPush)
                    .setLastAnswer(acked())
                    .setLastRequest(next - 1)
                    .build();
            connection.send(FakeFrame.of(Kind.RESUME, resume.toByteArray()));
        }
    }

    private void resumed(Resumed resumed) {
        token = resumed.getToken();
        if (resumed.getPushes() == Pushes.SNAPSHOT) {
            snapshot = true;
            lastPush = resumed.getNextPush() - 1;
        } else if (resumed.getNextPush() != lastPush + 1) {
            complaints.add(name + " resumes at push " + resumed.getNextPush() + " after " + lastPush);
        }
        // Before anything new: within a connection numbers only grow.
        unanswered.values().forEach(this::send);
        opened();
    }

    private void opened() {
        open = true;
        step(generation);
    }

    private void step(int current) {
        if (current != generation || !open || done) {
            return;
        }
        int chance = random.nextInt(100);
        if (chance < 2 && next > 5) {
            lost();
            return;
        }
        if (chance < 5 && !unanswered.isEmpty()) {
            send(unanswered.firstEntry().getValue());
        }
        for (int i = random.nextInt(4); i > 0 && next <= requests && unanswered.size() < WINDOW; i--) {
            FakeFrame request = random.nextBoolean()
                    ? FakeFrame.request(next, FakeWorld.OWN, "", "", payload(next))
                    : FakeFrame.request(next, FakeWorld.ANY, "", "town" + random.nextInt(3), payload(next));
            unanswered.put(next++, request);
            send(request);
        }
        clients.schedule(() -> step(current), random.nextInt(500), TimeUnit.MICROSECONDS)
                .addListener(ran -> {});
    }

    private void send(FakeFrame request) {
        connection.send(request.acking(acked(), lastPush));
    }

    private long acked() {
        return unanswered.isEmpty() ? next - 1 : unanswered.firstKey() - 1;
    }

    private void lost() {
        int current = ++generation;
        open = false;
        connection.cut();
        clients.schedule(
                        () -> {
                            // Unless it was lost once more meanwhile.
                            if (current == generation) {
                                connect();
                            }
                        },
                        random.nextInt(3000),
                        TimeUnit.MICROSECONDS)
                .addListener(ran -> {});
    }

    private void answer(Sent sent) {
        FakeFrame request = unanswered.remove(sent.number());
        if (request == null) {
            complaints.add(name + " got a second answer to " + sent.number());
            return;
        }
        String expected = sent.number() + "@" + (request.toId().isEmpty() ? name : request.toId());
        if (!expected.equals(new String(sent.payload(), StandardCharsets.UTF_8))) {
            complaints.add(name + " got a wrong answer to " + sent.number());
        }
        if (++answered == requests) {
            done = true;
        }
    }

    private void push(Sent sent) {
        if (sent.number() != lastPush + 1) {
            complaints.add(name + " got push " + sent.number() + " after " + lastPush);
        }
        lastPush = sent.number();
        long pushed = Long.parseLong(new String(sent.payload(), StandardCharsets.UTF_8));
        if (pushed != lastPushed + 1 && !(snapshot && pushed > lastPushed)) {
            complaints.add(name + " got the push that was made as number " + pushed + " after " + lastPushed);
        }
        snapshot = false;
        lastPushed = pushed;
    }

    private static byte[] payload(long number) {
        return Long.toString(number).getBytes(StandardCharsets.UTF_8);
    }
}
