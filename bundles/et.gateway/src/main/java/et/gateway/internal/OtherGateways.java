package et.gateway.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import et.cluster.Cluster;
import et.cluster.Tier;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.session.Sessions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What gateways tell each other of sessions. At most once: who misses it finds out when the session is not resumed in time. */
final class OtherGateways {

    private static final Logger log = LoggerFactory.getLogger(OtherGateways.class);

    private final Cluster cluster;

    OtherGateways(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The session goes on here. */
    void moved(long session) {
        tell(Notice.newBuilder().addMoved(session).build());
    }

    /** The store has ended the sessions; their clients are to be told. */
    void ended(List<Long> sessions, Code code, String text) {
        tell(Notice.newBuilder()
                .addAllEnded(sessions)
                .setCode(code)
                .setText(text)
                .build());
    }

    private void tell(Notice notice) {
        cluster.tell(Tier.GATEWAY, Sessions.NOTICES, notice.toByteArray());
    }

    static Notice read(byte[] notice) {
        try {
            return Notice.parseFrom(notice);
        } catch (InvalidProtocolBufferException malformed) {
            log.warn("A notice of {} bytes from another gateway is dropped: {}", notice.length, malformed.getMessage());
            return Notice.getDefaultInstance();
        }
    }
}
