package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.gateway.internal.FakeConnection.Sent;
import et.proto.client.Code;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Login;
import et.proto.client.Password;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that keeps what it gets. */
final class Player {

    static final byte[] PAYLOAD = {1, 2, 3};

    final BlockingQueue<Sent> got = new LinkedBlockingQueue<>();
    final FakeConnection connection;

    Player(Stage stage, int loop) {
        connection = stage.connect(loop, got::add);
        send(
                Kind.HELLO,
                Hello.newBuilder()
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setClient("test\n")
                        .build()
                        .toByteArray());
    }

    Sent next() throws InterruptedException {
        Sent sent = got.poll(30, TimeUnit.SECONDS);
        assertThat(sent).as("a frame within 30 s").isNotNull();
        return sent;
    }

    Sent next(Kind kind) throws InterruptedException {
        Sent sent = next();
        assertThat(sent.kind()).as(sent.toString()).isEqualTo(kind);
        return sent;
    }

    void send(Kind kind, byte[] payload) {
        connection.send(FakeFrame.of(kind, payload));
    }

    void request(long number, int message) {
        connection.send(FakeFrame.request(number, message, "", "", PAYLOAD));
    }

    LoggedIn login(String name) throws Exception {
        next(Kind.WELCOME);
        send(
                Kind.LOGIN,
                Login.newBuilder()
                        .setPassword(Password.newBuilder().setName(name))
                        .build()
                        .toByteArray());
        return LoggedIn.parseFrom(next(Kind.LOGGED_IN).payload());
    }

    Resumed resume(Resume.Builder resume) throws Exception {
        next(Kind.WELCOME);
        send(Kind.RESUME, resume.build().toByteArray());
        return Resumed.parseFrom(next(Kind.RESUMED).payload());
    }

    void expectClose(Code code) throws InterruptedException {
        assertThat(next(Kind.CLOSE).code()).isEqualTo(code.getNumber());
    }

    void expectAnswer(long number) throws InterruptedException {
        assertThat(next(Kind.ANSWER).number()).isEqualTo(number);
    }

    void expectFailure(long number, Code code) throws InterruptedException {
        Sent sent = next(Kind.FAILURE);
        assertThat(sent.number()).isEqualTo(number);
        assertThat(sent.code()).as(sent.text()).isEqualTo(code.getNumber());
        assertThat(sent.text()).isNotEmpty();
    }
}
