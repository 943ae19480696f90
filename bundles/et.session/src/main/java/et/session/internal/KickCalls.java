package et.session.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import et.cluster.CallHandler;
import et.proto.auth.Kick;
import et.proto.auth.KickReply;
import et.session.KickException;
import et.session.Kicks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Kicks for containers without a database; {@link RemoteKicks} is the other side. */
@Component
public final class KickCalls implements CallHandler {

    /** What the other side calls this. */
    static final String SERVICE = "kick";

    private final Kicks kicks;

    @Activate
    public KickCalls(@Reference(target = StoredKicks.HERE) Kicks kicks) {
        this.kicks = kicks;
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public CompletionStage<byte[]> handle(byte[] request) {
        try {
            Kick kick = Kick.parseFrom(request);
            return kicks.kick(kick.getOperator(), kick.getPlayer(), kick.getReason())
                    .handle(KickCalls::reply);
        } catch (InvalidProtocolBufferException malformed) {
            return CompletableFuture.failedFuture(malformed);
        }
    }

    private static byte[] reply(Kicks.Kicked kicked, Throwable failure) {
        KickReply.Builder reply = KickReply.newBuilder();
        if (failure == null) {
            reply.setEnded(kicked.ended()).addAllDeaf(kicked.deaf());
        } else {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (!(cause instanceof KickException)) {
                throw new CompletionException(cause);
            }
            reply.setFailure(String.valueOf(cause.getMessage()));
        }
        return reply.build().toByteArray();
    }
}
