package et.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** WebSocket's beginning in HTTP (RFC 6455, section 4), as short as it can be. What is behind it in the pipeline sees the connection begin when this is over. */
abstract class Upgrade extends ByteToMessageDecoder {

    private static final int MOST = 4096;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    /** Where the head ends is looked for in what has come; it is short. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> none) throws IOException {
        int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END), in);
        if (end < 0 && in.readableBytes() < MOST) {
            return;
        }
        if (end < 0) {
            throw new IOException("the answer to a WebSocket's request is no HTTP");
        }
        String head = in.readCharSequence(end - in.readerIndex() + END.length, StandardCharsets.ISO_8859_1)
                .toString();
        upgrade(ctx, head);
        // What follows is passed on when this is gone.
        ctx.pipeline().remove(this);
    }

    abstract void upgrade(ChannelHandlerContext ctx, String head) throws IOException;

    static void say(ChannelHandlerContext ctx, String... lines) {
        String head = String.join("\r\n", lines) + "\r\n\r\n";
        ctx.writeAndFlush(ctx.alloc().ioBuffer().writeBytes(head.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A client's. */
    static final class Asking extends Upgrade {

        private static final String KEY =
                Base64.getEncoder().encodeToString("16 bytes will do".getBytes(StandardCharsets.US_ASCII));

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            say(
                    ctx,
                    "GET /et HTTP/1.1",
                    "Host: localhost",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: " + KEY);
        }

        @Override
        void upgrade(ChannelHandlerContext ctx, String head) throws IOException {
            String status = head.lines().findFirst().orElse("");
            if (!status.startsWith("HTTP/1.1 101 ")) {
                throw new IOException("no WebSocket: " + status);
            }
            ctx.fireChannelActive();
        }
    }

    /** The floor's. */
    static final class Accepting extends Upgrade {

        private static final String KEY = "sec-websocket-key:";
        private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

        @Override
        void upgrade(ChannelHandlerContext ctx, String head) throws IOException {
            String key = head.lines()
                    .filter(line -> line.regionMatches(true, 0, KEY, 0, KEY.length()))
                    .map(line -> line.substring(KEY.length()).strip())
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + KEY));
            say(
                    ctx,
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: " + accept(key));
        }

        private static String accept(String key) {
            try {
                byte[] hash =
                        MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-1 is not there (expected: every Java platform has it)", e);
            }
        }
    }
}
