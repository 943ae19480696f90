package et.robots;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** All robots of a run, and the threads that they live on. */
final class Crowd implements AutoCloseable {

    private static final int THREADS = 2;

    private final Options options;
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("robots", true), NioIoHandler.newFactory());
    private final List<Seat> seats;

    Crowd(Options options, Tally tally) {
        this.options = options;
        SecureRandom secrets = new SecureRandom();
        this.seats = IntStream.range(0, options.players())
                .mapToObj(number -> new Seat(number, options, tally, loops, secrets))
                .toList();
    }

    /** Logs the robots in, some each second. */
    void start() {
        for (int i = 0; i < seats.size(); i++) {
            seats.get(i).login(TimeUnit.SECONDS.toMicros(i) / options.ramp());
        }
    }

    void stop() {
        seats.forEach(seat -> seat.robot().stop());
    }

    void giveUp() {
        seats.forEach(seat -> seat.robot().giveUp());
    }

    long playing() {
        return count(Robot::isPlaying);
    }

    long done() {
        return count(Robot::isDone);
    }

    /** Why robots are not in: what one of them was told. */
    String trouble() {
        return seats.stream()
                .map(Seat::trouble)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("no answer");
    }

    private long count(Predicate<Robot> which) {
        return seats.stream().map(Seat::robot).filter(which).count();
    }

    /** Waits until each has taken its leave: a connection that is closed before would leave a session behind. */
    @Override
    public void close() {
        CompletableFuture.allOf(seats.stream().map(Seat::close).toArray(CompletableFuture<?>[]::new))
                .join();
        loops.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
