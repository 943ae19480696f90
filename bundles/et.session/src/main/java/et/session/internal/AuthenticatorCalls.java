package et.session.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import et.cluster.CallHandler;
import et.proto.auth.Confirm;
import et.proto.auth.Opened;
import et.proto.auth.Question;
import et.proto.auth.Refused;
import et.proto.auth.Reply;
import et.session.AuthenticationException;
import et.session.Authenticator;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Answers the gateways of other containers; {@link RemoteAuthenticator} is the other side. */
@Component
public final class AuthenticatorCalls implements CallHandler {

    /** What the other side calls this. */
    static final String SERVICE = "authenticator";

    private static final byte[] NOTHING = {};

    private final Authenticator authenticator;

    @Activate
    public AuthenticatorCalls(@Reference(target = StoredAuthenticator.HERE) Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public CompletionStage<byte[]> handle(byte[] request) {
        try {
            return answer(Question.parseFrom(request));
        } catch (InvalidProtocolBufferException | UnknownHostException malformed) {
            return CompletableFuture.failedFuture(malformed);
        }
    }

    private CompletionStage<byte[]> answer(Question question) throws UnknownHostException {
        return switch (question.getQuestionCase()) {
            case LOGIN ->
                opened(authenticator.login(
                        question.getLogin().getLogin(),
                        address(question.getLogin().getFrom())));
            case RESUME ->
                opened(authenticator.resume(
                        question.getResume().getToken().toByteArray(),
                        address(question.getResume().getFrom())));
            case CONFIRM -> {
                Confirm confirm = question.getConfirm();
                authenticator.confirm(confirm.getSession(), confirm.getToken().toByteArray());
                yield CompletableFuture.completedFuture(NOTHING);
            }
            case TOUCH -> {
                authenticator.touch(question.getTouch());
                yield CompletableFuture.completedFuture(NOTHING);
            }
            case END -> authenticator.end(question.getEnd()).thenApply(none -> NOTHING);
            case QUESTION_NOT_SET ->
                CompletableFuture.failedFuture(
                        new InvalidProtocolBufferException("a question of a kind that is not known here"));
        };
    }

    private static InetAddress address(ByteString bytes) throws UnknownHostException {
        return InetAddress.getByAddress(bytes.toByteArray());
    }

    private static CompletionStage<byte[]> opened(CompletionStage<Authenticator.Opened> stage) {
        return stage.handle((opened, failure) -> {
            if (failure == null) {
                return Reply.newBuilder().setOpened(proto(opened)).build().toByteArray();
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof AuthenticationException refusal) {
                return Reply.newBuilder()
                        .setRefused(Refused.newBuilder()
                                .setCode(refusal.code())
                                .setText(String.valueOf(refusal.getMessage()))
                                .addAllEnded(refusal.ended()))
                        .build()
                        .toByteArray();
            }
            throw new CompletionException(cause);
        });
    }

    private static Opened proto(Authenticator.Opened opened) {
        return Opened.newBuilder()
                .setSession(opened.session())
                .setPlayer(opened.player())
                .setToken(ByteString.copyFrom(opened.token()))
                .setResumeMs(opened.resumeMillis())
                .setTouchMs(opened.touchMillis())
                .addAllEnded(opened.ended())
                .build();
    }
}
