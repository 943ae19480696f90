package et.robots;

import arena.Census;
import arena.Coin;
import arena.Counted;
import arena.Enter;
import arena.Entered;
import arena.Leave;
import arena.Left;
import arena.Purse;
import arena.Pursed;
import arena.Said;
import arena.Say;
import arena.SayDone;
import arena.Take;
import arena.Taken;
import arena.Walk;
import arena.Walked;
import arena.Walker;
import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A server of one player, honest unless told otherwise. */
final class FakeArena implements Line {

    private final Robot robot;
    private final Map<Long, Coin> coins = new HashMap<>();
    private int step;
    private int takes;
    long handed;
    long stated;
    long purse;
    boolean loggedOut;
    boolean silent;

    /** Requests wait for {@link #answer}, or {@link #refuse}. */
    boolean slow;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int refusal;
    boolean repeatsAnswers;
    boolean forgetsSteps;
    boolean swapsSteps;
    boolean doublesCoins;
    boolean losesCoins;

    FakeArena(Robot robot) {
        this.robot = robot;
        for (int i = 1; i <= 2000; i++) {
            coins.put(
                    (long) i,
                    Coin.newBuilder()
                            .setId(i)
                            .setX(i * 7 % 96)
                            .setY(i * 13 % 96)
                            .setWorth(1)
                            .build());
        }
    }

    @Override
    public void ask(String type, String id, Message request, Consumer<Outcome> then) {
        if (silent) {
            return;
        }
        if (slow) {
            waiting.add(() -> answer(request, then));
        } else {
            answer(request, then);
        }
    }

    /** Answers what waits. */
    void answer() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /** Refuses what waits. */
    void refuse(int code) {
        refusal = code;
        answer();
        refusal = 0;
    }

    private void answer(Message request, Consumer<Outcome> then) {
        if (refusal != 0) {
            then.accept(new Outcome.Failure(refusal, "no"));
            return;
        }
        Outcome outcome = new Outcome.Answer(handle(request).toByteString());
        then.accept(outcome);
        if (repeatsAnswers) {
            then.accept(outcome);
        }
    }

    private Message handle(Message request) {
        if (request instanceof Enter) {
            return Entered.newBuilder()
                    .setWidth(96)
                    .setHeight(96)
                    .setReach(2)
                    .setStride(3)
                    .setYou(Walker.newBuilder().setX(40).setY(40))
                    .addAllCoins(coins.values())
                    .setStep(step)
                    .setTakes(takes)
                    .build();
        } else if (request instanceof Walk walk) {
            int previous = step;
            step = walk.getStep();
            return Walked.newBuilder()
                    .setX(walk.getX())
                    .setY(walk.getY())
                    .setStep(step)
                    .setPrevious(forgetsSteps ? 0 : swapsSteps ? step + 1 : previous)
                    .build();
        } else if (request instanceof Take take) {
            return take(take);
        } else if (request instanceof Say say) {
            robot.pushed(
                    Said.newBuilder().setPlayer("me").setText(say.getText()).build());
            return SayDone.getDefaultInstance();
        } else if (request instanceof Leave) {
            stated += handed;
            handed = 0;
            takes = 0;
            step = 0;
            return Left.getDefaultInstance();
        } else if (request instanceof Census) {
            return Counted.newBuilder().setHandedToYou(handed).build();
        } else if (request instanceof Purse) {
            return Pursed.newBuilder().setCoins(purse).setStated(stated).build();
        }
        throw new IllegalArgumentException("request: " + request);
    }

    private Message take(Take take) {
        coins.remove(take.getCoin());
        int times = doublesCoins ? 2 : 1;
        handed += times;
        takes += times;
        purse += losesCoins ? 0 : times;
        return Taken.newBuilder()
                .setCoin(take.getCoin())
                .setWorth(1)
                .setNth(takes)
                .build();
    }

    void forgetSteps() {
        step = Math.max(0, step - 5);
    }

    void forgetCoin() {
        takes--;
        handed--;
    }

    @Override
    public void logout() {
        loggedOut = true;
    }
}
