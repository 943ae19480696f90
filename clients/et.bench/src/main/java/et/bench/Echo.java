package et.bench;

import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Sends each request back as its own answer. */
final class Echo extends Floor {

    Echo(Framing framing) {
        super(framing);
    }

    @Override
    void request(ChannelHandlerContext ctx, ByteBuf envelope, int length) {
        // The answer is the request, but for its kind, which is the first field.
        ByteBuf to = out(ctx, envelope.readableBytes());
        framing().before(to, length);
        int start = to.writerIndex();
        to.writeBytes(envelope, envelope.readerIndex(), length);
        to.setByte(start + 1, Kind.ANSWER_VALUE);
    }
}
