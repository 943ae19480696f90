package et.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.CharsetUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** WebSocket's beginning in HTTP (RFC 6455, section 4.2). Afterwards a {@link WebSocketSplitter} takes its place. */
final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final String PATH = "/et";

    private static final int LONGEST_LINE = 1024;
    private static final int LONGEST_HEADERS = 8192;
    private static final int NO_BODY = 0;

    /** RFC 6455, section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int KEY_BYTES = 16;
    private static final String VERSION = "13";

    private final HttpServerCodec codec = new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, LONGEST_HEADERS);
    private final ClientConnection connection;
    private final Supplier<Origins> origins;

    WebSocketUpgrade(ClientConnection connection, Supplier<Origins> origins) {
        this.connection = connection;
        this.origins = origins;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline()
                .addBefore(ctx.name(), "http", codec)
                .addBefore(ctx.name(), "body", new HttpObjectAggregator(NO_BODY, true));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (!connection.admitted()) {
            connection.turnedAway();
            refuse(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many connections.");
        } else if (!request.decoderResult().isSuccess() || !request.method().equals(HttpMethod.GET)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "Expected: GET " + PATH + " with Upgrade: websocket.");
        } else if (!new QueryStringDecoder(request.uri()).path().equals(PATH)) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND, "Expected: GET " + PATH + ".");
        } else if (!origins.get().allow(origin)) {
            refuse(
                    ctx,
                    HttpResponseStatus.FORBIDDEN,
                    "This web page may not connect: its origin is not in ws.origins.");
        } else if (!isUpgrade(request)) {
            refuse(ctx, HttpResponseStatus.UPGRADE_REQUIRED, "Expected: a WebSocket of version " + VERSION + ".");
        } else {
            String accept = accept(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY));
            if (accept == null) {
                refuse(ctx, HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key (expected: 16 bytes in Base64).");
            } else {
                upgrade(ctx, accept);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            connection.failed(cause);
        }
        ctx.close();
    }

    private static boolean isUpgrade(FullHttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION, false);
    }

    /** What shows that the request was understood, or null when the key is none. SHA-1 is not there for secrecy. */
    private static @Nullable String accept(@Nullable String key) {
        try {
            if (key == null || Base64.getDecoder().decode(key).length != KEY_BYTES) {
                return null;
            }
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (IllegalArgumentException notBase64) {
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is not there (expected: every Java platform has it)", e);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, String accept) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept);
        ctx.writeAndFlush(response);
        // HTTP has nothing to say any more; what the codec has read too much goes on to the splitter when the codec
        // goes.
        codec.removeOutboundHandler();
        ctx.pipeline().addAfter(ctx.name(), "frames", new WebSocketSplitter(connection));
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(HttpObjectAggregator.class);
        ctx.pipeline().remove(codec);
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(why + "\n", CharsetUtil.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        ctx.channel().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
