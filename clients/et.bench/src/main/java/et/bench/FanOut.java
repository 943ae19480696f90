package et.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Answers each request, and pushes what is said in it to all that have entered: at once, or so many times a second. */
final class FanOut extends Floor {

    private final Crowd crowd;
    private long pushed;

    FanOut(Framing framing, Crowd crowd) {
        super(framing);
        this.crowd = crowd;
    }

    @Override
    void request(ChannelHandlerContext ctx, ByteBuf envelope, int length) {
        if (Frames.enters(envelope)) {
            crowd.all.add(new Member(this, ctx));
        } else {
            Frames.gather(crowd.said, envelope, length);
            if (crowd.ticks == 0) {
                crowd.tell();
            }
        }
        Frames.answer(out(ctx, envelope.readableBytes()), framing(), Frames.number(envelope));
    }

    private void hear(ChannelHandlerContext ctx, ByteBuf said) {
        pushed++;
        Frames.heard(out(ctx, said.readableBytes() + Frames.MOST), framing(), pushed, said);
    }

    private record Member(FanOut floor, ChannelHandlerContext ctx) {}

    /** Who hears what. All on one loop: to bring it to another one would cost more. */
    static final class Crowd {

        private final int ticks;
        private final EventLoop loop;
        private final List<Member> all = new ArrayList<>();
        private final ByteBuf said = Unpooled.directBuffer();
        private boolean flushing;

        Crowd(int ticks, EventLoop loop) {
            this.ticks = ticks;
            this.loop = loop;
            if (ticks > 0) {
                long period = TimeUnit.SECONDS.toNanos(1) / ticks;
                loop.scheduleAtFixedRate(this::tell, period, period, TimeUnit.NANOSECONDS);
            }
        }

        private void tell() {
            if (!said.isReadable()) {
                return;
            }
            all.forEach(member -> member.floor.hear(member.ctx, said));
            said.clear();
            if (!flushing) {
                flushing = true;
                loop.execute(this::flush);
            }
        }

        /** At the end of the loop's turn: what comes together goes out together. */
        private void flush() {
            flushing = false;
            all.forEach(member -> member.floor.flush(member.ctx));
        }
    }
}
