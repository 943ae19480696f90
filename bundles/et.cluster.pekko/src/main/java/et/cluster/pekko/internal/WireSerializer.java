package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.Tier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Turns {@link Wire} into bytes: fields in their order, as {@link DataOutputStream} writes them. A message that is not known here fails alone;
 * a changed form takes a new manifest.
 */
final class WireSerializer extends SerializerWithStringManifest {

    /** Unique among the serializers of an actor system; up to 40 are Pekko's. */
    private static final int ID = 0x6574;

    private static final String BEAT = "b";
    private static final String HELLO = "h";
    private static final String OPENED = "o";
    private static final String CLOSED = "c";
    private static final String LOCATE = "l";
    private static final String WISHED = "w";
    private static final String NOTED = "k";
    private static final String NOTICE = "n";
    private static final String HAND_OFF = "x";

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof Wire.Beat) {
            return BEAT;
        } else if (message instanceof Wire.Hello) {
            return HELLO;
        } else if (message instanceof Wire.Opened) {
            return OPENED;
        } else if (message instanceof Wire.Closed) {
            return CLOSED;
        } else if (message instanceof Wire.Locate) {
            return LOCATE;
        } else if (message instanceof Wire.Wished) {
            return WISHED;
        } else if (message instanceof Wire.Noted) {
            return NOTED;
        } else if (message instanceof Wire.Notice) {
            return NOTICE;
        } else if (message instanceof Wire.HandOff) {
            return HAND_OFF;
        }
        throw new IllegalArgumentException(message.getClass() + " (expected: a message of " + Wire.class + ")");
    }

    @Override
    public byte[] toBinary(Object message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write((Wire) message, out);
        } catch (IOException e) {
            throw new IllegalStateException("An array refused bytes", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return read(manifest, in);
        } catch (NotSerializableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new NotSerializableException(
                    "Malformed message " + manifest + " of " + bytes.length + " bytes: " + e);
        }
    }

    private static void write(Wire message, DataOutputStream out) throws IOException {
        if (message instanceof Wire.Beat beat) {
            write(beat, out);
        } else if (message instanceof Wire.Opened opened) {
            out.writeInt(opened.shard());
            out.writeUTF(opened.container());
            out.writeLong(opened.incarnation());
            out.writeInt(opened.lane());
            out.writeLong(opened.epoch());
        } else if (message instanceof Wire.Closed closed) {
            out.writeInt(closed.shard());
            out.writeLong(closed.epoch());
        } else if (message instanceof Wire.Locate locate) {
            out.writeInt(locate.shard());
        } else if (message instanceof Wire.Wished wished) {
            out.writeLong(wished.number());
            write(wished.wishes(), out);
        } else if (message instanceof Wire.Noted noted) {
            out.writeLong(noted.number());
        } else if (message instanceof Wire.Notice notice) {
            out.writeUTF(notice.topic());
            out.writeInt(notice.notice().length);
            out.write(notice.notice());
        }
    }

    private static Wire read(String manifest, DataInputStream in) throws IOException {
        return switch (manifest) {
            case BEAT -> beat(in);
            case HELLO -> new Wire.Hello();
            case OPENED -> new Wire.Opened(in.readInt(), in.readUTF(), in.readLong(), in.readInt(), in.readLong());
            case CLOSED -> new Wire.Closed(in.readInt(), in.readLong());
            case LOCATE -> new Wire.Locate(in.readInt());
            case WISHED -> new Wire.Wished(in.readLong(), wishes(in));
            case NOTED -> new Wire.Noted(in.readLong());
            case NOTICE -> new Wire.Notice(in.readUTF(), in.readNBytes(in.readInt()));
            case HAND_OFF -> new Wire.HandOff();
            default -> throw new NotSerializableException("Unknown message " + manifest + "; is its sender newer?");
        };
    }

    private static void write(Wire.Beat beat, DataOutputStream out) throws IOException {
        out.writeUTF(beat.container());
        out.writeLong(beat.incarnation());
        out.writeInt(beat.tiers().size());
        for (Tier tier : beat.tiers()) {
            out.writeUTF(tier.name());
        }
        out.writeUTF(beat.host());
        out.writeInt(beat.lanes().size());
        for (int port : beat.lanes()) {
            out.writeInt(port);
        }
        Load load = beat.load();
        out.writeDouble(load.cpu());
        out.writeDouble(load.busy());
        out.writeInt(load.actors());
        out.writeDouble(load.messages());
        out.writeInt(load.sessions());
        out.writeLong(load.memory());
        out.writeDouble(load.lag());
        out.writeInt(beat.open().size());
        for (Map.Entry<Integer, Long> open : beat.open().entrySet()) {
            out.writeInt(open.getKey());
            out.writeLong(open.getValue());
        }
        write(beat.wishes(), out);
    }

    private static Wire.Beat beat(DataInputStream in) throws IOException {
        String container = in.readUTF();
        long incarnation = in.readLong();
        Set<Tier> tiers = EnumSet.noneOf(Tier.class);
        for (int left = in.readInt(); left > 0; left--) {
            tiers.add(Tier.valueOf(in.readUTF()));
        }
        String host = in.readUTF();
        List<Integer> lanes = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            lanes.add(in.readInt());
        }
        Load load = new Load(
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readDouble(),
                in.readInt(),
                in.readLong(),
                in.readDouble());
        Map<Integer, Long> open = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            open.put(in.readInt(), in.readLong());
        }
        return new Wire.Beat(container, incarnation, tiers, host, lanes, load, open, wishes(in));
    }

    private static void write(Wishes wishes, DataOutputStream out) throws IOException {
        out.writeInt(wishes.drains().size());
        for (Map.Entry<String, Wishes.Drain> entry : wishes.drains().entrySet()) {
            Wishes.Drain drain = entry.getValue();
            out.writeUTF(entry.getKey());
            write(drain.version(), out);
            out.writeLong(drain.incarnation());
            out.writeBoolean(drain.on());
        }
        out.writeInt(wishes.moves().size());
        for (Map.Entry<Integer, Wishes.Move> entry : wishes.moves().entrySet()) {
            Wishes.Move move = entry.getValue();
            out.writeInt(entry.getKey());
            write(move.version(), out);
            out.writeUTF(move.container());
            out.writeLong(move.incarnation());
        }
    }

    private static Wishes wishes(DataInputStream in) throws IOException {
        Map<String, Wishes.Drain> drains = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            drains.put(in.readUTF(), new Wishes.Drain(version(in), in.readLong(), in.readBoolean()));
        }
        Map<Integer, Wishes.Move> moves = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            moves.put(in.readInt(), new Wishes.Move(version(in), in.readUTF(), in.readLong()));
        }
        return new Wishes(drains, moves);
    }

    private static void write(Wishes.Version version, DataOutputStream out) throws IOException {
        out.writeLong(version.version());
        out.writeUTF(version.wisher());
    }

    private static Wishes.Version version(DataInputStream in) throws IOException {
        return new Wishes.Version(in.readLong(), in.readUTF());
    }
}
