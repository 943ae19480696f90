package et.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import et.proto.client.Welcome;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session over its connections. All state belongs to the loop. */
final class LiveClient implements EtClient, Wire.End {

    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);

    private static final int VERSION = 1;
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int ACK_MILLIS = 200;

    /** For the server to agree that the session has ended, and for the client to come back to say so when it has just lost its connection. */
    private static final int GOODBYE_MILLIS = 5000;

    private static final String LOGGED_OUT = "logged out";

    /** A session waits for its client as long as it said; a little less, as the last attempt takes some time too. */
    private static final int RESUME_MARGIN_MILLIS = 500;

    /** After these the connection is made again. After any other code of a CLOSE the session is over. */
    private static final Set<Code> TRANSIENT = EnumSet.of(
            Code.TIMEOUT,
            Code.TOO_FAST,
            Code.TOO_MANY,
            Code.STOPPING,
            Code.SLOW,
            Code.INTERNAL,
            Code.BUSY,
            Code.STORE_DOWN);

    private enum State {
        /** No connection, or one on which there is no session yet. */
        CONNECTING,
        OPEN,
        ENDED
    }

    private final ClientBuilder.Settings settings;
    private final EventLoop loop;
    private final @Nullable EventLoopGroup own;
    private final Tally tally = new Tally();
    private final Backoff backoff = new Backoff();
    private final Requests requests;
    private final PushOrder pushes;
    private final CompletableFuture<EtClient> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private State state = State.CONNECTING;
    private int server;
    private @Nullable Wire wire;
    private @Nullable Pulse pulse;
    private long deadline;
    private int closeCode;
    private String closeText = "";

    private volatile String player = "";
    private volatile long session;
    private ByteString token = ByteString.EMPTY;
    private int resumeMillis;
    private int maxFrame;
    private long ackSent;
    private long pushAckSent;
    private boolean ackDue;
    private boolean leaving;

    LiveClient(ClientBuilder.Settings settings, EventLoop loop, @Nullable EventLoopGroup own) {
        this.settings = settings;
        this.loop = loop;
        this.own = own;
        requests = new Requests(settings.queue(), tally);
        pushes = new PushOrder(settings, tally);
        server = settings.first();
    }

    CompletionStage<EtClient> start() {
        deadline = System.nanoTime() + settings.patience().toNanos();
        loop.execute(this::attempt);
        return opened.copy();
    }

    // ---- what callers want

    @Override
    public <A extends Message> CompletionStage<A> request(String type, String id, Message request, Parser<A> answer) {
        int expected = MessageId.of(answer);
        return request(type, id, MessageId.of(request), request.toByteString()).thenApply(got -> {
            if (got.message() != expected) {
                throw new UnexpectedAnswerException(
                        "answer: " + MessageId.text(got.message()) + " (expected: " + MessageId.text(expected) + ")");
            }
            try {
                return answer.parseFrom(got.payload());
            } catch (InvalidProtocolBufferException e) {
                throw new UnexpectedAnswerException("The answer cannot be parsed", e);
            }
        });
    }

    @Override
    public CompletionStage<Answer> request(String type, String id, int message, byte[] payload) {
        return request(type, id, message, ByteString.copyFrom(payload));
    }

    private CompletableFuture<Answer> request(String type, String id, int message, ByteString payload) {
        Requests.Request request = new Requests.Request(type, id, message, payload);
        run(() -> {
            if (maxFrame > 0 && request.largestSize() > maxFrame) {
                request.answer.completeExceptionally(new IllegalArgumentException(
                        "payload: " + payload.size() + " bytes (expected: a frame of at most " + maxFrame + " bytes)"));
            } else {
                requests.add(request);
                pump();
            }
        });
        return request.answer;
    }

    @Override
    public String player() {
        return player;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public Counters counters() {
        return tally.read();
    }

    @Override
    public void cut() {
        run(() -> {
            if (wire != null) {
                wire.close("cut on request");
            }
        });
    }

    @Override
    public CompletionStage<Void> logout() {
        run(this::leave);
        return ended.copy();
    }

    @Override
    public void close() {
        logout();
    }

    private void leave() {
        if (leaving || state == State.ENDED) {
            return;
        }
        leaving = true;
        if (token.isEmpty()) {
            end(0, LOGGED_OUT);
            return;
        }
        if (state == State.OPEN && wire != null) {
            goodbye(wire);
        }
        // Without a connection the session is gone back to, as it would wait for its client until its time is up.
        loop.schedule(() -> end(0, LOGGED_OUT), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The server answers with CLOSE. */
    private void goodbye(Wire to) {
        to.send(acknowledging(Envelope.newBuilder().setKind(Kind.LOGOUT)));
    }

    private void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            // The session has ended, and its own loop with it. What ended before that is seen here, and does not change
            // any more.
            task.run();
        }
    }

    // ---- connections

    private void attempt() {
        if (state != State.ENDED) {
            closeCode = 0;
            closeText = "";
            wire = Wire.connect(loop, settings.servers().get(server), this);
        }
    }

    @Override
    public void open(Wire from) {
        if (from != wire || state == State.ENDED) {
            from.close("not needed any more");
            return;
        }
        Hello hello = Hello.newBuilder()
                .setMinVersion(VERSION)
                .setMaxVersion(VERSION)
                .setClient(settings.name())
                .build();
        send(from, Kind.HELLO, hello);
        loop.schedule(
                () -> {
                    if (from == wire && state == State.CONNECTING) {
                        from.close("no session within " + HANDSHAKE_MILLIS + " ms");
                    }
                },
                HANDSHAKE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void gone(Wire from, String why) {
        if (from != wire || state == State.ENDED) {
            return;
        }
        boolean inSession = state == State.OPEN;
        wire = null;
        state = State.CONNECTING;
        if (pulse != null) {
            pulse.stop();
            pulse = null;
        }
        String text = closeCode == 0 ? why : closeText;
        if (closeCode != 0 && !isTransient(closeCode)) {
            end(closeCode, closeText);
            return;
        }
        if (inSession) {
            tally.lost.increment();
            deadline =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, resumeMillis - RESUME_MARGIN_MILLIS));
            log.debug("{} lost its connection: {} {}", player, closeCode, text);
            tell(() -> settings.listener().lost(closeCode, text));
        }
        server = (server + 1) % settings.servers().size();
        long pause = backoff.nextMillis();
        if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) - deadline > 0) {
            String done = token.isEmpty() ? "cannot log in" : "the session cannot be resumed in time";
            end(closeCode, done + "; last: " + text);
        } else {
            loop.schedule(this::attempt, pause, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isTransient(int code) {
        Code known = Code.forNumber(code);
        return known != null && TRANSIENT.contains(known);
    }

    // ---- frames

    @Override
    public void received(Wire from, Envelope frame) {
        if (from != wire || state == State.ENDED) {
            return;
        }
        if (pulse != null) {
            pulse.heard();
        }
        try {
            switch (frame.getKind()) {
                case WELCOME -> welcome(from, Welcome.parseFrom(frame.getPayload()));
                case LOGGED_IN -> loggedIn(LoggedIn.parseFrom(frame.getPayload()));
                case RESUMED -> resumed(from, Resumed.parseFrom(frame.getPayload()));
                case ANSWER -> answered(frame);
                case FAILURE -> failed(from, frame);
                case PUSH -> {
                    pushes.take(frame);
                    ackLater();
                }
                case SNAPSHOT -> {
                    pushes.snapshot(frame);
                    ackLater();
                }
                case PING ->
                    from.send(acknowledging(
                            Envelope.newBuilder().setKind(Kind.PONG).setNumber(frame.getNumber())));
                case CLOSE -> closed(from, frame);
                // PONG has been heard. What a newer server says besides is not for this client.
                default -> {}
            }
        } catch (InvalidProtocolBufferException e) {
            from.close("the server's " + frame.getKind() + " cannot be parsed");
        }
    }

    private void welcome(Wire from, Welcome welcome) {
        requests.window(welcome.getWindow());
        maxFrame = welcome.getMaxFrame();
        if (token.isEmpty()) {
            send(from, Kind.LOGIN, settings.login());
        } else {
            ackSent = requests.ack();
            pushAckSent = pushes.last();
            Resume resume = Resume.newBuilder()
                    .setToken(token)
                    .setLastPush(pushes.last())
                    .setLastAnswer(requests.ack())
                    .setLastRequest(requests.last())
                    .build();
            send(from, Kind.RESUME, resume);
        }
        pulse = new Pulse(loop, welcome.getHeartbeatMs(), from);
    }

    private void loggedIn(LoggedIn in) {
        player = in.getPlayer();
        session = in.getSession();
        token = in.getToken();
        resumeMillis = in.getResumeMs();
        inSession();
        opened.complete(this);
        pump();
    }

    private void resumed(Wire from, Resumed in) {
        token = in.getToken();
        resumeMillis = in.getResumeMs();
        inSession();
        if (leaving) {
            goodbye(from);
            return;
        }
        tally.reconnects.increment();
        pushes.resumed(in);
        for (Requests.Request request : requests.again()) {
            from.send(acknowledging(request.envelope()));
        }
        // The old token is good until the server sees a frame: whatever else there is to send, let there be one.
        from.send(acknowledging(Envelope.newBuilder().setKind(Kind.ACK)));
        tell(settings.listener()::resumed);
        if (in.getPushes() == Pushes.SNAPSHOT) {
            tell(settings.listener()::snapshotNeeded);
        }
        pump();
    }

    private void inSession() {
        state = State.OPEN;
        backoff.reset();
    }

    private void answered(Envelope frame) {
        Requests.Request request = requests.answered(frame.getNumber());
        if (request != null) {
            tally.answered.increment();
            ackLater();
            tell(() -> request.answer.complete(new Answer(frame.getNumber(), frame.getMessage(), frame.getPayload())));
            pump();
        }
    }

    private void failed(Wire from, Envelope frame) {
        if (frame.getNumber() == 0) {
            // Of the handshake: kept as if it were the CLOSE that it amounts to.
            closeCode = frame.getCode();
            closeText = frame.getText();
            from.close(frame.getText());
            return;
        }
        Requests.Request request = requests.answered(frame.getNumber());
        if (request != null) {
            tally.failed.increment();
            ackLater();
            tell(() -> request.answer.completeExceptionally(new RequestException(frame.getCode(), frame.getText())));
            pump();
        }
    }

    private void closed(Wire from, Envelope frame) {
        tally.serverCloses.increment();
        closeCode = frame.getCode();
        closeText = frame.getText();
        from.close(frame.getText());
    }

    /** Sends what the window allows. */
    private void pump() {
        if (state != State.OPEN || wire == null || leaving) {
            return;
        }
        for (Requests.Request next = requests.next(); next != null; next = requests.next()) {
            wire.send(acknowledging(next.envelope()));
        }
    }

    // ---- acknowledgements

    private Envelope acknowledging(Envelope.Builder envelope) {
        ackSent = requests.ack();
        pushAckSent = pushes.last();
        return envelope.setAck(ackSent).setPushAck(pushAckSent).build();
    }

    /** With the next request, or alone when there is none for a while. */
    private void ackLater() {
        if (!ackDue) {
            ackDue = true;
            loop.schedule(this::ack, ACK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void ack() {
        ackDue = false;
        if (state == State.OPEN && wire != null && (requests.ack() > ackSent || pushes.last() > pushAckSent)) {
            wire.send(acknowledging(Envelope.newBuilder().setKind(Kind.ACK)));
        }
    }

    private void send(Wire to, Kind kind, MessageLite payload) {
        to.send(Envelope.newBuilder()
                .setKind(kind)
                .setPayload(payload.toByteString())
                .build());
    }

    // ---- the end

    private void end(int code, String text) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        if (pulse != null) {
            pulse.stop();
        }
        if (wire != null) {
            wire.close(text);
            wire = null;
        }
        SessionEndedException why = new SessionEndedException(code, text);
        requests.end(why);
        if (!opened.completeExceptionally(why)) {
            tell(() -> settings.listener().ended(why));
        }
        ended.complete(null);
        if (own != null) {
            own.shutdownGracefully(0, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.warn("A listener of {} failed", player, e);
        }
    }
}
