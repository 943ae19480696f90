package et.robots;

import arena.Census;
import arena.Coin;
import arena.Coins;
import arena.Counted;
import arena.Enter;
import arena.Entered;
import arena.Leave;
import arena.Left;
import arena.Purse;
import arena.PurseChanged;
import arena.Pursed;
import arena.Refused;
import arena.Said;
import arena.Say;
import arena.SayDone;
import arena.Take;
import arena.Taken;
import arena.Walk;
import arena.Walked;
import arena.Zones;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A player without a head. It is told, by any thread, of each tick and of all that happens to its session, and acts at most once a tick. It sends ahead: up to
 * {@link #WINDOW} requests are under way while the server is slow.
 */
final class Robot {

    private enum Phase {
        /** There is no session. */
        AWAY,
        /** Waits until all that is under way has been answered, then asks for the zone's picture. */
        LOOKING,
        /** Walks, takes and talks. */
        PLAYING,
        /** Waits likewise, then goes to another zone. */
        MOVING,
        /** Waits likewise, then compares the books. */
        CLOSING,
        DONE
    }

    private static final int WINDOW = 8;
    private static final int STRIDE = 2;
    private static final int ODDS_OF_TALK = 150;
    private static final int ODDS_OF_MOVING = 600;

    /** How often the purse is looked at before it is said that coins are missing. */
    private static final int LOOKS = 300;

    private static final String OWN = "player/";

    private final String name;
    private final Tally tally;
    private final Ledger ledger;
    private final Requests requests;
    private final RandomGenerator random;
    private final Chart chart = new Chart();
    private Phase phase = Phase.AWAY;
    private Optional<Line> line = Optional.empty();
    private String player = "";
    private int zone;
    private boolean newcomer = true;
    private boolean stopping;
    private Optional<Long> handed = Optional.empty();
    private int looks;
    private long due;

    Robot(int number, long seed, Tally tally) {
        this.name = "robot " + number;
        this.tally = tally;
        this.ledger = new Ledger(name, tally);
        this.requests = new Requests(name, this, tally);
        this.random = new SplittableRandom(seed * 1_000_003 + number);
        this.zone = Math.floorMod(number, Zones.NAMES.size());
    }

    /** It has a session: a first one, or a new one after another ended. */
    synchronized void loggedIn(Line session, String id) {
        if (player.isEmpty()) {
            tally.players.incrementAndGet();
        }
        player = id;
        line = Optional.of(session);
        look();
    }

    /** Its session goes on over another connection. */
    synchronized void resumed() {
        look();
    }

    /**
     * An actor may have gone back to an earlier state, and what it pushed may be missing. Only of the zone it matters: a purse is durable, and every
     * push of it tells the whole.
     */
    synchronized void wentBack(String type, String id) {
        if (here().equals(type + "/" + id) && phase != Phase.AWAY) {
            look();
        }
    }

    /** Its session has ended. */
    synchronized void ended() {
        line = Optional.empty();
        if (phase != Phase.DONE) {
            phase = Phase.AWAY;
        }
    }

    /** Something was pushed. */
    synchronized void pushed(Message push) {
        if (push instanceof Coins coins) {
            chart.changed(coins);
        } else if (push instanceof PurseChanged purse) {
            ledger.purse(purse);
        } else if (push instanceof Said said && said.getPlayer().equals(player)) {
            ledger.heard();
        }
    }

    /**
     * Acts, if there is something to do.
     *
     * @param at when it should have been called, in nanoseconds: what is asked now is timed from then
     */
    synchronized void tick(long at) {
        due = at;
        boolean quiet = requests.underWay() == 0;
        switch (phase) {
            case PLAYING -> {
                if (stopping) {
                    phase = Phase.CLOSING;
                } else if (requests.underWay() < WINDOW) {
                    act();
                } else {
                    tally.heldBack.increment();
                }
            }
            case LOOKING -> {
                if (quiet) {
                    enter();
                }
            }
            case MOVING -> {
                if (quiet) {
                    leave();
                }
            }
            case CLOSING -> {
                if (quiet) {
                    handed.ifPresentOrElse(this::comparePurse, this::askZone);
                }
            }
            case AWAY, DONE -> {}
        }
    }

    /** Plays no more: waits for what is under way, then compares the books. */
    synchronized void stop() {
        stopping = true;
    }

    synchronized boolean isPlaying() {
        return phase != Phase.AWAY && phase != Phase.DONE;
    }

    synchronized boolean isDone() {
        return phase == Phase.DONE;
    }

    /** There is no more time: what has no answer now is lost. */
    synchronized void giveUp() {
        if (requests.underWay() > 0) {
            tally.found(tally.lost, requests.underWay(), name + ": " + requests.underWay() + " requests unanswered");
        }
        if (phase != Phase.DONE) {
            tally.found(tally.errors, 1, name + ": could not compare its books (it was " + phase + ")");
            phase = Phase.DONE;
        }
    }

    private void look() {
        ledger.lenient();
        if (phase != Phase.DONE) {
            phase = Phase.LOOKING;
        }
    }

    private void enter() {
        // Looking at the purse joins it: from now on its changes are pushed.
        ask(OWN, Purse.getDefaultInstance(), Pursed.parser(), purse -> {}, -1);
        ask(here(), Enter.getDefaultInstance(), Entered.parser(), this::entered, Refused.ZONE_FULL_VALUE);
    }

    private void entered(Entered picture) {
        ledger.entered(picture, newcomer);
        newcomer = false;
        handed = Optional.empty();
        chart.redraw(picture);
        phase = Phase.PLAYING;
    }

    private void leave() {
        ask(here(), Leave.getDefaultInstance(), Left.parser(), left -> goTo(random.nextInt(Zones.NAMES.size())), -1);
    }

    private void goTo(int where) {
        zone = where;
        newcomer = true;
        phase = Phase.LOOKING;
    }

    private void act() {
        if (random.nextInt(ODDS_OF_MOVING) == 0) {
            phase = Phase.MOVING;
        } else if (random.nextInt(ODDS_OF_TALK) == 0) {
            Say say = Say.newBuilder().setText("Hello from " + name).build();
            ask(here(), say, SayDone.parser(), done -> ledger.said(), -1);
        } else {
            chart.within().ifPresentOrElse(this::take, this::walk);
        }
    }

    private void take(Coin coin) {
        Take take = Take.newBuilder().setCoin(coin.getId()).build();
        ask(here(), take, Taken.parser(), taken -> ledger.taken(taken, coin.getId()), Refused.COIN_GONE_VALUE);
    }

    private void walk() {
        chart.step(random, STRIDE);
        Walk walk = Walk.newBuilder()
                .setX(chart.x())
                .setY(chart.y())
                .setStep(ledger.nextStep())
                .build();
        ask(here(), walk, Walked.parser(), walked -> ledger.walked(walked, walk), -1);
    }

    /** The zone's book comes first: it does not change any more, and says how many coins have to arrive. */
    private void askZone() {
        ask(
                here(),
                Census.getDefaultInstance(),
                Counted.parser(),
                census -> handed = Optional.of(census.getHandedToYou()),
                -1);
    }

    private void comparePurse(long handedOut) {
        ask(
                OWN,
                Purse.getDefaultInstance(),
                Pursed.parser(),
                purse -> {
                    long world = handedOut + purse.getStated();
                    if (purse.getCoins() == world || looks++ >= LOOKS) {
                        ledger.close(purse.getCoins());
                        tally.coinsOfPlayers.add(purse.getCoins());
                        tally.coinsOfWorld.add(world);
                        phase = Phase.DONE;
                        line.ifPresent(Line::logout);
                    }
                },
                -1);
    }

    private String here() {
        return "arena/" + Zones.NAMES.get(zone);
    }

    /** Sends a request that the game may answer with one refusal; any other is an error. */
    private <M extends Message> void ask(
            String address, Message request, Parser<M> parser, Consumer<M> answered, int refusal) {
        line.ifPresent(session -> requests.send(session, due, address, request, parser, answered, code -> {
            if (code == refusal) {
                refused(request, refusal);
            } else {
                failed(request, code);
            }
        }));
    }

    private void refused(Message request, int code) {
        if (code == Refused.ZONE_FULL_VALUE) {
            goTo((zone + 1) % Zones.NAMES.size());
        } else if (request instanceof Take take) {
            chart.forget(take.getCoin());
        }
    }

    /** Whatever it was, the robot does not know any more where it stands. */
    private void failed(Message request, int code) {
        if (!ledger.forgives(code)) {
            tally.found(
                    tally.errors,
                    1,
                    name + ": " + request.getDescriptorForType().getName() + ": failed with " + code);
        }
        look();
    }
}
