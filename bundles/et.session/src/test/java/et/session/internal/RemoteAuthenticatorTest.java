package et.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import et.cluster.CallException;
import et.cluster.Calls;
import et.proto.client.Code;
import et.proto.client.Login;
import et.proto.client.Password;
import et.session.AuthenticationException;
import et.session.Authenticator;
import et.session.Authenticator.Opened;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A gateway's questions, through what goes over a link, to the authenticator of a logic container. */
class RemoteAuthenticatorTest {

    private static final byte[] TOKEN = {7, 8, 9};
    private static final InetAddress FROM = InetAddress.getLoopbackAddress();

    private final Here here = new Here();
    private final AuthenticatorCalls calls = new AuthenticatorCalls(here);
    private Calls way = (service, request) -> {
        assertThat(service).isEqualTo(calls.service());
        return calls.handle(request);
    };
    private final Authenticator remote = new RemoteAuthenticator((service, request) -> way.call(service, request));

    @Test
    void whatIsAskedAndAnsweredArrivesWhole() {
        Opened opened = new Opened(-5, "42", TOKEN, 120_000, 600_000, List.of(3L, -4L));
        here.answer = CompletableFuture.completedFuture(opened);
        Login login = Login.newBuilder()
                .setPassword(Password.newBuilder().setName("ann").setPassword("secret"))
                .setCreate(true)
                .build();
        assertThat(remote.login(login, FROM).toCompletableFuture().join())
                .usingRecursiveComparison()
                .isEqualTo(opened);
        assertThat(remote.resume(TOKEN, FROM).toCompletableFuture().join())
                .usingRecursiveComparison()
                .isEqualTo(opened);
        remote.confirm(-5, TOKEN);
        remote.touch(-5);
        remote.end(-5).toCompletableFuture().join();
        assertThat(here.asked)
                .containsExactly(
                        "login ann true " + FROM.getHostAddress(),
                        "resume 3 " + FROM.getHostAddress(),
                        "confirm -5 3",
                        "touch -5",
                        "end -5");
    }

    @Test
    void aRefusalKeepsItsCodeItsTextAndTheSessionsItEnded() {
        here.answer = CompletableFuture.failedFuture(
                new AuthenticationException(Code.RESUME_FAILED, "log in again", List.of(9L)));
        AuthenticationException refusal = refusal(remote.resume(TOKEN, FROM));
        assertThat(refusal.code()).isEqualTo(Code.RESUME_FAILED);
        assertThat(refusal).hasMessage("log in again");
        assertThat(refusal.ended()).containsExactly(9L);
    }

    @Test
    void whoCannotBeAskedMakesThePlayerTryAgain() {
        way = (service, request) -> CompletableFuture.failedFuture(new CallException("nobody there"));
        assertThat(refusal(remote.resume(TOKEN, FROM)).code()).isEqualTo(Code.BUSY);
    }

    @Test
    void aFailureOfTheAuthenticatorIsNoAnswer() {
        here.answer = CompletableFuture.failedFuture(new IllegalStateException("the store is away"));
        assertThat(refusal(remote.resume(TOKEN, FROM)).code()).isEqualTo(Code.BUSY);
    }

    @Test
    void whatIsNoQuestionIsNotAnswered() {
        assertThat(calls.handle(new byte[0]).toCompletableFuture()).isCompletedExceptionally();
        assertThat(calls.handle(new byte[] {-1, -1, -1}).toCompletableFuture()).isCompletedExceptionally();
    }

    private static AuthenticationException refusal(CompletionStage<Opened> stage) {
        Throwable thrown = catchThrowable(() -> stage.toCompletableFuture().join());
        assertThat(thrown).isInstanceOf(CompletionException.class);
        assertThat(thrown.getCause()).isInstanceOf(AuthenticationException.class);
        return (AuthenticationException) thrown.getCause();
    }

    /** The authenticator of the logic container. */
    private static final class Here implements Authenticator {

        final List<String> asked = new ArrayList<>();
        CompletionStage<Opened> answer = new CompletableFuture<>();

        @Override
        public CompletionStage<Opened> login(Login login, InetAddress from) {
            asked.add("login " + login.getPassword().getName() + " " + login.getCreate() + " " + from.getHostAddress());
            return answer;
        }

        @Override
        public CompletionStage<Opened> resume(byte[] token, InetAddress from) {
            asked.add("resume " + token.length + " " + from.getHostAddress());
            return answer;
        }

        @Override
        public void confirm(long session, byte[] token) {
            asked.add("confirm " + session + " " + token.length);
        }

        @Override
        public void touch(long session) {
            asked.add("touch " + session);
        }

        @Override
        public CompletionStage<Void> end(long session) {
            asked.add("end " + session);
            return CompletableFuture.completedFuture(null);
        }
    }
}
