package et.session.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import et.cluster.Calls;
import et.cluster.Self;
import et.proto.auth.Kick;
import et.proto.auth.KickReply;
import et.session.KickException;
import et.session.Kicks;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The kicks of some logic container, in a container that has no logic and so no database. */
@Component(reference = @Reference(name = "self", service = Self.class, target = "(!(tiers=*logic*))"))
public final class RemoteKicks implements Kicks {

    private final Calls calls;

    @Activate
    public RemoteKicks(@Reference Calls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<Kicked> kick(String operator, String player, String reason) {
        byte[] question = Kick.newBuilder()
                .setOperator(operator)
                .setPlayer(player)
                .setReason(reason)
                .build()
                .toByteArray();
        return calls.call(KickCalls.SERVICE, question).handle((answer, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                throw new KickException("no logic container has confirmed the kick of player " + player + ", and only"
                        + " they have the database: " + cause.getMessage()
                        + ". Kick again when one is there: a second kick does no harm");
            }
            return read(answer);
        });
    }

    private static Kicked read(byte[] answer) {
        KickReply reply;
        try {
            reply = KickReply.parseFrom(answer);
        } catch (InvalidProtocolBufferException malformed) {
            throw new CompletionException(malformed);
        }
        if (!reply.getFailure().isEmpty()) {
            throw new KickException(reply.getFailure());
        }
        return new Kicked(reply.getEnded(), reply.getDeafList());
    }
}
