package et.gateway.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import et.net.Connection;
import et.net.ConnectionListener;
import et.net.Frame;
import et.proto.client.Code;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.Login;
import et.proto.client.Resume;
import et.proto.client.Welcome;
import et.session.AuthenticationException;
import et.session.Authenticator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: HELLO, then LOGIN or RESUME, then a session's. Everything else closes it with a numbered reason. Lives on the connection's
 * loop, which is the one that accepted it until it is known who the player is, and then the one of the player's own actors.
 */
final class Client implements ConnectionListener {

    private static final Logger log = LoggerFactory.getLogger(Client.class);

    /** An empty payload. */
    static final byte[] NOTHING = {};

    /** The version of the client protocol. */
    static final int VERSION = 1;

    /** Logins that may fail on one connection. */
    private static final int ATTEMPTS = 5;

    /** Characters of a client's name that are logged. */
    private static final int CLIENT_MOST = 64;

    private static final long NUMBER_MOST = Long.MAX_VALUE / 2;

    private enum State {
        /** Nothing has come in yet. */
        NEW,
        /** The client has been welcomed and has to log in or to resume. */
        WELCOMED,
        /** It is being looked into who the client is. */
        CHECKING,
        /** A session has this connection. */
        OPEN,
        /** Closed, or parted with. */
        CLOSED
    }

    private static final AtomicLong last = new AtomicLong();

    private final Connection connection;
    private final Gateway gateway;
    private final long number = last.incrementAndGet();

    /** Changes with the connection's, and only as long as there is no session. */
    private volatile GatewayLoop loop;

    private State state = State.NEW;
    private int attempts;
    private @Nullable GatewaySession session;

    Client(Connection connection, GatewayLoop loop, Gateway gateway) {
        this.connection = connection;
        this.loop = loop;
        this.gateway = gateway;
    }

    Connection connection() {
        return connection;
    }

    GatewayLoop loop() {
        return loop;
    }

    /** Clients by the order in which they have connected. */
    long number() {
        return number;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    @Override
    public void frame(Frame frame) {
        if (session != null) {
            session.frame(frame, connection);
            return;
        }
        switch (state) {
            case NEW -> {
                if (frame.kind() == Kind.HELLO) {
                    hello(frame);
                } else {
                    unexpected(frame, "HELLO");
                }
            }
            case WELCOMED -> {
                switch (frame.kind()) {
                    case LOGIN -> login(frame);
                    case RESUME -> resume(frame);
                    case PING -> connection.control(Kind.PONG, frame.number(), NOTHING);
                    default -> unexpected(frame, "LOGIN or RESUME");
                }
            }
            case CHECKING -> {
                if (frame.kind() == Kind.PING) {
                    connection.control(Kind.PONG, frame.number(), NOTHING);
                } else {
                    unexpected(frame, "nothing but PING until the last LOGIN or RESUME is answered");
                }
            }
            case OPEN, CLOSED -> {}
        }
    }

    @Override
    public void readComplete() {
        // What requests put on links goes out at the end of the loop's turn, together with that of other connections.
    }

    @Override
    public void closed() {
        GatewaySession lost = session;
        state = State.CLOSED;
        session = null;
        if (lost != null) {
            lost.lost(this);
        }
    }

    /** A session has taken the connection over. */
    void adopted(GatewaySession by) {
        session = by;
        state = State.OPEN;
        connection.authenticated();
    }

    /** The session parts with the connection. */
    void dismiss(Code code, String text) {
        state = State.CLOSED;
        session = null;
        connection.close(code.getNumber(), text);
    }

    /** The gateway has stopped while the client was about to enter. */
    void stopping() {
        if (state != State.CLOSED) {
            dismiss(Code.STOPPING, "the server is stopping; try again in a few seconds");
        }
    }

    /** The session has ended while the client was about to resume it. */
    void resumeFailed() {
        refused(Code.RESUME_FAILED, "the session has ended: log in again");
    }

    private void hello(Frame frame) {
        Hello hello = parse(Hello.parser(), frame);
        if (hello == null) {
            return;
        }
        if (hello.getMinVersion() > VERSION || hello.getMaxVersion() < VERSION) {
            dismiss(
                    Code.VERSION,
                    "versions " + hello.getMinVersion() + " to " + hello.getMaxVersion() + " (expected: to include "
                            + VERSION + ")");
            return;
        }
        if (log.isDebugEnabled()) {
            log.debug("{} speaks through {}", connection.address(), printable(hello.getClient()));
        }
        state = State.WELCOMED;
        Welcome welcome = Welcome.newBuilder()
                .setVersion(VERSION)
                .setMaxFrame(connection.maxFrame())
                .setWindow(gateway.settings().window())
                .setHeartbeatMs(connection.heartbeatMillis())
                .setTimeMs(System.currentTimeMillis())
                .build();
        connection.control(Kind.WELCOME, 0, welcome.toByteArray());
    }

    private static String printable(String client) {
        String cut = client.length() > CLIENT_MOST ? client.substring(0, CLIENT_MOST) : client;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private void login(Frame frame) {
        Login login = parse(Login.parser(), frame);
        if (login == null) {
            return;
        }
        long asked = System.nanoTime();
        check(gateway.authenticator().login(login, connection.address()), opened -> {
            gateway.replaced(opened.ended());
            if (state == State.CLOSED) {
                // The client never got the token, so nobody can ever resume this session.
                gateway.authenticator().end(opened.session());
                return;
            }
            GatewaySession made = gateway.session(opened, this, 0, 0, 0);
            if (gateway.directory().add(made) == null) {
                made.login(this, opened);
                gateway.catchUp(made, asked);
            } else {
                log.error("session {} was opened twice; the second client is turned away", opened.session());
                refused(Code.BUSY, "log in again");
            }
        });
    }

    private void resume(Frame frame) {
        Resume resume = parse(Resume.parser(), frame);
        if (resume == null) {
            return;
        }
        long answer = resume.getLastAnswer();
        // A client that does not say how far it got has had everything answered.
        long request = Math.max(resume.getLastRequest(), answer);
        long push = resume.getLastPush();
        if (answer < 0 || resume.getLastRequest() < 0 || request > NUMBER_MOST || push < 0 || push > NUMBER_MOST) {
            dismiss(Code.MALFORMED, "RESUME: numbers too large");
            return;
        }
        long asked = System.nanoTime();
        check(gateway.authenticator().resume(resume.getToken().toByteArray(), connection.address()), opened -> {
            if (state == State.CLOSED) {
                return;
            }
            GatewaySession made = gateway.session(opened, this, request, answer, push);
            GatewaySession known = gateway.directory().add(made);
            if (known == null) {
                gateway.arrived(opened.session());
                gateway.catchUp(made, asked);
                made.resume(this, resume, opened, false);
            } else {
                known.resume(this, resume, opened, true);
            }
        });
    }

    /** Waits for the authenticator, and goes on where the player is at home. */
    private void check(CompletionStage<Authenticator.Opened> stage, Consumer<Authenticator.Opened> then) {
        state = State.CHECKING;
        stage.whenComplete((opened, failure) -> loop.execute(() -> {
            if (failure != null) {
                failed(failure);
            } else {
                home(opened.player(), () -> then.accept(opened));
            }
        }));
    }

    /** Moves to the loop of the player's own actors, as long as there is nothing of a session that could be lost or overtaken. */
    private void home(String player, Runnable then) {
        GatewayLoop to = gateway.homes().of(player, loop);
        connection.move(to.eventLoop(), () -> {
            loop = gateway.loop(connection);
            if (loop.isStopped()) {
                stopping();
            } else {
                then.run();
            }
        });
    }

    private void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthenticationException refusal) {
            gateway.usedUp(refusal.ended());
            refused(refusal.code(), String.valueOf(refusal.getMessage()));
        } else {
            log.error("a login or resume from {} failed", connection.address(), cause);
            refused(Code.BUSY, "this cannot be checked at the moment; try again in a few seconds");
        }
    }

    private void refused(Code code, String text) {
        if (state == State.CLOSED) {
            return;
        }
        if (++attempts >= ATTEMPTS) {
            dismiss(code, text);
            return;
        }
        state = State.WELCOMED;
        connection.fail(0, code.getNumber(), text);
    }

    private <M extends MessageLite> @Nullable M parse(Parser<M> parser, Frame frame) {
        try {
            return parser.parseFrom(frame.payload());
        } catch (InvalidProtocolBufferException malformed) {
            dismiss(Code.MALFORMED, "the payload of " + frame.kind() + " cannot be parsed");
            return null;
        }
    }

    private void unexpected(Frame frame, String expected) {
        dismiss(Code.UNEXPECTED, "kind " + frame.kindNumber() + " (expected: " + expected + ")");
    }
}
