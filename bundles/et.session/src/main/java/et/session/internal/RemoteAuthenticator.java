package et.session.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import et.cluster.Calls;
import et.cluster.Self;
import et.proto.auth.Confirm;
import et.proto.auth.Question;
import et.proto.auth.Refused;
import et.proto.auth.Reply;
import et.proto.auth.Resume;
import et.proto.client.Code;
import et.proto.client.Login;
import et.session.AuthenticationException;
import et.session.Authenticator;
import java.net.InetAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authenticator of some logic container, in a container that has no logic. */
@Component(reference = @Reference(name = "self", service = Self.class, target = "(!(tiers=*logic*))"))
public final class RemoteAuthenticator implements Authenticator {

    private static final Logger log = LoggerFactory.getLogger(RemoteAuthenticator.class);

    private final Calls calls;

    @Activate
    public RemoteAuthenticator(@Reference Calls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<Opened> login(Login login, InetAddress from) {
        return ask(Question.newBuilder()
                .setLogin(et.proto.auth.Login.newBuilder().setLogin(login).setFrom(bytes(from)))
                .build());
    }

    @Override
    public CompletionStage<Opened> resume(byte[] token, InetAddress from) {
        return ask(Question.newBuilder()
                .setResume(
                        Resume.newBuilder().setToken(ByteString.copyFrom(token)).setFrom(bytes(from)))
                .build());
    }

    @Override
    public void confirm(long session, byte[] token) {
        tell(
                "confirm",
                session,
                Question.newBuilder()
                        .setConfirm(Confirm.newBuilder().setSession(session).setToken(ByteString.copyFrom(token)))
                        .build());
    }

    @Override
    public void touch(long session) {
        tell("touch", session, Question.newBuilder().setTouch(session).build());
    }

    @Override
    public CompletionStage<Void> end(long session) {
        return calls.call(
                        AuthenticatorCalls.SERVICE,
                        Question.newBuilder().setEnd(session).build().toByteArray())
                .thenApply(done -> null);
    }

    /** What is lost here costs little: a session that was not touched or confirmed can still be resumed. */
    private void tell(String what, long session, Question question) {
        calls.call(AuthenticatorCalls.SERVICE, question.toByteArray()).whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn("{} of session {} did not reach a logic container: {}", what, session, failure.getMessage());
            }
        });
    }

    private CompletionStage<Opened> ask(Question question) {
        return calls.call(AuthenticatorCalls.SERVICE, question.toByteArray()).handle((answer, failure) -> {
            if (failure != null) {
                throw new AuthenticationException(
                        Code.BUSY, "this cannot be checked at the moment; try again in a few seconds");
            }
            return read(answer);
        });
    }

    private static Opened read(byte[] answer) {
        Reply reply;
        try {
            reply = Reply.parseFrom(answer);
        } catch (InvalidProtocolBufferException malformed) {
            throw new CompletionException(malformed);
        }
        if (reply.hasOpened()) {
            et.proto.auth.Opened opened = reply.getOpened();
            return new Opened(
                    opened.getSession(),
                    opened.getPlayer(),
                    opened.getToken().toByteArray(),
                    opened.getResumeMs(),
                    opened.getTouchMs(),
                    opened.getEndedList());
        }
        Refused refused = reply.getRefused();
        throw new AuthenticationException(refused.getCode(), refused.getText(), refused.getEndedList());
    }

    private static ByteString bytes(InetAddress address) {
        return ByteString.copyFrom(address.getAddress());
    }
}
