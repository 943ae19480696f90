package et.robots;

import arena.Entered;
import arena.PurseChanged;
import arena.Taken;
import arena.Walk;
import arena.Walked;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import et.proto.client.Code;
import java.util.concurrent.atomic.LongAdder;

/**
 * Compares what a robot is told with what it did. Steps are relaxed: a crash may take the last of them back, so the robot says when it has
 * to be lenient with them. Coins never are.
 */
final class Ledger {

    /** Codes from here on are the game's own. */
    private static final int GAME = 1000;

    private final String robot;
    private final Tally tally;
    private boolean lenient;
    private int step;
    private int takes;
    private long taken;
    private long purse;
    private int said;
    private int heard;

    Ledger(String robot, Tally tally) {
        this.robot = robot;
        this.tally = tally;
    }

    /** From now until the next picture, what is relaxed may be out of step. */
    void lenient() {
        lenient = true;
    }

    /** Whether this failure is no more than what a crash may do to steps and talk. */
    boolean forgives(int code) {
        return lenient && (code >= GAME || code == Code.OUTCOME_UNKNOWN_VALUE);
    }

    /** The zone's picture, asked for when nothing was under way. */
    void entered(Entered picture, boolean anew) {
        int expected = anew ? 0 : takes;
        if (picture.getTakes() > expected) {
            found(
                    tally.duplicated,
                    picture.getTakes() - expected,
                    "coins handed to me: " + picture.getTakes(),
                    expected);
        } else if (picture.getTakes() < expected && picture.getTakes() != 0) {
            // 0: the zone showed us out meanwhile, and has stated what it handed to us; the audit will tell.
            found(tally.lost, expected - picture.getTakes(), "coins handed to me: " + picture.getTakes(), expected);
        }
        if (!anew && !lenient && picture.getStep() != step) {
            found(tally.lost, 1, "last step in the picture: " + picture.getStep(), step);
        }
        if (lenient) {
            said = 0;
            heard = 0;
        }
        takes = picture.getTakes();
        step = picture.getStep();
        lenient = false;
    }

    /** The number of the next step. */
    int nextStep() {
        return ++step;
    }

    void walked(Walked answer, Walk walk) {
        int asked = walk.getStep();
        if (answer.getStep() != asked || answer.getX() != walk.getX() || answer.getY() != walk.getY()) {
            found(tally.errors, 1, "answer to another walk: " + brief(answer), brief(walk));
        }
        if (lenient) {
            return;
        }
        int before = asked - 1;
        if (answer.getPrevious() == asked) {
            found(tally.duplicated, 1, "step before step " + asked + ": " + asked, before);
        } else if (answer.getPrevious() > before) {
            found(tally.reordered, 1, "step before step " + asked + ": " + answer.getPrevious(), before);
        } else if (answer.getPrevious() < before) {
            found(
                    tally.lost,
                    before - answer.getPrevious(),
                    "step before step " + asked + ": " + answer.getPrevious(),
                    before);
        }
    }

    void taken(Taken answer, long asked) {
        if (answer.getCoin() != asked) {
            found(tally.errors, 1, "answer to the request for coin " + asked + ": coin " + answer.getCoin(), asked);
        }
        takes++;
        taken += answer.getWorth();
        if (answer.getNth() > takes) {
            found(tally.duplicated, answer.getNth() - takes, "coins handed to me: " + answer.getNth(), takes);
            takes = answer.getNth();
        } else if (answer.getNth() < takes) {
            found(tally.reordered, 1, "coins handed to me: " + answer.getNth(), takes);
        }
    }

    void purse(PurseChanged change) {
        if (change.getCoins() <= purse) {
            found(tally.reordered, 1, "coins in a push of my purse: " + change.getCoins(), "more than " + purse);
        }
        purse = change.getCoins();
    }

    void said() {
        said++;
    }

    void heard() {
        heard++;
    }

    /** At the end, when everything has been answered. */
    void close(long coins) {
        if (coins != taken) {
            found(tally.errors, 1, "coins in my purse: " + coins, taken + ", as the answers said");
        }
        if (!lenient && heard != said) {
            found(tally.errors, 1, "my sayings that were pushed to me: " + heard, said);
        }
    }

    private static String brief(Message message) {
        return TextFormat.printer().emittingSingleLine(true).printToString(message);
    }

    private void found(LongAdder what, long times, String found, Object expected) {
        tally.found(what, times, robot + ": " + found + " (expected: " + expected + ")");
    }
}
