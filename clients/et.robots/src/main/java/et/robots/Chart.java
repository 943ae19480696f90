package et.robots;

import arena.Coin;
import arena.Coins;
import arena.Entered;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What a robot knows of its zone. Not safe for several threads. */
final class Chart {

    /** So that robots that stand together do not all run for the same coin. */
    private static final int CHOICE = 3;

    private final Map<Long, Coin> coins = new TreeMap<>();
    private final Set<Long> tried = new HashSet<>();
    private int width;
    private int height;
    private int reach;
    private int x;
    private int y;
    private Optional<Coin> goal = Optional.empty();

    /** A fresh picture. */
    void redraw(Entered picture) {
        width = picture.getWidth();
        height = picture.getHeight();
        reach = picture.getReach();
        moved(picture.getYou().getX(), picture.getYou().getY());
        coins.clear();
        tried.clear();
        goal = Optional.empty();
        picture.getCoinsList().forEach(coin -> coins.put(coin.getId(), coin));
    }

    /** What changed. */
    void changed(Coins change) {
        change.getFoundList().forEach(coin -> coins.put(coin.getId(), coin));
        change.getGoneList().forEach(this::forget);
    }

    /** The coin is not to be had, or is had already. */
    void forget(long coin) {
        coins.remove(coin);
        tried.remove(coin);
        goal = goal.filter(one -> one.getId() != coin);
    }

    /** A coin to pick up without another step; it is named once. */
    Optional<Coin> within() {
        Optional<Coin> found = coins.values().stream()
                .filter(coin -> distance(coin) <= reach && !tried.contains(coin.getId()))
                .findFirst();
        found.ifPresent(coin -> tried.add(coin.getId()));
        return found;
    }

    /** Takes up to {@code stride} tiles along each axis towards a coin, or anywhere when there is none. */
    void step(RandomGenerator random, int stride) {
        if (goal.isEmpty()) {
            List<Coin> near = coins.values().stream()
                    .filter(coin -> !tried.contains(coin.getId()))
                    .sorted(Comparator.comparingInt(this::distance))
                    .limit(CHOICE)
                    .toList();
            goal = near.isEmpty() ? Optional.empty() : Optional.of(near.get(random.nextInt(near.size())));
        }
        int toX = goal.map(Coin::getX).orElseGet(() -> random.nextInt(width));
        int toY = goal.map(Coin::getY).orElseGet(() -> random.nextInt(height));
        moved(x + clamp(toX - x, stride), y + clamp(toY - y, stride));
        goal = goal.filter(coin -> distance(coin) > reach);
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    private void moved(int toX, int toY) {
        x = toX;
        y = toY;
    }

    private int distance(Coin coin) {
        return Math.max(Math.abs(coin.getX() - x), Math.abs(coin.getY() - y));
    }

    private static int clamp(int value, int most) {
        return Math.max(-most, Math.min(most, value));
    }
}
