package et.cluster.internal;

import org.jspecify.annotations.Nullable;

/** Pushes of the same payload from the same actor, one behind the other, on their way into one frame. One loop only. */
final class Broadcast {

    private static final byte[] NOTHING = {};

    private final int[] slots = new int[Wire.PUSH_MOST];
    private int count;
    private String type = "";
    private String id = "";
    private int message;
    private byte @Nullable [] payload;

    /** Takes one more; false when it is not like those before it, or there are too many. */
    boolean add(int slot, String type, String id, int message, byte[] payload) {
        if (count > 0
                && (payload != this.payload
                        || count == slots.length
                        || message != this.message
                        || !id.equals(this.id)
                        || !type.equals(this.type))) {
            return false;
        }
        this.type = type;
        this.id = id;
        this.message = message;
        this.payload = payload;
        slots[count++] = slot;
        return true;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Writes the frame, and begins anew. False when the other side does not take a frame so long. */
    boolean write(FrameOut out) {
        byte[] bytes = payload == null ? NOTHING : payload;
        out.name(type);
        out.begin(Wire.PUSH, bytes.length).type(type).text(id).fixed4(message).varint(count);
        for (int i = 0; i < count; i++) {
            out.varint(slots[i]);
        }
        count = 0;
        payload = null;
        return out.bytes(bytes).end();
    }
}
